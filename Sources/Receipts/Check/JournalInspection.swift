internal import COSE
public import CardCrypto
public import CardRecords

/// Looks through a journal from end to end and changes nothing: what `fsck` is made of.
///
/// It goes on behind every fault, so that one report names them all.
public struct JournalInspection: Sendable {
    public private(set) var segments: [SegmentSummary] = []
    public private(set) var faults: [JournalFault] = []
    /// All receipts that could be read.
    public private(set) var receiptCount: UInt64 = 0
    public var totals: BatchTotals { counter.totals }
    private var counter = TotalsCounter()
    public private(set) var last: JournalPosition?
    /// Bytes at the end of a write that was torn; the next opening cuts them. Nobody was told of it.
    public private(set) var tornBytes = 0
    /// Whether a process was appending meanwhile.
    public private(set) var isInUse = false
    public private(set) var batchCount = 0
    public private(set) var acknowledgedThrough = ReceiptSequence.none
    /// Files that don't belong here.
    public private(set) var strangers: [String] = []
    private var checker: ReceiptChecker

    /// One file of the journal.
    public struct SegmentSummary: Equatable, Sendable {
        public let name: String
        public let receiptCount: Int
        public let byteCount: Int
    }

    /// A fault and where it lies.
    public struct JournalFault: Equatable, Sendable {
        public enum Problem: Equatable, Sendable {
            case receipt(ReceiptFinding)
            /// The segment doesn't begin as one.
            case header
            /// Receipts that were on the disk once can't be read any more.
            case unreadable(bytes: Int)
            /// Segments are gone that nobody acknowledged.
            case segmentMissing(from: ReceiptSequence)
            case batch(BatchProblem)
            /// A manifest with a wrong signature, or of a key that nobody knows.
            case manifest(BatchFinding)
            /// A batch's hash isn't that of the receipt that the journal has.
            case batchDiffers(name: String)
        }

        /// File name.
        public let file: String
        public let offset: Int?
        public let sequence: ReceiptSequence?
        public let problem: Problem

        public var outcome: Outcome {
            switch problem {
            case .receipt(let finding): finding.outcome
            case .manifest(.validatorKeyUnknown), .manifest(.checkFailed): .undetermined
            default: .refused
            }
        }
    }

    /// Refused where something is wrong; undetermined where a key is missing to say so.
    public var outcome: Outcome {
        faults.reduce(.accepted) { $0.worse($1.outcome) }
    }

    /// Inspects the journal in directory `path`.
    ///
    /// - Parameters:
    ///   - validatorKeys: nil for those that the journal keeps itself: then the report says whether the
    ///     journal is whole, but not whose it is.
    ///   - visit: gets each receipt's result in order.
    /// - Throws: ``JournalError/system(_:)`` where files can't be read at all.
    public init(
        of path: String, validatorKeys: [VerificationKey]? = nil,
        records: RecordVerifier? = nil,
        visit: (ReceiptChecker.Result) -> Void = { _ in }
    ) throws(JournalError) {
        let folder = JournalFolder(path: path)
        let keys: [VerificationKey]
        if let validatorKeys { keys = validatorKeys } else { keys = try folder.keptKeys() }
        checker = ReceiptChecker(validatorKeys: keys, records: records)
        isInUse = try folder.isInUse()
        let names = try folder.names()
        strangers = names.filter { !Self.belongs($0) }
        var batches: [BatchStore.StoredBatch] = []
        do throws(JournalError) { batches = try folder.storedBatches() } catch {
            guard case .batch(let problem) = error else { throw error }
            note("", .batch(problem))
        }
        batchCount = batches.count
        acknowledgedThrough = batches.prefix { $0.isAcknowledged }.last?.manifest.last ?? .none
        let segments = try folder.segments()
        for (index, first) in segments.enumerated() {
            try inspect(
                folder, first, isFirst: index == 0, isNewest: index + 1 == segments.count, batches, visit)
        }
        if segments.isEmpty, let batch = batches.last {
            note("", .segmentMissing(from: batch.manifest.last.next))
        }
        checkBatches(batches, keys)
    }

    /// Whether the directory is a journal at all.
    public static func isJournal(_ path: String) throws(JournalError) -> Bool {
        try JournalFolder(path: path).names().contains { name in
            Segment.first(inName: name) != nil || BatchName(name) != nil
        }
    }

