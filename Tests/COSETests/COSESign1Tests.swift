import COSE
import Testing

struct COSESign1Tests {
    @Test("a sealed message has alg and kid protected, and its own payload")
    func seals() throws {
        let message = try COSESign1.seal(payload: hex("a1 04 18 64").span, with: EchoKey())
        #expect(
            message
                == hex(
                    "d2 84 4d a2 01 26 04 48 0102030405060708 a0 44 a1041864 58 40"
                        + String(repeating: "5a", count: 64)))
        let parsed = try COSESign1(parsing: message.span)
        #expect(parsed.algorithm == .es256)
        #expect(parsed.keyID == KeyID(rawValue: 0x0102_0304_0506_0708))
        #expect(parsed.unverifiedPayload.count == 4)
    }

    @Test(
        "the Sig_structure is the standard's, for every length of head",
        arguments: [0, 23, 24, 255, 256, 65_535, 65_536])
    func sigStructure(payloadCount: Int) throws {
        let payload = [UInt8](repeating: 7, count: payloadCount)
        var expected = CBOREncoder()
        expected.writeArray(count: 4)
        expected.write(text: "Signature1")
        expected.write(bytes: hex("a2 01 26 04 48 0102030405060708"))
        expected.write(bytes: [])
        expected.write(bytes: payload)
        let message = try COSESign1.seal(payload: payload.span, with: EchoKey(expecting: expected.bytes))
        let parsed = try COSESign1(parsing: message.span)
        #expect(parsed.check(with: EchoKey(expecting: expected.bytes)) == .valid)
        #expect(parsed.check(with: EchoKey(expecting: expected.bytes + [0])) == .invalid)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var rule: String
        var bytes: String
        var error: COSEError
        var testDescription: String { rule }
    }

    static let signature = "58 40" + String(repeating: "5a", count: 64)
    static let refusals = [
        Refusal(rule: "no tag", bytes: "84 43 a10126 a0 41 00" + signature, error: .notSign1),
        Refusal(rule: "COSE_Mac0's tag", bytes: "d1 84 43 a10126 a0 41 00" + signature, error: .notSign1),
        Refusal(rule: "three elements", bytes: "d2 83 43 a10126 a0 41 00", error: .notSign1),
        Refusal(
            rule: "no protected algorithm", bytes: "d2 84 40 a1 01 26 41 00" + signature,
            error: .algorithmMissing),
        Refusal(
            rule: "an empty map as protected header", bytes: "d2 84 41 a0 a0 41 00" + signature,
            error: .algorithmMissing),
        Refusal(
            rule: "ES512", bytes: "d2 84 44 a1013823 a0 41 00" + signature,
            error: .algorithmUnsupported(-36)),
        Refusal(
            rule: "crit", bytes: "d2 84 46 a2 01 26 02 81 01 a0 41 00" + signature, error: .criticalHeader),
        Refusal(
            rule: "a detached payload", bytes: "d2 84 43 a10126 a0 f6" + signature, error: .payloadMissing),
        Refusal(
            rule: "a signature of 63 bytes",
            bytes: "d2 84 43 a10126 a0 41 00 58 3f" + String(repeating: "5a", count: 63),
            error: .signatureLength(bytes: 63)),
        Refusal(
            rule: "a duplicate header label", bytes: "d2 84 45 a201260126 a0 41 00" + signature,
            error: .cbor(.duplicateKey(at: 6))),
        Refusal(
            rule: "a byte behind the message", bytes: "d2 84 43 a10126 a0 41 00" + signature + "00",
            error: .cbor(.trailingBytes(at: 75))),
        Refusal(
            rule: "a byte behind the protected map", bytes: "d2 84 44 a1012600 a0 41 00" + signature,
            error: .cbor(.trailingBytes(at: 6))),
        Refusal(
            rule: "a protected header of 256 bytes",
            bytes: "d2 84 59 0100 a2 01 26 04 58 fa" + String(repeating: "00", count: 250) + "a0 41 00"
                + signature, error: .protectedHeaderTooLong(bytes: 256)),
        Refusal(
            rule: "an indefinite array", bytes: "d2 9f 43 a10126 a0 41 00" + signature + "ff",
            error: .cbor(.indefiniteLength(at: 1))),
    ]

    @Test("what isn't our COSE_Sign1 is refused with its reason", arguments: refusals)
    func refused(_ refusal: Refusal) {
        #expect(throws: refusal.error) {
            let bytes = hex(refusal.bytes)
            _ = try COSESign1(parsing: bytes.span)
        }
    }

    @Test("kid is taken from the unprotected header when it isn't protected, and only if it has 8 bytes")
    func unprotectedKeyID() throws {
        let ours = hex("d2 84 43 a10126 a1 04 48 0000000000000009 41 00" + Self.signature)
        #expect(try COSESign1(parsing: ours.span).keyID == KeyID(rawValue: 9))
        let theirs = hex("d2 84 43 a10126 a1 04 42 3131 41 00" + Self.signature)
        #expect(try COSESign1(parsing: theirs.span).keyID == nil)
    }
}

struct COSEKeyTests {
    static let x = String(repeating: "11", count: 32)
    static let y = String(repeating: "23", count: 32)

    static let keys = [
        "a4 01 02 20 01 21 5820 \(x) 22 5820 \(y)",
        "a4 01 02 20 01 21 5820 \(x) 22 f5",
        "a3 01 01 20 06 21 5820 \(x)",
    ]

    private func read(_ text: String) throws -> COSEKey {
        let bytes = hex(text)
        var decoder = CBORDecoder(bytes.span)
        let key = try COSEKey(from: &decoder, of: bytes.span)
        try decoder.finish()
        return key
    }

