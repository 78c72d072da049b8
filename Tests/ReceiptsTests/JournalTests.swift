import COSE
import CardCrypto
import CardRecords
import Testing

@testable import Receipts

@Suite struct JournalTests {
    @Test("a journal goes on where it was closed")
    func reopened() throws {
        let folder = try Folder()
        let secret = try SigningKey.generate(.p256).secret()
        var last = ReceiptHash.none
        for round in 0..<3 {
            let journal = try Journal(
                opening: folder.journal, key: try SigningKey(secret: secret, curve: .p256))
            #expect(journal.position.sequence.rawValue == UInt64(round * 2))
            #expect(journal.position.hash == last)
            for second in 0..<2 {
                let sealed = try journal.append(
                    Samples.draft(second: Int64(round * 2 + second)), card: nil,
                    verdict: ReceiptVerdict(outcome: .refused, reasons: [.expired]))
                #expect(try Receipt(unverified: sealed.bytes.span).previous == last)
                last = sealed.hash
            }
            #expect(throws: JournalError.locked) {
                _ = try Journal(
                    opening: folder.journal, key: try SigningKey(secret: secret, curve: .p256))
            }
        }
        let journal = try Journal(
            opening: folder.journal, key: try SigningKey(secret: secret, curve: .p256))
        let since = try #require(Samples.time.advanced(bySeconds: 3))
        #expect(try journal.receipts(since: since).map(\.sequence.rawValue) == [4, 5, 6])
    }
}
