import COSE
import CardCrypto
import Testing

@testable import StatusLists

struct TokenTests {
    @Test(
        "a sealed list is read back as it was", arguments: [0, 1, 4, 5, 1000, 100_003],
        [StatusListToken.Compression.fast, .small])
    func roundTrip(count: Int, compression: StatusListToken.Compression) throws {
        let key = try SigningKey.generate(.p256)
        let list = statuses(count: count, oneIn: 50, seed: 1)
        let bytes = try StatusListToken.seal(
            list, claims: try claims(), compression: compression, with: key)
        let token = try StatusListToken(verifying: bytes.span, with: try key.verificationKey())
        #expect(token.claims == (try claims()))
        #expect(token.bits == .two)
        #expect(token.keyID == key.keyID)
        #expect(try token.statuses() == list)
    }

    @Test("what we seal is deterministic CBOR with alg, kid and typ protected and nothing else")
    func form() throws {
        let key = try SigningKey.generate(.ed25519)
        let bytes = try StatusListToken.seal(StatusBits(count: 8), claims: try claims(), with: key)
        let message = try COSESign1(parsing: bytes.span)
        #expect(message.type == "application/statuslist+cwt")
        #expect(message.keyID == key.keyID)
        var decoder = CBORDecoder(message.unverifiedPayload)
        try decoder.skip()
        try decoder.finish()
        var unsealed = CBORDecoder(message.unverifiedPayload)
        var map = try unsealed.readMap()
        var labels: [Int64] = []
        while let label = try unsealed.nextLabel(&map) {
            labels.append(label)
            try unsealed.skip()
        }
        #expect(labels == [2, 4, 6, 65533, 65534])
    }

    @Test("another key, or a signature that doesn't hold, is refused")
    func signatures() throws {
        let key = try SigningKey.generate(.p256)
        let bytes = try StatusListToken.seal(StatusBits(count: 8), claims: try claims(), with: key)
        let other = try SigningKey.generate(.p256).verificationKey()
        #expect(throws: StatusListError.otherKey) {
            _ = try StatusListToken(verifying: bytes.span, with: other)
        }
        for position in bytes.indices {
            var bad = bytes
            bad[position] ^= 0x10
            let ours = try key.verificationKey()
            #expect(throws: StatusListError.self, "byte \(position)") {
                _ = try StatusListToken(verifying: bad.span, with: ours)
            }
        }
        #expect(throws: StatusListError.checkFailed) {
            _ = try StatusListToken(verifying: bytes.span, with: BrokenKey(keyID: key.keyID))
        }
    }

    @Test("claims that no list may have are not sealed")
    func unusableClaims() throws {
        let key = try SigningKey.generate(.p256)
        var bad = [StatusListClaims](repeating: try claims(), count: 4)
        bad[0].uri = ""
        bad[1].uri = String(repeating: "u", count: 256)
        bad[2].expiration = bad[2].issued
        bad[3].timeToLiveSeconds = 0
        for claims in bad {
            #expect(throws: StatusListError.claimsUnusable) {
                _ = try StatusListToken.seal(StatusBits(count: 4), claims: claims, with: key)
            }
        }
    }

    @Test("a message of another kind by the same key is no list")
    func otherKinds() throws {
        let key = try SigningKey.generate(.p256)
        let ours = try key.verificationKey()
        let payload = payload("a3 02 616c 06 1a6ab13b80 19fffd a2 636c7374 43 030001 6462697473 02")
        let untyped = try COSESign1.seal(payload: payload.span, with: key)
        #expect(throws: StatusListError.otherType) {
            _ = try StatusListToken(verifying: untyped.span, with: ours)
        }
        let delta = try COSESign1.seal(payload: payload.span, type: StatusDelta.mediaType, with: key)
        #expect(throws: StatusListError.otherType) {
            _ = try StatusListToken(verifying: delta.span, with: ours)
        }
        let right = try COSESign1.seal(payload: payload.span, type: StatusListToken.mediaType, with: key)
        #expect(try StatusListToken(verifying: right.span, with: ours).claims.uri == "l")
    }

    struct Payload: Sendable, CustomTestStringConvertible {
        var rule: String
        var bytes: String
        var error: StatusListError
        var testDescription: String { rule }
    }

    static let list = "19fffd a2 636c7374 43 030001 6462697473 02"
    static let badPayloads = [
        Payload(rule: "no uri", bytes: "a2 06 00 \(list)", error: .malformed(.claims(at: 21))),
        Payload(rule: "no iat", bytes: "a2 02 616c \(list)", error: .malformed(.claims(at: 22))),
        Payload(rule: "no list", bytes: "a2 02 616c 06 00", error: .malformed(.claims(at: 6))),
        Payload(
            rule: "no lst", bytes: "a3 02 616c 06 00 19fffd a1 6462697473 02",
            error: .malformed(.claims(at: 16))),
        Payload(
            rule: "no bits", bytes: "a3 02 616c 06 00 19fffd a1 636c7374 40",
            error: .malformed(.claims(at: 15))),
        Payload(
            rule: "uri twice", bytes: "a4 02 616c 02 616c 06 00 \(list)",
            error: .malformed(.cbor(.duplicateKey(at: 4)))),
        Payload(
            rule: "lst twice", bytes: "a3 02 616c 06 00 19fffd a3 636c7374 40 636c7374 40 6462697473 02",
            error: .malformed(.cbor(.duplicateKey(at: 15)))),
        Payload(
            rule: "the list twice", bytes: "a4 02 616c 06 00 \(list) \(list)",
            error: .malformed(.cbor(.duplicateKey(at: 24)))),
        Payload(
            rule: "three bits", bytes: "a3 02 616c 06 00 19fffd a2 636c7374 40 6462697473 03",
            error: .bitsUnsupported(3)),
        Payload(
            rule: "a lst in pieces",
            bytes: "a3 02 616c 06 00 19fffd a2 636c7374 5f 41 03 41 00 ff 6462697473 02",
            error: .malformed(.cbor(.indefiniteLength(at: 14)))),
        Payload(
            rule: "lst as text", bytes: "a3 02 616c 06 00 19fffd a2 636c7374 6161 6462697473 02",
            error: .malformed(.cbor(.unexpectedType(.text, at: 14)))),
        Payload(
            rule: "iat before 1970", bytes: "a3 02 616c 06 20 \(list)", error: .malformed(.claims(at: 5))),
        Payload(
            rule: "an end before the issue", bytes: "a4 02 616c 06 05 04 05 \(list)", error: .claimsUnusable),
        Payload(
            rule: "zero seconds to live", bytes: "a4 02 616c 06 05 \(list) 19fffe 00",
            error: .claimsUnusable),
        Payload(rule: "an empty uri", bytes: "a3 02 60 06 00 \(list)", error: .claimsUnusable),
        Payload(
            rule: "a byte behind the claims", bytes: "a3 02 616c 06 00 \(list) 00",
            error: .malformed(.cbor(.trailingBytes(at: 24)))),
        Payload(
            rule: "uri not UTF-8", bytes: "a3 02 61ff 06 00 \(list)",
            error: .malformed(.cbor(.invalidUTF8(at: 3)))),
    ]

    @Test("what isn't a list is refused with its reason, though signed", arguments: badPayloads)
    func badPayload(_ bad: Payload) throws {
        let key = try SigningKey.generate(.p256)
        let ours = try key.verificationKey()
        let payload = payload(bad.bytes)
        let bytes = try COSESign1.seal(payload: payload.span, type: StatusListToken.mediaType, with: key)
        #expect(throws: bad.error) { _ = try StatusListToken(verifying: bytes.span, with: ours) }
    }

    private func payload(_ text: String) -> [UInt8] { hex(text) }
}

