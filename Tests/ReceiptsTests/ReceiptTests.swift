import COSE
import CardCrypto
import CardRecords
import Testing

@testable import Receipts

@Suite struct ReceiptTests {
    static func sample(_ card: SampleCard) throws -> Receipt {
        let draft = try card.draft()
        return Receipt(
            draft: draft, card: try card.answer(draft, counter: 77),
            verdict: ReceiptVerdict(
                outcome: .accepted, codes: [300], sameTripAs: ReceiptSequence(rawValue: 8)),
            sequence: ReceiptSequence(rawValue: 9), previous: ReceiptHash([32 of UInt8](repeating: 5)))
    }

    @Test("a receipt reads back as it was sealed, and encodes to the same bytes")
    func roundTrip() throws {
        let receipt = try Self.sample(try SampleCard())
        let sealed = try receipt.sealed(with: try SigningKey.generate(.p256))
        let read = try Receipt(unverified: sealed.bytes.span)
        #expect(read == receipt)
        #expect(read.payload == receipt.payload)
        #expect(sealed.bytes.count < 600)
    }

    @Test("every part that may be left out reads back, in every mixture")
    func mixtures() throws {
        let card = try SampleCard()
        for bits in 0..<1024 {
            var draft = try card.draft()
            if bits & 1 == 0 { draft.record = nil }
            if bits & 2 == 0 { draft.cardKey = nil }
            if bits & 4 == 0 { draft.fare = nil }
            if bits & 8 == 0 { draft.place.mode = nil }
            if bits & 16 == 0 { draft.place.zone = nil }
            if bits & 32 == 0 { draft.fare?.payer = nil }
            if bits & 64 == 0 { draft.fare?.companions = 2 }
            draft.fare?.price = [.free, .full, .fixed(minorUnits: 800), .discount(percent: 1)][bits >> 8]
            let receipt = Receipt(
                draft: draft, card: bits & 128 == 0 ? nil : try card.answer(draft, counter: UInt32(bits)),
                verdict: ReceiptVerdict(outcome: .undetermined, reasons: [.readTorn, .clockNotSet]),
                sequence: ReceiptSequence(rawValue: UInt64(bits) + 1), previous: .none)
            let payload = receipt.payload
            #expect(try Receipt(payload: payload.span) == receipt)
        }
    }