    @Test("each form of key is read and written to the same bytes", arguments: keys)
    func roundTrip(_ text: String) throws {
        #expect(try read(text).encoded == hex(text))
    }

    @Test("the compressed form keeps x and the sign of y")
    func compressed() throws {
        #expect(try read(Self.keys[0]).compressed == read(Self.keys[1]))
        #expect(try read(Self.keys[2]).compressed == read(Self.keys[2]))
    }

    @Test(
        "keys of other types, curves, lengths or with parameters are refused",
        arguments: [
            "a4 01 02 20 02 21 5820 \(x) 22 5820 \(y)",
            "a3 01 02 20 01 21 5820 \(x)",
            "a3 01 01 20 04 21 5820 \(x)",
            "a3 01 01 20 06 21 581f \(String(x.dropLast(2)))",
            "a4 01 01 03 27 20 06 21 5820 \(x)",
            "a4 01 01 20 06 21 5820 \(x) 23 5820 \(y)",
            "a0",
        ])
    func refused(_ text: String) {
        #expect(throws: COSEError.keyUnsupported(at: 0)) { try read(text) }
    }

    @Test("an algorithm is used with keys of its own curve only")
    func suits() throws {
        let (p256, ed25519) = (try read(Self.keys[0]), try read(Self.keys[2]))
        #expect(COSEAlgorithm.allCases.map { $0.suits(p256) } == [true, false, true, false])
        #expect(COSEAlgorithm.allCases.map { $0.suits(ed25519) } == [false, true, false, true])
    }
}

struct CWTClaimsTests {
    @Test("a record's claims come back")
    func roundTrip() throws {
        let read = KeyThumbprint([UInt8](0..<16).span)
        let thumbprint = try #require(read)
        let payload = CWTClaims.payload(
            expiration: NumericDate(epochSeconds: 2_000_000_000), notBefore: nil,
            issuedAt: NumericDate(epochSeconds: 5),
            cardKey: thumbprint, recordLabel: -65_537
        ) { $0.write(encoded: hex("a1 00 01")) }
        let claims = try CWTClaims(parsing: payload.span)
        #expect(claims.expiration?.epochSeconds == 2_000_000_000)
        #expect(claims.notBefore == nil)
        #expect(claims.issuedAt?.epochSeconds == 5)
        #expect(claims.cardKey == thumbprint)
        #expect(thumbprint.keyID.description == "0001020304050607")
        #expect(claims.record?.label == -65_537)
        #expect(Array(payload[try #require(claims.record?.body)]) == hex("a1 00 01"))
    }

    struct Example: Decodable { var cbor: String }

    @Test("RFC 8392's example claims are read")
    func standard() throws {
        let bytes = hex(vectors("rfc8392/a_1_claims.json", as: Example.self).cbor)
        let claims = try CWTClaims(parsing: bytes.span)
        #expect(claims.expiration?.epochSeconds == 1_444_064_944)
        #expect(claims.notBefore?.epochSeconds == 1_443_944_944)
        #expect(claims.issuedAt?.epochSeconds == 1_443_944_944)
        #expect(claims.record == nil)
    }

    @Test(
        "claims that can't be relied on are refused",
        arguments: [
            ("two records", "a2 18a9 a0 3a00010000 a0", COSEError.claims(at: 3)),
            ("a date below 1970", "a1 04 20", .claims(at: 2)),
            ("a date beyond 9999", "a1 04 1b 0000003afff44180", .claims(at: 2)),
            ("a date as text", "a1 04 61 31", .cbor(.unexpectedType(.text, at: 2))),
            ("cnf with a short thumbprint", "a1 08 a1 03 41 00", .claims(at: 2)),
            ("cnf with a key", "a1 08 a1 01 a0", .claims(at: 2)),
            ("cnf with two methods", "a1 08 a2 03 50 000102030405060708090a0b0c0d0e0f 04 00", .claims(at: 2)),
            ("an issuer that isn't text", "a1 01 01", .cbor(.unexpectedType(.unsigned, at: 2))),
            ("an expiration twice", "a2 04 01 04 02", .cbor(.duplicateKey(at: 3))),
            ("text keys", "a1 61 61 01", .cbor(.unexpectedType(.text, at: 1))),
            ("bytes behind the map", "a0 00", .cbor(.trailingBytes(at: 1))),
        ])
    func refused(rule: String, text: String, error: COSEError) {
        #expect(throws: error) {
            let bytes = hex(text)
            _ = try CWTClaims(parsing: bytes.span)
        }
    }
}

/// Compares what it is asked to sign with what it was told to expect; no cryptography.
struct EchoKey: SignatureCreating, SignatureVerifying {
    var expecting: [UInt8]?
    let algorithm = COSEAlgorithm.es256
    let keyID = KeyID(rawValue: 0x0102_0304_0506_0708)

    func sign(head: Span<UInt8>, payload: Span<UInt8>) throws(SigningFailure) -> [64 of UInt8] {
        guard matches(head, payload) else { throw SigningFailure(code: 1) }
        return [64 of UInt8](repeating: 0x5A)
    }

    func accepts(_ algorithm: COSEAlgorithm) -> Bool { algorithm == .es256 }

    func check(signature: Span<UInt8>, head: Span<UInt8>, payload: Span<UInt8>) -> SignatureCheck {
        matches(head, payload) && signature.count == 64 ? .valid : .invalid
    }

    private func matches(_ head: Span<UInt8>, _ payload: Span<UInt8>) -> Bool {
        guard let expecting else { return true }
        return expecting == head.indices.map { head[$0] } + payload.indices.map { payload[$0] }
    }
}
