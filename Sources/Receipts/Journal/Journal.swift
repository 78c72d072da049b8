public import COSE
public import CardCrypto
internal import Glibc

/// How a journal is kept.
public struct JournalSettings: Equatable, Sendable {
    /// Size of a segment, 64 KiB…64 MiB. A full one is followed by the next; a disk without room for that
    /// refuses the tap before anything is written.
    public var segmentBytes: Int
    /// How long the thread that flushes waits for others to join, microseconds, 0…100 000.
    ///
    /// With 0 it doesn't wait: receipts that come while a flush is under way share the next one anyway.
    public var gatherMicroseconds: UInt32

    public static let segmentBytesRange = (1 << 16)...(1 << 26)
    public static let gatherMicrosecondsMax: UInt32 = 100_000

    public init(segmentBytes: Int = 1 << 18, gatherMicroseconds: UInt32 = 0) {
        let range = Self.segmentBytesRange
        self.segmentBytes = min(max(segmentBytes, range.lowerBound), range.upperBound)
        self.gatherMicroseconds = min(gatherMicroseconds, Self.gatherMicrosecondsMax)
    }
}

/// The validator's own record of its taps: receipts in a chain, on the disk before a verdict is shown.
///
/// Any number of threads append; one process at a time. See <doc:Architecture> for what is on the disk if the
/// power goes at each step.
@safe public final class Journal: @unchecked Sendable {
    public let path: String
    /// What opening found.
    public let recovery: JournalRecovery
    public let settings: JournalSettings
    let folder: JournalFolder
    let key: SigningKey
    private let lock: FileDescriptor
    private let monitor = Monitor()
    /// Everything below is only touched under `monitor`.
    private var tail: JournalTail
    private var scratch = SealingScratch()
    private var isSyncing = false
    /// Threads whose receipts are written and not yet known to be on the disk.
    private var waiting = 0
    private var failure: JournalError?
    /// fdatasync(2); tests put failures here.
    private let flush: @Sendable (Int32) -> Int32

    /// Opens the journal in directory `path`, or begins one; takes the lock for this process.
    ///
    /// A torn end, which nobody was told of, is cut. What was acknowledged and can't be read any more is
    /// ``JournalError/damaged(_:)``, and nothing is changed.
    ///
    /// - Parameter key: the validator's own.
    public convenience init(
        opening path: String, key: consuming SigningKey, settings: JournalSettings = JournalSettings()
    ) throws(JournalError) {
        try self.init(opening: path, key: key, settings: settings, flush: { fdatasync($0) })
    }

    init(
        opening path: String, key: consuming SigningKey, settings: JournalSettings,
        flush: @escaping @Sendable (Int32) -> Int32
    ) throws(JournalError) {
        let folder = try JournalFolder.create(path)
        let lock = try folder.open("lock", O_RDWR | O_CREAT)
        guard try FileLock.take(lock.number, folder, "lock") else { throw .locked }
        try folder.keep(key.publicKey)
        let tail = try JournalTail.recover(folder, settings)
        recovery = tail.recovery
        self.path = path
        self.folder = folder
        self.lock = lock
        self.key = key
        self.settings = settings
        self.flush = flush
        self.tail = tail
    }

    /// The last receipt that is known to be on the disk; sequence 0 in an empty journal.
    public var position: JournalPosition {
        monitor.lock()
        defer { monitor.unlock() }
        return tail.committed
    }

    /// The validator's public key, which is also kept beside the segments.
    public var publicKey: COSEKey { key.publicKey }

