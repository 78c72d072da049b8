import CardRecords
import ConcessionRules
import ISO7816
import Receipts
import Synchronization
import Testing

@testable import Validation

@Suite("A good tap")
struct TapTests {
    @Test("three exchanges, accepted, with a receipt that the card signed")
    func accepted() throws {
        let region = try Region()
        let validator = try region.open()
        let card = try region.card()
        let decision = validator.tap(card)
        #expect(decision.outcome == .accepted, "\(decision.reasons)")
        #expect(decision.reasons.isEmpty)
        #expect(decision.notices.isEmpty, "\(decision.notices)")
        #expect(decision.record?.isCardProven == true)
        #expect(decision.fare?.fare == .free)
        #expect(decision.receipt == ReceiptSequence(rawValue: 1))
        #expect(card.state.withLock { $0.exchanges.map { $0[1] } } == [0xA4, 0xB0, 0x88])
        #expect(validator.problems.map(\.kind) == [.statusList(uri: "https://lists.example/health")])
    }
}