    @Test("the challenge is SHA-256 over the map of the fields below 14, and each of them counts")
    func challenge() throws {
        let card = try SampleCard()
        let draft = try card.draft()
        let payload = try Self.sample(card).payload
        // The pairs of the draft are the first ones of the payload; only the map's head differs.
        var decoder = CBORDecoder(payload.span)
        var map = try decoder.readMap()
        let start = decoder.offset
        var end = start
        var count = 0
        while let label = try decoder.nextLabel(&map), label < 14 {
            try decoder.skip()
            end = decoder.offset
            count += 1
        }
        let signed = [0xA0 | UInt8(count)] + payload[start..<end]
        let expected = try Digest.sha256(signed.span)
        let challenge = try draft.challenge()
        #expect(ReceiptHash(expected) == ReceiptHash(challenge))

        var changed: [ReceiptDraft] = []
        func change(_ edit: (inout ReceiptDraft) -> Void) {
            var copy = draft
            edit(&copy)
            changed.append(copy)
        }
        change { $0.validator = ValidatorID(rawValue: 1) }
        change { $0.nonce = ReceiptNonce([16 of UInt8](repeating: 9)) }
        change { $0.time = .latest }
        change { $0.place.carrier += 1 }
        change { $0.place.route += 1 }
        change { $0.place.stop += 1 }
        change { $0.place.mode = nil }
        change { $0.place.zone = 1 }
        change { $0.record = nil }
        change { $0.cardKey = nil }
        change { $0.fare?.price = .free }
        for copy in changed { #expect(ReceiptHash(try copy.challenge()) != ReceiptHash(challenge)) }
    }

    @Test("a receipt cut anywhere, or with something behind it, is refused")
    func truncated() throws {
        let payload = try Self.sample(try SampleCard()).payload
        for count in 0..<payload.count {
            #expect(throws: ReceiptError.self) {
                _ = try Receipt(payload: Array(payload[..<count]).span)
            }
        }
        #expect(throws: ReceiptError.cbor(.trailingBytes(at: payload.count))) {
            _ = try Receipt(payload: (payload + [0]).span)
        }
    }

    @Test("no bit of a sealed receipt can be flipped: it is refused, or its signature is wrong")
    func bitFlips() throws {
        let key = try SigningKey.generate(.p256)
        let verification = try key.verificationKey()
        let sealed = try Self.sample(try SampleCard()).sealed(with: key)
        for bit in 0..<(sealed.bytes.count * 8) where bit % 3 == 0 {
            var bytes = sealed.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let read = try? Receipt(unverified: bytes.span) else { continue }
            let message = try COSESign1(parsing: bytes.span)
            let isRight =
                message.keyID == verification.keyID && verification.accepts(message.algorithm)
                && message.check(with: verification) == .valid
            #expect(!isRight, "bit \(bit)")
            // What is accepted at all encodes to the same bytes.
            let payload = message.unverifiedPayload
            #expect(read.payload == payload.indices.map { payload[$0] })
        }
    }

    @Test("fields that contradict one another are refused with their label")
    func contradictions() throws {
        func payload(_ pairs: [(Int64, (inout CBOREncoder) -> Void)]) -> [UInt8] {
            var encoder = CBOREncoder()
            encoder.writeMap(count: pairs.count)
            for (label, write) in pairs {
                encoder.write(integer: label)
                write(&encoder)
            }
            return encoder.bytes
        }
        let number: (UInt64) -> (inout CBOREncoder) -> Void = { value in { $0.write(unsigned: value) } }
        let bytes: (Int) -> (inout CBOREncoder) -> Void = { count in
            { $0.write(bytes: [UInt8](repeating: 7, count: count)) }
        }
        let valid: [(Int64, (inout CBOREncoder) -> Void)] = [
            (0, bytes(8)), (1, bytes(16)), (2, number(1000)), (3, number(1)), (4, number(1)), (5, number(1)),
            (16, number(0)), (19, number(5)), (20, bytes(32)),
        ]
        #expect(try Receipt(payload: payload(valid).span).sequence.rawValue == 5)
        for index in valid.indices {
            var pairs = valid
            pairs.remove(at: index)
            #expect(throws: ReceiptError.missing(label: valid[index].0)) {
                _ = try Receipt(payload: payload(pairs).span)
            }
        }
        func refusal(_ label: Int64, _ write: @escaping (inout CBOREncoder) -> Void) -> ReceiptError? {
            var pairs = valid.filter { $0.0 != label }
            pairs.append((label, write))
            pairs.sort { $0.0 < $1.0 }
            do throws(ReceiptError) {
                _ = try Receipt(payload: payload(pairs).span)
                return nil
            } catch { return error }
        }
        for (label, write) in [
            (0, bytes(7)), (1, bytes(17)), (6, number(64)), (7, number(64)), (11, bytes(0)), (11, bytes(513)),
            (15, bytes(63)), (16, number(3)), (17, { $0.writeArray(count: 0) }),
            (
                17,
                {
                    $0.writeArray(count: 1)
                    $0.write(unsigned: 1000)
                }
            ),
            (18, number(5)), (18, number(0)), (19, number(0)), (19, number(1 << 63)), (20, bytes(31)),
            (
                13,
                {
                    $0.writeMap(count: 1)
                    $0.write(unsigned: 0)
                    $0.write(unsigned: 1)
                }
            ),
        ] as [(Int64, (inout CBOREncoder) -> Void)] {
            guard case .value(label: label, at: _) = refusal(label, write) else {
                Issue.record("label \(label): \(String(describing: refusal(label, write)))")
                continue
            }
        }
        // One without the other.
        #expect(refusal(8, number(9_804_000_010_000_008)) == .missing(label: 11))
        #expect(refusal(11, bytes(9)) == .missing(label: 8))
        #expect(refusal(14, number(1)) == .missing(label: 15))
        #expect(refusal(15, bytes(64)) == .missing(label: 14))
        #expect(refusal(21, number(1)) != nil)
        #expect(refusal(-1, number(1)) != nil)
    }
}