/// A library that can't decide.
struct BrokenKey: SignatureVerifying {
    var keyID: KeyID

    func accepts(_ algorithm: COSEAlgorithm) -> Bool { true }

    func check(signature: Span<UInt8>, head: Span<UInt8>, payload: Span<UInt8>) -> SignatureCheck { .failed }
}

struct StatusBitsTests {
    @Test("every status is kept where it was set, and nowhere else")
    func setsAndGets() {
        var generator = SplitMix64(state: 11)
        var bits = StatusBits(count: 1000)
        var expected = [CardStatus](repeating: .valid, count: 1000)
        for _ in 0..<5000 {
            let index = Int.random(in: 0..<1000, using: &generator)
            let status = CardStatus.allCases.randomElement(using: &generator) ?? .valid
            bits.set(status, at: index)
            expected[index] = status
        }
        #expect(expected.indices.allSatisfy { bits[$0] == expected[$0] })
        let histogram = bits.histogram
        for status in CardStatus.allCases {
            #expect(histogram[Int(status.rawValue)] == expected.count { $0 == status })
        }
    }

    @Test("the lowest bits of a byte come first, as the draft wants")
    func order() {
        var bits = StatusBits()
        let statuses: [UInt8] = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
        for (index, status) in statuses.enumerated() {
            bits.set(CardStatus(rawValue: status) ?? .valid, at: index)
        }
        #expect(bits.bytes == [0xC9, 0x44, 0xF9])
    }

    @Test("a list grows with its indexes and never shrinks")
    func grows() {
        var bits = StatusBits(count: 5)
        #expect(bits.count == 8)
        #expect(bits[8] == nil)
        bits.set(.suspended, at: 100)
        #expect(bits.count == 104)
        #expect(bits[99] == .valid)
        #expect(bits[100] == .suspended)
        bits.grow(toCount: 50)
        #expect(bits.count == 104)
        #expect(bits[Int.max] == nil)
        #expect(bits[Int.min] == nil)
    }
}
