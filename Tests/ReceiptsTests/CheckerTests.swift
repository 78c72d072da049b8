import COSE
import CardCrypto
import CardRecords
import Testing

@testable import Receipts

/// Every way in which a carrier could cheat, and what the checker says to it.
@Suite struct CheckerTests {
    let key: TestKey
    let card: SampleCard

    init() throws {
        key = try TestKey()
        card = try SampleCard()
    }

    /// A chain of accepted trips that nobody has touched.
    func chain(_ count: Int, edit: (inout Receipt) throws -> Void = { _ in }) throws -> [SealedReceipt] {
        let signing = try key.signing()
        var before = JournalPosition(sequence: .none, hash: .none)
        return try (0..<count).map { index in
            let draft = try card.draft(second: Int64(index) * 600)
            var receipt = Receipt(
                draft: draft, card: try card.answer(draft, counter: UInt32(index) + 1),
                verdict: ReceiptVerdict(outcome: .accepted), sequence: before.sequence.next,
                previous: before.hash)
            try edit(&receipt)
            let sealed = try receipt.sealed(with: signing)
            before = JournalPosition(sequence: sealed.sequence, hash: sealed.hash)
            return sealed
        }
    }

    func findings(_ receipts: [SealedReceipt], after start: JournalPosition? = nil) throws -> [ReceiptFinding]
    {
        var checker = ReceiptChecker(validatorKeys: [try key.verification()], after: start)
        var found: [ReceiptFinding] = []
        for receipt in receipts {
            let bytes = receipt.bytes
            found += checker.check(bytes.span).findings
        }
        return found
    }

    @Test("an untouched chain has no findings, from its start and from anywhere")
    func untouched() throws {
        let receipts = try chain(5)
        #expect(try findings(receipts) == [])
        #expect(try findings(Array(receipts[2...])) == [])
    }

