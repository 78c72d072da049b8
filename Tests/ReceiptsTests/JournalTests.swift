import COSE
import CardCrypto
import CardRecords
import Glibc
import ISO7816
import Synchronization
import Testing

@testable import Receipts

@Suite struct JournalTests {
    @Test("a journal goes on where it was closed")
    func reopened() throws {
        let folder = try Folder()
        let key = try TestKey()
        var last = ReceiptHash.none
        for round in 0..<3 {
            let journal = try Journal(opening: folder.journal, key: key.signing())
            #expect(journal.position == journal.recovery.last)
            #expect(journal.position.sequence.rawValue == UInt64(round * 2))
            #expect(journal.position.hash == last)
            for second in 0..<2 {
                let sealed = try journal.append(second: Int64(round * 2 + second))
                #expect(try Receipt(unverified: sealed.bytes.span).previous == last)
                last = sealed.hash
            }
            #expect(throws: JournalError.locked) {
                _ = try Journal(opening: folder.journal, key: key.signing())
            }
        }
        let journal = try Journal(opening: folder.journal, key: key.signing())
        let since = try #require(Samples.time.advanced(bySeconds: 3))
        #expect(try journal.receipts(since: since).map(\.sequence.rawValue) == [4, 5, 6])
    }

    @Test("segments follow one another and stay one chain; the last minutes are read over their borders")
    func segments() throws {
        let folder = try Folder()
        let key = try TestKey()
        let settings = JournalSettings(segmentBytes: 1 << 16)
        do {
            let journal = try Journal(opening: folder.journal, key: key.signing(), settings: settings)
            let card = try SampleCard()
            for second in 0..<400 {
                let draft = try card.draft(second: Int64(second))
                _ = try journal.append(draft, card: nil, verdict: ReceiptVerdict(outcome: .refused))
            }
        }
        #expect(try JournalFolder(path: folder.journal).segments().count > 2)
        let inspection = try JournalInspection(of: folder.journal)
        #expect(inspection.outcome == .accepted)
        #expect(inspection.receiptCount == 400)
        #expect(inspection.totals.refused == 400)
        let journal = try Journal(opening: folder.journal, key: key.signing(), settings: settings)
        #expect(journal.position.sequence.rawValue == 400)
        let since = try #require(Samples.time.advanced(bySeconds: 100))
        #expect(try journal.receipts(since: since).map(\.sequence.rawValue) == Array(101...400))
    }

    @Test("a write that was torn at any byte is cut, and nothing else")
    func tornAnywhere() throws {
        let (whole, start, key) = try Self.written(4)
        let end = try #require(Self.frames(whole).last?.end)
        for cut in start..<end {
            for isShort in [false, true] {
                let folder = try Folder()
                var bytes = Array(whole[..<cut])
                if !isShort { bytes += [UInt8](repeating: 0, count: whole.count - cut) }
                try Self.put(bytes, folder)
                let journal = try Journal(opening: folder.journal, key: key.signing())
                #expect(journal.position.sequence.rawValue == 3, "cut at \(cut)")
                guard cut % 16 == 0 else { continue }
                #expect(try journal.append(second: 9).sequence.rawValue == 4)
                #expect(try JournalInspection(of: folder.journal).outcome == .accepted)
            }
        }
    }

    @Test("sectors of an unfinished write that came in another order are cut, too")
    func sectorsOutOfOrder() throws {
        let folder = try Folder()
        let key = try TestKey()
        let isBroken = Atomic(false)
        do {
            // One flush for the two last receipts: the first of them gets lost, the second is whole.
            let journal = try Journal(opening: folder.journal, key: key.signing())
            _ = try journal.append(second: 0)
        }
        var bytes = try Self.segment(folder)
        let end = try #require(Self.frames(bytes).last?.end)
        let journal = try Journal(
            opening: folder.journal, key: key.signing(), settings: JournalSettings(),
            flush: { number in
                while isBroken.load(ordering: .relaxed) { usleep(100) }
                return fdatasync(number)
            })
        isBroken.store(true, ordering: .relaxed)
        let threads = (1...2).map { second in
            Thread { _ = try? journal.append(second: Int64(second)) }
        }
        while Self.frames(try Self.segment(folder)).count < 3 { usleep(1000) }
        bytes = try Self.segment(folder)
        isBroken.store(false, ordering: .relaxed)
        for thread in threads { thread.join() }
        for index in (end + 100)..<(end + 150) { bytes[index] = 0 }
        let other = try Folder()
        try Self.put(bytes, other)
        let reopened = try Journal(opening: other.journal, key: key.signing())
        #expect(reopened.position.sequence.rawValue == 1)
        #expect(reopened.recovery.bytesCut > 200)
    }

    @Test("what was acknowledged and can't be read is damage: nothing is cut, fsck names the place")
    func damaged() throws {
        let (whole, start, key) = try Self.written(4)
        let folder = try Folder()
        var bytes = whole
        bytes[Segment.headerBytes + 40] ^= 1
        try Self.put(bytes, folder)
        let damage = JournalDamage(
            segment: Self.firstName, offset: Segment.headerBytes, problem: .frame)
        #expect(throws: JournalError.damaged(damage)) {
            _ = try Journal(opening: folder.journal, key: key.signing())
        }
        #expect(try Self.segment(folder) == bytes)
        let inspection = try JournalInspection(of: folder.journal, validatorKeys: [key.verification()])
        #expect(inspection.outcome == .refused)
        #expect(inspection.receiptCount == 3)
        #expect(inspection.faults.first?.offset == Segment.headerBytes)
        guard case .unreadable(let count) = inspection.faults.first?.problem else {
            Issue.record("\(inspection.faults)")
            return
        }
        #expect(count < start)
        // The same for a hole of zeros, as a lost sector leaves it.
        for index in Segment.headerBytes..<(Segment.headerBytes + 512) { bytes[index] = 0 }
        try Self.put(bytes, folder)
        #expect(throws: JournalError.damaged(damage)) {
            _ = try Journal(opening: folder.journal, key: key.signing())
        }
    }

    @Test("no bit of a segment can be flipped unseen")
    func bitFlips() throws {
        let (whole, _, key) = try Self.written(3)
        let end = try #require(Self.frames(whole).last?.end)
        let keys = [try key.verification()]
        let folder = try Folder()
        try Self.put(whole, folder)
        #expect(try JournalInspection(of: folder.journal, validatorKeys: keys).outcome == .accepted)
        for index in stride(from: 0, to: end + 40, by: 3) {
            var bytes = whole
            bytes[index] ^= 1 << UInt8(index % 8)
            try Self.put(bytes, folder)
            let inspection = try JournalInspection(of: folder.journal, validatorKeys: keys)
            #expect(inspection.outcome == .refused || inspection.tornBytes > 0, "byte \(index)")
        }
    }

    @Test("many gates append at once: one chain, no number twice, none left out")
    func manyThreads() throws {
        let folder = try Folder()
        let key = try TestKey()
        let journal = try Journal(
            opening: folder.journal, key: key.signing(), settings: JournalSettings(gatherMicroseconds: 200))
        let flushed = Mutex<[UInt64]>([])
        let threads = (0..<8).map { gate in
            Thread {
                for second in 0..<50 {
                    guard let sealed = try? journal.append(second: Int64(second), stop: UInt32(gate)) else {
                        return
                    }
                    flushed.withLock { $0.append(sealed.sequence.rawValue) }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(flushed.withLock { $0.sorted() } == Array(1...400))
        let inspection = try JournalInspection(of: folder.journal, validatorKeys: [key.verification()])
        #expect(inspection.outcome == .accepted)
        #expect(inspection.receiptCount == 400)
        #expect(inspection.isInUse)
    }

    @Test("a flush that fails is told to all who waited; their receipts are gone, and the next one works")
    func flushFails() throws {
        let folder = try Folder()
        let key = try TestKey()
        let isFailing = Atomic(false)
        let journal = try Journal(
            opening: folder.journal, key: key.signing(), settings: JournalSettings(),
            flush: { number in
                guard isFailing.load(ordering: .relaxed) else { return fdatasync(number) }
                usleep(5000)
                errno = EIO
                return -1
            })
        _ = try journal.append(second: 0)
        isFailing.store(true, ordering: .relaxed)
        let refused = Mutex(0)
        let threads = (0..<4).map { gate in
            Thread {
                do throws(JournalError) { _ = try journal.append(second: 1, stop: UInt32(gate)) } catch {
                    guard case .system(let system) = error, system.code == EIO else { return }
                    refused.withLock { $0 += 1 }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(refused.withLock { $0 } == 4)
        #expect(journal.position.sequence.rawValue == 1)
        isFailing.store(false, ordering: .relaxed)
        #expect(try journal.append(second: 2).sequence.rawValue == 2)
        let inspection = try JournalInspection(of: folder.journal, validatorKeys: [key.verification()])
        #expect(inspection.outcome == .accepted)
        #expect(inspection.receiptCount == 2)
    }

    static let firstName = Segment.name(first: ReceiptSequence(rawValue: 1))

    /// The only segment of a journal with so many receipts, and where the last frame begins.
    static func written(_ count: Int) throws -> ([UInt8], Int, TestKey) {
        let folder = try Folder()
        let key = try TestKey()
        let journal = try Journal(
            opening: folder.journal, key: key.signing(), settings: JournalSettings(segmentBytes: 1 << 16))
        for second in 0..<count { _ = try journal.append(second: Int64(second)) }
        let bytes = try segment(folder)
        return (bytes, frames(bytes).last?.offset ?? 0, key)
    }

    /// Every frame from the start.
    static func frames(_ bytes: [UInt8]) -> [(offset: Int, end: Int)] {
        var frames: [(offset: Int, end: Int)] = []
        var offset = Segment.headerBytes
        while let frame = try? Segment.frame(in: bytes.span, at: offset) {
            frames.append((offset, frame.receipt.upperBound))
            offset = frame.receipt.upperBound
        }
        return frames
    }

    static func segment(_ folder: Folder) throws -> [UInt8] {
        try JournalFolder(path: folder.journal).read(firstName, bytesMax: 1 << 26)
    }

    static func put(_ bytes: [UInt8], _ folder: Folder) throws {
        let target = try JournalFolder.create(folder.journal)
        try target.create(firstName, content: bytes)
    }
}

extension Journal {
    /// A refused tap: what a journal does doesn't depend on what is in a receipt.
    func append(second: Int64, stop: UInt32 = 5) throws(JournalError) -> SealedReceipt {
        try append(
            Samples.draft(second: second, stop: stop), card: nil,
            verdict: ReceiptVerdict(outcome: .refused, reasons: [.expired]))
    }
}
