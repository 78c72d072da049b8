import COSE
import CardRecords
import ConcessionRules
import ISO7816
import Receipts
import Synchronization
import Testing

@testable import Validation

@Suite("Trips: ratification, passback, quotas")
struct TripTests {
    private static func at(_ seconds: Int64) -> NumericDate { Region.later(seconds: seconds) }

    @Test("a tap whose answer got lost is accepted when it is repeated within a minute, and told as one trip")
    func tornThenRepeated() throws {
        let region = try Region()
        let validator = try region.open()
        let card = try region.card { $0.passbackMinutes = 5 }
        card.fault = .transport(.torn, exchange: 2)
        let torn = validator.tap(card)
        #expect(torn.outcome == .undetermined)
        card.fault = nil
        let repeated = validator.tap(card, time: Self.at(60))
        #expect(repeated.outcome == .accepted, "\(repeated.reasons)")
        #expect(Array(repeated.notices) == [.sameTrip])
        #expect(repeated.sameTripAs == torn.receipt)
        // Once only: what comes now is somebody else.
        #expect(Array(validator.tap(card, time: Self.at(61)).reasons) == [.passback])
    }

    @Test("a card that is pulled away after a trip excuses no second trip")
    func tornAfterTrip() throws {
        let region = try Region()
        let validator = try region.open()
        let card = try region.card { $0.passbackMinutes = 5 }
        #expect(validator.tap(card).outcome == .accepted)
        card.fault = .transport(.removed, exchange: 2)
        #expect(validator.tap(card, time: Self.at(10)).outcome == .undetermined)
        card.fault = nil
        #expect(Array(validator.tap(card, time: Self.at(20)).reasons) == [.passback])
    }

    @Test("a trip that waits for its repetition goes on waiting when the repetition is torn")
    func withdrawnThenTorn() throws {
        let region = try Region()
        let validator = try region.open()
        let card = try region.card {
            $0.passbackMinutes = 5
            $0.profiles[0].quota = .init(trips: 1, period: .day)
        }
        let first = validator.tap(card)
        validator.withdraw(first)
        card.fault = .transport(.torn, exchange: 2)
        #expect(validator.tap(card, time: Self.at(10)).outcome == .undetermined)
        card.fault = nil
        let again = validator.tap(card, time: Self.at(20))
        #expect(again.outcome == .accepted, "\(again.reasons)")
        #expect(again.sameTripAs == first.receipt)
    }

    @Test("a card that says it failed is asked again; one that refuses to sign is refused")
    func cardFailure() throws {
        let region = try Region()
        let validator = try region.open()
        let card = try region.card()
        for status: [UInt8] in [[0x64, 0x00], [0x65, 0x81], [0x6F, 0x00]] {
            card.fault = .answer(status, exchange: 2)
            #expect(Array(validator.tap(card).reasons) == [.readTorn])
        }
        card.fault = .answer([0x69, 0x85], exchange: 2)
        #expect(Array(validator.tap(card).reasons) == [.cardProofInvalid])
    }

    @Test("after a minute, or at another place, it is another trip")
    func tooLate() throws {
        let region = try Region()
        let validator = try region.open()
        let card = try region.card()
        card.fault = .transport(.removed, exchange: 2)
        _ = validator.tap(card)
        card.fault = nil
        #expect(validator.tap(card, time: Self.at(61)).sameTripAs == nil)

        card.fault = .transport(.removed, exchange: 2)
        _ = validator.tap(card, time: Self.at(100))
        card.fault = nil
        var gate = Region.gate
        gate.stop += 1
        #expect(validator.tap(card, at: gate, time: Self.at(101)).sameTripAs == nil)
    }

    @Test("an answer that couldn't be given is taken back: the same trip once more, counted once")
    func withdrawn() throws {
        let region = try Region()
        let validator = try region.open()
        let card = try region.card {
            $0.passbackMinutes = 5
            $0.profiles[0].quota = .init(trips: 2, period: .day)
        }
        let first = validator.tap(card)
        #expect(first.outcome == .accepted)
        validator.withdraw(first)
        let again = validator.tap(card, time: Self.at(30))
        #expect(again.outcome == .accepted, "\(again.reasons)")
        #expect(again.sameTripAs == first.receipt)
        #expect(Array(validator.tap(card, time: Self.at(31)).reasons) == [.passback])
        // The second trip of two, and no third one.
        #expect(validator.tap(card, time: Self.at(600)).outcome == .accepted)
        #expect(Array(validator.tap(card, time: Self.at(1_200)).reasons) == [.quotaExhausted])
    }

    @Test("a quota that the withdrawn trip used up lets its repetition pass")
    func lastTripRepeated() throws {
        let region = try Region()
        let validator = try region.open()
        let card = try region.card { $0.profiles[0].quota = .init(trips: 1, period: .day) }
        let first = validator.tap(card)
        validator.withdraw(first)
        #expect(validator.tap(card, time: Self.at(10)).outcome == .accepted)
        #expect(Array(validator.tap(card, time: Self.at(20)).reasons) == [.quotaExhausted])
    }