    @Test("dropping one is seen")
    func dropped() throws {
        var receipts = try chain(4)
        receipts.remove(at: 1)
        #expect(
            try findings(receipts) == [
                .sequence(expected: ReceiptSequence(rawValue: 2), found: ReceiptSequence(rawValue: 3))
            ])
        receipts.removeFirst()
        let start = JournalPosition(sequence: .none, hash: .none)
        #expect(try findings(receipts, after: start).count == 1)
    }

    @Test("reordering two is seen")
    func reordered() throws {
        var receipts = try chain(4)
        receipts.swapAt(1, 2)
        #expect(try findings(receipts).contains { $0.code == "sequence" })
    }

    @Test("exchanging one for another that the validator signed is seen by the next one's hash")
    func exchanged() throws {
        var receipts = try chain(3)
        receipts[1] = try chain(2) {
            $0.draft.place.stop = 99
            $0.card = nil
            $0.verdict = ReceiptVerdict(outcome: .refused)
        }[1]
        #expect(try findings(receipts).contains(.chainBroken))
    }

    @Test("a receipt by another key is refused; by an unknown one, undetermined")
    func otherKey() throws {
        var receipts = try chain(2)
        let stranger = try SigningKey.generate(.p256)
        let second = receipts[1].bytes
        let receipt = try Receipt(unverified: second.span)
        receipts[1] = try receipt.sealed(with: stranger)
        #expect(try findings(receipts) == [.validatorKeyUnknown(stranger.keyID)])
        #expect(ReceiptFinding.validatorKeyUnknown(stranger.keyID).outcome == .undetermined)
        var bytes = receipts[0].bytes
        bytes[bytes.count - 1] ^= 1
        var checker = ReceiptChecker(validatorKeys: [try key.verification()])
        #expect(checker.check(bytes.span).findings == [.validatorSignatureInvalid])
    }

    @Test("an invented trip lacks the card's signature")
    func invented() throws {
        #expect(try findings(try chain(1) { $0.card = nil }) == [.cardProofMissing])
        #expect(try findings(try chain(1) { $0.draft.cardKey = nil }) == [.cardProofMissing])
        // The signature of another trip.
        let other = try card.answer(try card.draft(second: 5), counter: 1)
        #expect(try findings(try chain(1) { $0.card = other }) == [.cardSignatureInvalid])
        // Another price than the card signed.
        #expect(try findings(try chain(1) { $0.draft.fare?.price = .full }) == [.cardSignatureInvalid])
        // A refused tap needs no proof.
        #expect(
            try findings(
                try chain(1) {
                    $0.card = nil
                    $0.verdict = ReceiptVerdict(outcome: .refused, reasons: [.expired])
                }) == [])
    }

    @Test("a key that the carrier made isn't the one that the record names")
    func ownKey() throws {
        let own = try SigningKey.generate(.p256)
        let receipts = try chain(1) { receipt in
            receipt.draft.cardKey = own.publicKey.compressed
            let challenge = try receipt.draft.challenge()
            let message =
                Array("KARTKA-AUTH-v1".utf8) + challenge.indices.map { challenge[$0] } + [0, 0, 0, 1]
            receipt.card = CardAnswer(counter: 1, signature: try own.sign(message: message.span))
        }
        #expect(try findings(receipts) == [.otherCardKey])
    }

    @Test("a counter that doesn't grow is seen, also with a signature that is right")
    func counter() throws {
        let receipts = try chain(3) { receipt in
            receipt.card = try card.answer(
                receipt.draft, counter: [7, 8, 8][Int(receipt.sequence.rawValue) - 1])
        }
        #expect(try findings(receipts) == [.cardCounterNotGrown(previous: 8, found: 8)])
    }

    @Test("number, date and class must be the record's")
    func recordDiffers() throws {
        let number = try #require(CardNumber(withoutCheckDigit: 42))
        for (other, date, kind) in [
            (number, Samples.issued, TransportConcession.ConcessionClass.student),
            (card.number, Samples.time, .student), (card.number, Samples.issued, .olderPerson),
        ] {
            let receipts = try chain(1) { receipt in
                receipt.draft.record = PresentedRecord(
                    cardNumber: other, issuedAt: date, concessionClass: kind, sealed: card.sealed.bytes)
                receipt.card = try card.answer(receipt.draft, counter: 1)
            }
            #expect(try findings(receipts) == [.recordDiffers])
        }
        let receipts = try chain(1) { receipt in
            receipt.draft.record = PresentedRecord(
                cardNumber: card.number, issuedAt: Samples.issued, concessionClass: nil, sealed: [1, 2, 3])
            receipt.card = try card.answer(receipt.draft, counter: 1)
        }
        #expect(try findings(receipts) == [.recordUnreadable])
    }

    @Test("a repeated tap is the same trip within a minute, and of the same card only")
    func sameTrip() throws {
        func findings(after seconds: Int64, of sequence: UInt64) throws -> [ReceiptFinding] {
            try self.findings(
                try chain(2) { receipt in
                    guard receipt.sequence.rawValue == 2 else { return }
                    receipt.draft.time = try #require(Samples.time.advanced(bySeconds: seconds))
                    receipt.verdict.sameTripAs = ReceiptSequence(rawValue: sequence)
                    receipt.card = try card.answer(receipt.draft, counter: 2)
                })
        }
        #expect(try findings(after: 60, of: 1) == [])
        #expect(try findings(after: 61, of: 1) == [.sameTripUnknown(ReceiptSequence(rawValue: 1))])
        let other = try SampleCard(serial: 9_804_000_010_000_001)
        let receipts = try chain(2) { receipt in
            guard receipt.sequence.rawValue == 2 else { return }
            receipt.draft = try other.draft(second: 5)
            receipt.verdict.sameTripAs = ReceiptSequence(rawValue: 1)
            receipt.card = try other.answer(receipt.draft, counter: 2)
        }
        #expect(try self.findings(receipts) == [.sameTripUnknown(ReceiptSequence(rawValue: 1))])
    }

    @Test("with a trust list, a record that no authority sealed is seen")
    func trust() throws {
        let receipts = try chain(1)
        for isKnown in [true, false] {
            let issuer = isKnown ? card.issuer.publicKey : try SigningKey.generate(.p256).publicKey
            let trusted = TrustedKey(
                keyID: try issuer.thumbprint().keyID, key: issuer, authority: "Transport",
                recordTypes: [.transportConcession], validity: Samples.issued...Samples.time, state: .active)
            let list = TrustList(
                version: 1, region: "Test", issued: .latest, nextUpdate: .latest, keys: [trusted])
            let records = try RecordVerifier(list) { (key) throws(KeyImportError) in
                try VerificationKey(key)
            }
            var checker = ReceiptChecker(validatorKeys: [try key.verification()], records: records)
            let bytes = receipts[0].bytes
            let found = checker.check(bytes.span).findings
            #expect(found == (isKnown ? [] : [.recordNotTrusted([.issuerUnknown])]))
        }
    }
}