    /// Numbers, chains, signs and stores a receipt; when this returns it is on the disk.
    ///
    /// Whoever gets an error shows no accepted verdict. The receipt isn't in the journal then, and the next
    /// append tries again by itself, as soon as the disk has room or works again.
    public func append(
        _ draft: ReceiptDraft, card: CardAnswer?, verdict: ReceiptVerdict
    ) throws(JournalError) -> SealedReceipt {
        monitor.lock()
        defer { monitor.unlock() }
        try makeReady()
        let receipt = Receipt(
            draft: draft, card: card, verdict: verdict, sequence: tail.written.sequence.next,
            previous: tail.written.hash)
        let sealed: SealedReceipt
        do { sealed = try scratch.seal(receipt, with: key) } catch { throw .sealing(error) }
        do throws(JournalError) { try tail.write(sealed, folder) } catch {
            if tail.isUnclean { failure = error }
            throw error
        }
        waiting += 1
        defer {
            waiting -= 1
            if waiting == 0 {
                // All who wrote have heard that it isn't kept: it must not be found after a restart.
                undoFailed()
                monitor.wakeAll()
            }
        }
        while tail.committed.sequence < sealed.sequence {
            // A flush that is under way may yet have this receipt, whatever failed since.
            if isSyncing {
                monitor.wait()
                continue
            }
            if let failure { throw failure }
            synchronise()
        }
        return sealed
    }

    /// Where even this fails, the next append tries again before it writes.
    private func undoFailed() {
        guard failure != nil, !isSyncing else { return }
        do throws(JournalError) {
            try tail.undoUncommitted(folder, flush)
            failure = nil
        } catch {}
    }

    /// Waits until a receipt may be written: nothing failed, and the segment has room.
    private func makeReady() throws(JournalError) {
        while true {
            if failure != nil {
                // Those who wait for the flush that failed must hear of it before numbers are used again.
                if waiting > 0 || isSyncing {
                    monitor.wait()
                    continue
                }
                try tail.undoUncommitted(folder, flush)
                failure = nil
            }
            if tail.hasRoom(settings) { return }
            if isSyncing {
                monitor.wait()
            } else if tail.committed != tail.written {
                synchronise()
            } else {
                try tail.beginSegment(folder, settings)
            }
        }
    }

    /// One flush for everything written so far; gives the lock back meanwhile, so that others can write.
    private func synchronise() {
        isSyncing = true
        if settings.gatherMicroseconds > 0 {
            monitor.unlock()
            usleep(settings.gatherMicroseconds)
            monitor.lock()
        }
        let goal = tail.mark
        let number = tail.file.number
        monitor.unlock()
        let code = flush(number) == 0 ? 0 : errno
        monitor.lock()
        isSyncing = false
        if code == 0 {
            tail.commit(goal)
        } else {
            failure = folder.failure("fdatasync", tail.name, code: code)
        }
        monitor.wakeAll()
    }

    /// The receipts from `time` on, oldest first: what passback and ratification must know after a restart.
    ///
    /// Reading stops at the newest segment that has none, so a clock that was set back for longer than a
    /// segment hides what is before.
    public func receipts(since time: NumericDate) throws(JournalError) -> [Receipt] {
        monitor.lock()
        let newest = tail.name
        let end = tail.durableEnd
        monitor.unlock()
        var found: [[Receipt]] = []
        for first in try folder.segments().reversed() {
            let name = Segment.name(first: first)
            // One that began since is younger than what was asked for.
            guard name <= newest else { continue }
            var bytes = try folder.read(name, bytesMax: JournalSettings.segmentBytesRange.upperBound)
            if name == newest { bytes.removeLast(max(0, bytes.count - end)) }
            var receipts: [Receipt] = []
            let scan = try SegmentScan(bytes, name: name) { (_, receipt, _) throws(JournalError) in
                if receipt.draft.time >= time { receipts.append(receipt) }
            }
            let isDone = receipts.isEmpty && scan.receiptCount > 0
            found.append(receipts)
            if isDone { break }
        }
        return Array(found.reversed().joined())
    }
}

/// A place in the chain.
public struct JournalPosition: Equatable, Sendable {
    public let sequence: ReceiptSequence
    public let hash: ReceiptHash

    public init(sequence: ReceiptSequence, hash: ReceiptHash) {
        self.sequence = sequence
        self.hash = hash
    }
}

/// What opening a journal found.
public struct JournalRecovery: Equatable, Sendable {
    public let last: JournalPosition
    /// Bytes of a write that was torn, now cut; nobody was told that it had succeeded.
    public let bytesCut: Int
    /// Receipts in the newest segment.
    public let receiptCount: Int
}