    private mutating func inspect(
        _ folder: JournalFolder, _ first: ReceiptSequence, isFirst: Bool, isNewest: Bool,
        _ batches: [BatchStore.StoredBatch], _ visit: (ReceiptChecker.Result) -> Void
    ) throws(JournalError) {
        let name = Segment.name(first: first)
        let bytes = try Self.read(folder, name, isWritten: isNewest && isInUse)
        let header: Segment.Header?
        do { header = try Segment.Header(bytes.span) } catch { throw .sealing(error) }
        if let header, header.first == first {
            try begin(header, name, isFirst: isFirst)
        } else {
            note(name, offset: 0, .header)
        }
        var offset = Segment.headerBytes
        var count = 0
        walk: while offset < bytes.count {
            let step: Segment.Step
            do { step = try Segment.step(in: bytes.span, at: offset) } catch { throw .sealing(error) }
            switch step {
            case .frame(let frame):
                let result = checker.check(bytes.span.extracting(frame.receipt))
                add(result, name, offset, batches)
                visit(result)
                count += 1
                offset = frame.receipt.upperBound
            case .broken(let range, let isAcknowledged):
                guard isAcknowledged || !isNewest else {
                    tornBytes = (bytes.lastIndex { $0 != 0 } ?? offset) + 1 - offset
                    break walk
                }
                note(name, offset: offset, .unreadable(bytes: range.count))
                offset = range.upperBound
            case .end(let torn):
                if torn > 0, isNewest { tornBytes = torn }
                if torn > 0, !isNewest { note(name, offset: offset, .unreadable(bytes: torn)) }
                break walk
            }
        }
        segments.append(SegmentSummary(name: name, receiptCount: count, byteCount: bytes.count))
    }

    /// A segment's bytes. One that is being written may show a frame without the one before it, if the
    /// reading was overtaken: then it is read again.
    private static func read(
        _ folder: JournalFolder, _ name: String, isWritten: Bool
    ) throws(JournalError) -> [UInt8] {
        for _ in 0..<overtakenMax where isWritten {
            let bytes = try folder.read(name, bytesMax: JournalSettings.segmentBytesRange.upperBound)
            do throws(JournalError) {
                _ = try SegmentScan(bytes, name: name)
                return bytes
            } catch {
                guard case .damaged = error else { throw error }
            }
        }
        return try folder.read(name, bytesMax: JournalSettings.segmentBytesRange.upperBound)
    }

    private static let overtakenMax = 5

    /// A segment follows the one before it, or (the first) what was acknowledged and removed.
    private mutating func begin(
        _ header: Segment.Header, _ name: String, isFirst: Bool
    ) throws(JournalError) {
        let before = JournalPosition(
            sequence: ReceiptSequence(rawValue: header.first.rawValue - 1), hash: header.previous)
        if isFirst, before.sequence > acknowledgedThrough {
            note(name, offset: 0, .segmentMissing(from: acknowledgedThrough.next))
        }
        if let position = checker.position, position.sequence < before.sequence {
            note(name, offset: 0, .segmentMissing(from: position.sequence.next))
        } else if let position = checker.position, position != before {
            note(name, offset: 0, .receipt(.chainBroken))
        }
        checker.resume(after: before)
    }

    private mutating func add(
        _ result: ReceiptChecker.Result, _ name: String, _ offset: Int,
        _ batches: [BatchStore.StoredBatch]
    ) {
        for finding in result.findings {
            note(name, offset: offset, sequence: result.receipt?.sequence, .receipt(finding))
        }
        guard let receipt = result.receipt else { return }
        receiptCount += 1
        counter.add(receipt)
        last = checker.position
        let batch = batches.first { $0.manifest.last == receipt.sequence }
        if let batch, batch.manifest.lastHash != result.hash {
            note(name, offset: offset, sequence: receipt.sequence, .batchDiffers(name: batch.fileName))
        }
    }

    private mutating func checkBatches(
        _ batches: [BatchStore.StoredBatch], _ keys: [VerificationKey]
    ) {
        for batch in batches {
            for finding in batch.findings(keys) { note(batch.fileName, .manifest(finding)) }
        }
        guard let batched = batches.last?.manifest.last, let last, last.sequence < batched else { return }
        note("", .segmentMissing(from: last.sequence.next))
    }

    private mutating func note(
        _ file: String, offset: Int? = nil, sequence: ReceiptSequence? = nil, _ problem: JournalFault.Problem
    ) {
        faults.append(JournalFault(file: file, offset: offset, sequence: sequence, problem: problem))
    }

    private static func belongs(_ name: String) -> Bool {
        Segment.first(inName: name) != nil || BatchName(name) != nil || name == "lock"
            || name == "upload.lock" || name.hasPrefix("key-") && name.hasSuffix(".cose")
            || name.hasSuffix(JournalFolder.draftSuffix)
    }
}

extension BatchStore.StoredBatch {
    fileprivate func findings(_ keys: [VerificationKey]) -> [BatchFinding] {
        guard let message = try? COSESign1(parsing: sealedManifest.span) else { return [] }
        return message.findings(keys)
    }
}
