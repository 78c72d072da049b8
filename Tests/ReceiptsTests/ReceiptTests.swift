import COSE
import CardCrypto
import CardRecords
import Testing

@testable import Receipts

@Suite struct ReceiptTests {
    @Test("a receipt reads back as it was sealed, and encodes to the same bytes")
    func roundTrip() throws {
        let card = try SampleCard()
        let draft = try card.draft()
        let receipt = Receipt(
            draft: draft, card: try card.answer(draft, counter: 77),
            verdict: ReceiptVerdict(
                outcome: .accepted, codes: [300], sameTripAs: ReceiptSequence(rawValue: 8)),
            sequence: ReceiptSequence(rawValue: 9), previous: ReceiptHash([32 of UInt8](repeating: 5)))
        let sealed = try receipt.sealed(with: try SigningKey.generate(.p256))
        let read = try Receipt(unverified: sealed.bytes.span)
        #expect(read == receipt)
        #expect(read.payload == receipt.payload)
        #expect(sealed.bytes.count < 600)
    }
}