    @Test("passback is of one place, and ends with its minutes; another card isn't kept out")
    func passback() throws {
        let region = try Region()
        let validator = try region.open()
        let card = try region.card { $0.passbackMinutes = 5 }
        let other = try region.card(2, index: 6) { $0.passbackMinutes = 5 }
        #expect(validator.tap(card).outcome == .accepted)
        #expect(Array(validator.tap(card, time: Self.at(299)).reasons) == [.passback])
        #expect(validator.tap(other, time: Self.at(299)).outcome == .accepted)
        var gate = Region.gate
        gate.carrier += 1
        #expect(validator.tap(card, at: gate, time: Self.at(299)).outcome == .accepted)
    }

    @Test("a clock that was put back makes no passback undone")
    func clockPutBack() throws {
        let region = try Region()
        let validator = try region.open()
        let card = try region.card { $0.passbackMinutes = 5 }
        #expect(validator.tap(card).outcome == .accepted)
        #expect(Array(validator.tap(card, time: Self.at(-60)).reasons) == [.passback])
    }

    @Test("after a restart everything is as it was: counter, passback, quota")
    func restart() throws {
        let region = try Region()
        let card = try region.card {
            $0.passbackMinutes = 5
            $0.profiles[0].quota = .init(trips: 1, period: .day)
        }
        do {
            let validator = try region.open()
            #expect(validator.tap(card).outcome == .accepted)
            try validator.close()
        }
        do {
            let validator = try region.open()
            #expect(Set(validator.tap(card, time: Self.at(30)).reasons) == [.quotaExhausted])
            card.state.withLock { $0.counter = 1 }
            #expect(validator.tap(card, time: Self.at(40)).reasons.contains(.counterWentBackwards))
            try validator.close()
        }
    }

    @Test("after a crash the last receipt counts as unanswered, after an orderly end none does")
    func crash() throws {
        let region = try Region()
        let card = try region.card { $0.passbackMinutes = 5 }
        do { #expect(try region.open().tap(card).outcome == .accepted) }
        do {
            let validator = try region.open()
            let decision = validator.tap(card, time: Self.at(30))
            #expect(decision.outcome == .accepted, "\(decision.reasons)")
            #expect(decision.sameTripAs == ReceiptSequence(rawValue: 1))
            try validator.close()
        }
        #expect(Array(try region.open().tap(card, time: Self.at(31)).reasons) == [.passback])
    }

    @Test("of two taps of one card at the same time one is let in")
    func race() async throws {
        let region = try Region()
        let validator = try region.open()
        let card = try region.card { $0.passbackMinutes = 5 }
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            for _ in 0..<8 { group.addTask { validator.tap(card).outcome } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .accepted } == 1)
        #expect(outcomes.count { $0 == .refused } == 7)
    }

    @Test("many gates, one handle: each tap has its own receipt, and the chain holds")
    func gates() async throws {
        let region = try Region()
        let validator = try region.open()
        let cards = try (1...8).map { try region.card(UInt64($0), index: $0) }
        let sequences = await withTaskGroup(of: [UInt64].self) { group in
            for (number, card) in cards.enumerated() {
                group.addTask {
                    var gate = Region.gate
                    gate.stop = UInt32(number)
                    return (0..<25).compactMap { _ in validator.tap(card, at: gate).receipt?.rawValue }
                }
            }
            for _ in 0..<5 {
                validator.reload()
                await Task.yield()
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(sequences.sorted() == Array(1...200))
        #expect(try Chain.check(validator.journal).count == 200)
    }
}

/// The journal of a region, receipt by receipt.
enum Chain {
    @discardableResult
    static func check(_ region: Region) throws -> [Receipt] {
        let journal = try Journal(opening: region.directory.receipts, key: try Region.validatorKey())
        return try check(journal)
    }

    @discardableResult
    static func check(_ journal: some EvidenceKeeping) throws -> [Receipt] {
        var receipts: [Receipt] = []
        try journal.forEachReceipt(ofLast: 1 << 40) { receipts.append($0) }
        #expect(receipts.map { Int($0.sequence.rawValue) } == receipts.indices.map { $0 + 1 })
        // ECDSA signs anew each time: a receipt's hash is told by the one behind it, or the journal's end.
        #expect(receipts.first.map { $0.previous == .none } ?? true)
        let named = Set(receipts.map { $0.previous })
        #expect(named.count == receipts.count, "two receipts name the same one before")
        var counters: Set<String> = []
        for receipt in receipts where receipt.verdict.outcome == .accepted {
            let card = receipt.draft.record?.cardNumber.digits ?? "none"
            let isNew = counters.insert("\(card) \(receipt.card?.counter ?? 0)").inserted
            #expect(isNew, "a trip twice")
        }
        return receipts
    }
}
