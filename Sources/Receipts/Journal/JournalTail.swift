internal import COSE
internal import Glibc

/// The newest segment and where its end is, in the file and on the disk.
struct JournalTail: ~Copyable {
    private(set) var file: FileDescriptor
    private(set) var name: String
    private(set) var written: JournalPosition
    private(set) var committed: JournalPosition
    private var writtenEnd: Int
    private var committedEnd: Int
    /// Bytes that a failed write left behind `writtenEnd` and that couldn't be taken back.
    private var uncleanEnd = 0
    /// What was found when this segment was opened.
    let recovery: JournalRecovery

    private init(
        _ file: consuming FileDescriptor, name: String, at position: JournalPosition, end: Int,
        bytesCut: Int = 0, receiptCount: Int = 0
    ) {
        self.file = file
        recovery = JournalRecovery(last: position, bytesCut: bytesCut, receiptCount: receiptCount)
        self.name = name
        written = position
        committed = position
        writtenEnd = end
        committedEnd = end
    }

    /// Finds the end of the journal, cuts what is torn, begins the first segment where there is none.
    static func recover(
        _ folder: JournalFolder, _ settings: JournalSettings
    ) throws(JournalError) -> JournalTail {
        let names = try folder.names()
        for name in names where name.hasSuffix(JournalFolder.draftSuffix) { try folder.remove(name) }
        let batched = names.compactMap { BatchName($0)?.last }.max() ?? .none
        guard let first = try folder.segments().last else {
            guard batched == .none else {
                throw .damaged(
                    JournalDamage(segment: "", offset: 0, problem: .segmentMissing(from: batched.next)))
            }
            return try create(folder, settings, after: JournalPosition(sequence: .none, hash: .none))
        }
        let name = Segment.name(first: first)
        let file = try folder.open(name, O_RDWR)
        let bytes = try folder.read(file, name, bytesMax: JournalSettings.segmentBytesRange.upperBound)
        let scan = try SegmentScan(bytes, name: name)
        let position = JournalPosition(sequence: scan.lastSequence, hash: scan.lastHash)
        // What was handed over was on the disk. Going on would give the same numbers to other trips.
        guard position.sequence >= batched else {
            throw .damaged(
                JournalDamage(
                    segment: name, offset: scan.end, problem: .segmentMissing(from: position.sequence.next)))
        }
        if scan.tornBytes > 0 {
            try erase(file, scan.end..<(scan.end + scan.tornBytes), name, folder)
        }
        // What a killed process wrote may be in memory only: from here on it counts.
        guard fdatasync(file.number) == 0 else { throw folder.failure("fdatasync", name) }
        return JournalTail(
            file, name: name, at: position, end: scan.end, bytesCut: scan.tornBytes,
            receiptCount: scan.receiptCount)
    }

    private static func create(
        _ folder: JournalFolder, _ settings: JournalSettings, after position: JournalPosition
    ) throws(JournalError) -> JournalTail {
        let header = Segment.Header(first: position.sequence.next, previous: position.hash)
        let name = Segment.name(first: header.first)
        let content: [UInt8]
        do { content = try header.encoded() } catch { throw .sealing(error) }
        try folder.create(name, content: content, byteCount: settings.segmentBytes)
        return JournalTail(
            try folder.open(name, O_RDWR), name: name, at: position, end: Segment.headerBytes)
    }

    /// Whether the longest receipt fits.
    func hasRoom(_ settings: JournalSettings) -> Bool {
        writtenEnd + Segment.frameHeadBytes + SealedReceipt.bytesMax <= settings.segmentBytes
    }

    /// Follows a full segment by the next; the full one must be on the disk.
    mutating func beginSegment(_ folder: JournalFolder, _ settings: JournalSettings) throws(JournalError) {
        self = try Self.create(folder, settings, after: committed)
    }

    /// Writes a frame behind the last one. If that fails, the place is as it was, unless ``isUnclean`` says
    /// otherwise.
    mutating func write(_ sealed: SealedReceipt, _ folder: JournalFolder) throws(JournalError) {
        let head: [16 of UInt8]
        do {
            head = try Segment.frameHead(
                byteCount: sealed.bytes.count, durable: committedEnd, hash: sealed.hash)
        } catch { throw .sealing(error) }
        do throws(JournalFolder.PartialWrite) {
            // The head comes last: where it is missing, there is no frame.
            try JournalFolder.write(
                sealed.bytes.span, to: file.number, at: writtenEnd + Segment.frameHeadBytes)
            try JournalFolder.write(head.span, to: file.number, at: writtenEnd)
        } catch {
            let end = writtenEnd + Segment.frameHeadBytes + sealed.bytes.count
            do throws(JournalError) { try Self.erase(file, writtenEnd..<end, name, folder) } catch {
                uncleanEnd = end
            }
            throw folder.failure("pwrite", name, code: error.code)
        }
        writtenEnd += Segment.frameHeadBytes + sealed.bytes.count
        written = JournalPosition(sequence: sealed.sequence, hash: sealed.hash)
    }

    /// Bytes of the segment that are on the disk.
    var durableEnd: Int { committedEnd }

    var isUnclean: Bool { uncleanEnd > 0 }

    struct Mark {
        let position: JournalPosition
        let end: Int
    }

    /// What a flush that begins now will have put on the disk.
    var mark: Mark { Mark(position: written, end: writtenEnd) }

    mutating func commit(_ mark: Mark) {
        committed = mark.position
        committedEnd = mark.end
    }

    /// Takes back what was written and never reached the disk for sure.
    mutating func undoUncommitted(
        _ folder: JournalFolder, _ flush: (Int32) -> Int32
    ) throws(JournalError) {
        let end = max(writtenEnd, uncleanEnd)
        try Self.erase(file, committedEnd..<end, name, folder)
        guard flush(file.number) == 0 else { throw folder.failure("fdatasync", name) }
        writtenEnd = committedEnd
        written = committed
        uncleanEnd = 0
    }

    /// Nothing but zeros from `range` on: nothing was written behind it yet.
    private static func erase(
        _ file: borrowing FileDescriptor, _ range: Range<Int>, _ name: String, _ folder: JournalFolder
    ) throws(JournalError) {
        let zeros = [UInt8](repeating: 0, count: range.count)
        do { try JournalFolder.write(zeros.span, to: file.number, at: range.lowerBound) } catch {
            // A shorter file needs no room, and an end of the file is as good as zeros.
            guard ftruncate(file.number, off_t(range.lowerBound)) == 0 else {
                throw folder.failure("ftruncate", name)
            }
        }
    }
}
