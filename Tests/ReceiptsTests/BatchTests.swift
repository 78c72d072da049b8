import COSE
import CardCrypto
import CardRecords
import Glibc
import Testing

@testable import Receipts

@Suite struct BatchTests {
    let folder: Folder
    let key: TestKey
    let card: SampleCard

    init() throws {
        folder = try Folder()
        key = try TestKey()
        card = try SampleCard()
        unsafe mkdir(folder.path + "/out", 0o700)
    }

    var out: String { folder.path + "/out" }

    func journal() throws -> Journal {
        try Journal(
            opening: folder.journal, key: key.signing(), settings: JournalSettings(segmentBytes: 1 << 16))
    }

    func tap(_ journal: Journal, _ count: Int) throws {
        for index in 0..<count {
            let second = Int64(journal.position.sequence.rawValue) * 100
            let draft = try card.draft(second: second)
            let counter = UInt32(journal.position.sequence.rawValue) + 1
            _ = try journal.append(
                draft, card: try card.answer(draft, counter: counter),
                verdict: index % 5 == 4
                    ? ReceiptVerdict(outcome: .refused, reasons: [.expired])
                    : ReceiptVerdict(outcome: .accepted))
        }
    }

    func read(_ path: String) throws -> ReceiptBatch {
        let name = String(path[path.index(after: try #require(path.lastIndex(of: "/")))...])
        return try ReceiptBatch(parsing: try JournalFolder(path: out).read(name, bytesMax: 1 << 26))
    }

    @Test("each receipt goes into just one batch, and the batches follow one another")
    func once() throws {
        do { try tap(try journal(), 25) }
        var store = try BatchStore(opening: folder.journal)
        let batches = try store.seal(with: key.signing(), at: Samples.time, receiptsMax: 10)
        #expect(batches.map(\.manifest.count) == [10, 10, 5])
        #expect(batches.map(\.manifest.first.rawValue) == [1, 11, 21])
        #expect(batches[1].manifest.previous == batches[0].manifest.lastHash)
        #expect(batches[0].manifest.totals.accepted == 8)
        #expect(batches[0].manifest.totals.payers == [BatchTotals.PayerTrips(payer: 4, trips: 8)])
        // Nothing new, nothing twice.
        #expect(try store.seal(with: key.signing(), at: Samples.time) == [])
        for batch in batches {
            let read = try read(try store.export(batch, to: out))
            #expect(read.manifest == batch.manifest)
            #expect(read.hash == batch.hash)
            let check = read.check(validatorKeys: [try key.verification()])
            #expect(check.outcome == .accepted)
            #expect(check.problems == [])
        }
        _ = consume store
        do { try tap(try journal(), 3) }
        var later = try BatchStore(opening: folder.journal)
        let next = try later.seal(with: key.signing(), at: Samples.time)
        #expect(next.map(\.manifest.first.rawValue) == [26])
        #expect(later.batches.count == 4)
    }

    @Test("a tap that repeats a trip isn't another one; one that repeats an unanswered tap is the trip")
    func repeated() throws {
        do {
            let journal = try journal()
            func tap(_ second: Int64, _ outcome: Outcome, sameTripAs earlier: UInt64?) throws {
                let draft = try card.draft(second: second)
                let counter = UInt32(journal.position.sequence.rawValue) + 1
                _ = try journal.append(
                    draft, card: outcome == .accepted ? try card.answer(draft, counter: counter) : nil,
                    verdict: ReceiptVerdict(
                        outcome: outcome, sameTripAs: earlier.map(ReceiptSequence.init(rawValue:))))
            }
            try tap(0, .accepted, sameTripAs: nil)
            try tap(20, .accepted, sameTripAs: 1)
            try tap(600, .undetermined, sameTripAs: nil)
            try tap(610, .accepted, sameTripAs: 3)
            try tap(1200, .undetermined, sameTripAs: nil)
            try tap(1210, .accepted, sameTripAs: 5)
        }
        var store = try BatchStore(opening: folder.journal)
        let batches = try store.seal(with: key.signing(), at: Samples.time, receiptsMax: 5)
        let totals = try #require(batches.first?.manifest.totals)
        #expect(totals.accepted == 3)
        #expect(totals.sameTrip == 1)
        #expect(totals.undetermined == 2)
        #expect(totals.trips == 2)
        #expect(totals.payers == [BatchTotals.PayerTrips(payer: 4, trips: 2)])
        // The last one's first tap is in the batch before: that decides.
        #expect(batches.last?.manifest.totals.sameTripBefore == 1)
        #expect(batches.last?.manifest.totals.trips == 0)
        for batch in batches {
            let read = try read(try store.export(batch, to: out))
            #expect(read.check(validatorKeys: [try key.verification()]).outcome == .accepted)
        }
    }

    @Test("exporting again writes the same bytes")
    func exportedTwice() throws {
        do { try tap(try journal(), 4) }
        var store = try BatchStore(opening: folder.journal)
        let batch = try #require(try store.seal(with: key.signing(), at: Samples.time).first)
        _ = try store.export(batch, to: out)
        let first = try JournalFolder(path: out).read(batch.fileName, bytesMax: 1 << 20)
        _ = consume store
        let again = try BatchStore(opening: folder.journal)
        _ = try again.export(try #require(again.batches.first), to: out)
        #expect(try JournalFolder(path: out).read(batch.fileName, bytesMax: 1 << 20) == first)
    }

    @Test("a batch is taken from a journal that is written meanwhile, and a second uploader is refused")
    func beside() throws {
        let journal = try journal()
        try tap(journal, 10)
        var store = try BatchStore(opening: folder.journal)
        #expect(throws: JournalError.locked) { _ = try BatchStore(opening: folder.journal) }
        let first = try store.seal(with: key.signing(), at: Samples.time)
        // The last one isn't called durable by another yet.
        #expect(first.map(\.manifest.last.rawValue) == [9])
        try tap(journal, 5)
        let second = try store.seal(with: key.signing(), at: Samples.time)
        #expect(second.map(\.manifest.first.rawValue) == [10])
        #expect(second.map(\.manifest.last.rawValue) == [14])
    }

    @Test(
        "batches that are made while gates write have every receipt once, and fsck sees no damage meanwhile")
    func besideManyGates() throws {
        let journal = try journal()
        let threads = (0..<4).map { gate in
            Thread {
                for second in 0..<100 {
                    _ = try? journal.append(second: Int64(second), stop: UInt32(gate))
                }
            }
        }
        var store = try BatchStore(opening: folder.journal)
        while journal.position.sequence.rawValue < 390 {
            _ = try store.seal(with: key.signing(), at: Samples.time, receiptsMax: 64)
            #expect(try JournalInspection(of: folder.journal).outcome == .accepted)
        }
        for thread in threads { thread.join() }
        _ = try journal.append(second: 0)
        _ = try store.seal(with: key.signing(), at: Samples.time)
        var next: UInt64 = 1
        for batch in store.batches {
            #expect(batch.manifest.first.rawValue == next)
            next = batch.manifest.last.rawValue + 1
            let read = try read(try store.export(batch, to: out))
            #expect(read.check(validatorKeys: [try key.verification()]).outcome == .accepted)
        }
        #expect(next == 401)
    }

    @Test("nothing is pruned before it is acknowledged, and nothing behind a gap")
    func pruning() throws {
        do { try tap(try journal(), 400) }
        let before = try JournalFolder(path: folder.journal).segments()
        var store = try BatchStore(opening: folder.journal)
        let batches = try store.seal(with: key.signing(), at: Samples.time, receiptsMax: 150)
        #expect(batches.count == 3)
        #expect(try store.prune(before: .latest) == 0)
        _ = try store.acknowledge(batches[1].hash)
        #expect(store.acknowledgedThrough == .none)
        #expect(try store.prune(before: .latest) == 0)
        #expect(throws: JournalError.batch(.unknown(.none))) { _ = try store.acknowledge(.none) }
        _ = try store.acknowledge(batches[0].hash)
        _ = try store.acknowledge(batches[0].hash)
        #expect(store.acknowledgedThrough.rawValue == 300)
        // Too young to forget.
        #expect(try store.prune(before: Samples.time) == 0)
        let removed = try store.prune(before: .latest)
        #expect(removed > 0)
        let after = try JournalFolder(path: folder.journal).segments()
        #expect(after == Array(before[removed...]))
        #expect(after[0].rawValue <= 301)
        let inspection = try JournalInspection(of: folder.journal, validatorKeys: [key.verification()])
        #expect(inspection.outcome == .accepted)
        #expect(inspection.acknowledgedThrough.rawValue == 300)
        // The third one can still be handed over, and the journal goes on.
        #expect(try read(try store.export(batches[2], to: out)).receiptCount == 100)
        _ = consume store
        #expect(try journal().position.sequence.rawValue == 400)
    }

    @Test("a segment that is gone without an acknowledgement is damage")
    func removedSegment() throws {
        do { try tap(try journal(), 400) }
        let journalFolder = JournalFolder(path: folder.journal)
        let segments = try journalFolder.segments()
        try journalFolder.remove(Segment.name(first: segments[1]))
        let inspection = try JournalInspection(of: folder.journal)
        #expect(inspection.outcome == .refused)
        #expect(inspection.faults.map(\.problem) == [.segmentMissing(from: segments[1])])
        // Without the newest one, what was handed over tells that it is missing.
        var store = try BatchStore(opening: folder.journal)
        #expect(throws: JournalError.self) { _ = try store.seal(with: key.signing(), at: Samples.time) }
    }

    @Test("a journal that lost what it had handed over doesn't give the numbers again")
    func lostAfterUpload() throws {
        do { try tap(try journal(), 5) }
        do {
            var store = try BatchStore(opening: folder.journal)
            _ = try store.seal(with: key.signing(), at: Samples.time)
        }
        try JournalFolder(path: folder.journal).remove(JournalTests.firstName)
        guard case .segmentMissing? = problem() else {
            Issue.record("opened")
            return
        }
        #expect(try JournalInspection(of: folder.journal).outcome == .refused)
    }

    private func problem() -> JournalDamage.Problem? {
        do throws(JournalError) {
            let key: SigningKey
            do { key = try self.key.signing() } catch { return nil }
            _ = try Journal(opening: folder.journal, key: key)
        } catch {
            if case .damaged(let damage) = error { return damage.problem }
        }
        return nil
    }

    @Test("a batch with a receipt dropped, doubled, exchanged or altered is refused")
    func altered() throws {
        do { try tap(try journal(), 6) }
        var store = try BatchStore(opening: folder.journal)
        let batch = try #require(try store.seal(with: key.signing(), at: Samples.time).first)
        _ = try store.export(batch, to: out)
        let bytes = try JournalFolder(path: out).read(batch.fileName, bytesMax: 1 << 20)
        var items: [[UInt8]] = []
        var decoder = CBORDecoder(bytes.span)
        while decoder.offset < bytes.count {
            let start = decoder.offset
            try decoder.skip()
            items.append(Array(bytes[start..<decoder.offset]))
        }
        #expect(items.count == 7)
        func outcome(_ items: [[UInt8]]) throws -> Outcome {
            try ReceiptBatch(parsing: Array(items.joined())).check(validatorKeys: [key.verification()])
                .outcome
        }
        #expect(try outcome(items) == .accepted)
        #expect(try outcome(Array(items.dropLast())) == .refused)
        #expect(try outcome(items + [items[6]]) == .refused)
        #expect(try outcome([items[0], items[2], items[1]] + items[3...]) == .refused)
        #expect(try outcome([items[0]] + items[2...]) == .refused)
        for item in items.indices {
            for index in stride(from: 0, to: items[item].count, by: 5) {
                var changed = items
                changed[item][index] ^= 4
                guard let result = try? outcome(changed) else { continue }
                #expect(result != .accepted, "item \(item), byte \(index)")
            }
        }
        // Nobody knows the validator: undetermined, not accepted.
        #expect(
            try ReceiptBatch(parsing: bytes).check(validatorKeys: []).outcome == .undetermined)
    }

    @Test("a manifest isn't taken for a receipt, nor a receipt for a manifest")
    func apart() throws {
        let journal = try journal()
        try tap(journal, 2)
        var store = try BatchStore(opening: folder.journal)
        let batch = try #require(try store.seal(with: key.signing(), at: Samples.time).first)
        #expect(throws: ReceiptError.unknownLabel(32, at: 3)) {
            _ = try Receipt(unverified: batch.sealedManifest.span)
        }
        let sealed = try journal.append(second: 1)
        #expect(throws: ReceiptError.self) { _ = try BatchManifest(unverified: sealed.bytes.span) }
    }
}
