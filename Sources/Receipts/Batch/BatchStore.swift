public import COSE
public import CardCrypto
internal import Glibc

/// The batches of a journal: sealed, handed over, acknowledged, and only then forgotten.
///
/// It works beside a running validator; a second one on the same journal is refused. Each receipt is in just
/// one batch, because a manifest is on the disk before anything is handed over, and the next batch begins
/// behind it.
public struct BatchStore: ~Copyable {
    private let folder: JournalFolder
    private let lock: FileDescriptor
    /// All that were ever sealed, oldest first.
    public private(set) var batches: [StoredBatch]

    /// A manifest in the journal.
    public struct StoredBatch: Equatable, Sendable {
        public let manifest: BatchManifest
        /// SHA-256 of the sealed manifest: whoever knows it has the batch.
        public let hash: ReceiptHash
        public internal(set) var isAcknowledged: Bool
        let sealedManifest: [UInt8]

        /// "0102030405060708-1-4096.batch"
        public var fileName: String { "\(manifest.validator)-\(manifest.first)-\(manifest.last).batch" }
    }

    /// Bytes of receipts in a batch, unless it is a single one.
    static let batchBytesMax: UInt64 = 4 << 20
    public static let receiptsMax = 4096
    private static let manifestBytesMax = 1 << 20

    /// Opens the batches of the journal in directory `path`.
    public init(opening path: String) throws(JournalError) {
        let folder = JournalFolder(path: path)
        let lock = try folder.open("upload.lock", O_RDWR | O_CREAT)
        guard try FileLock.take(lock.number, folder, "upload.lock") else { throw .locked }
        let batches = try folder.storedBatches()
        self.folder = folder
        self.lock = lock
        self.batches = batches
    }

    /// Seals manifests for all receipts that are in no batch yet; an empty list where there is nothing new.
    ///
    /// - Parameters:
    ///   - time: when the batches are made.
    ///   - receiptsMax: per batch, 1…4096.
    public mutating func seal(
        with key: borrowing SigningKey, at time: NumericDate, receiptsMax: Int = receiptsMax
    ) throws(JournalError) -> [StoredBatch] {
        let limit = UInt64(min(max(receiptsMax, 1), Self.receiptsMax))
        let before = batches.count
        var builder: ManifestBuilder?
        var manifests: [BatchManifest] = []
        let start = batches.last.map {
            JournalPosition(sequence: $0.manifest.last, hash: $0.manifest.lastHash)
        }
        try folder.visitDurable(after: start) { (sealed, receipt) throws(JournalError) in
            var current =
                builder
                ?? ManifestBuilder(
                    after: JournalPosition(
                        sequence: ReceiptSequence(rawValue: sealed.sequence.rawValue - 1),
                        hash: receipt.previous))
            let isFull =
                current.count == limit
                || current.count > 0 && current.byteCount + UInt64(sealed.bytes.count) > Self.batchBytesMax
            if isFull {
                if let manifest = current.manifest(made: time) { manifests.append(manifest) }
                current = ManifestBuilder(after: current.end)
            }
            current.add(sealed, receipt)
            builder = current
        }
        if let manifest = builder?.manifest(made: time) { manifests.append(manifest) }
        for manifest in manifests { try keep(manifest, key) }
        return Array(batches[before...])
    }

    private mutating func keep(
        _ manifest: BatchManifest, _ key: borrowing SigningKey
    ) throws(JournalError) {
        let sealed: [UInt8]
        let hash: ReceiptHash
        do throws(SealingError) {
            sealed = try manifest.sealed(with: key)
            hash = try Receipt.hash(sealed.span)
        } catch { throw .sealing(error) }
        try folder.create(
            BatchName(first: manifest.first, last: manifest.last, isAcknowledged: false).text,
            content: sealed)
        batches.append(
            StoredBatch(manifest: manifest, hash: hash, isAcknowledged: false, sealedManifest: sealed))
    }

    /// Writes a batch's file into `directory`, whole or not at all, and returns its path.
    ///
    /// Done again it writes the same bytes.
    public func export(_ batch: StoredBatch, to directory: String) throws(JournalError) -> String {
        var bytes = batch.sealedManifest
        bytes.reserveCapacity(bytes.count + Int(batch.manifest.byteCount))
        let start = JournalPosition(
            sequence: ReceiptSequence(rawValue: batch.manifest.first.rawValue - 1),
            hash: batch.manifest.previous)
        var last = start
        try folder.visitDurable(after: start, through: batch.manifest.last) {
            (sealed, _) throws(JournalError) in
            bytes.append(contentsOf: sealed.bytes)
            last = JournalPosition(sequence: sealed.sequence, hash: sealed.hash)
        }
        guard last.sequence == batch.manifest.last, last.hash == batch.manifest.lastHash else {
            throw .batch(.receiptsMissing(from: last.sequence.next))
        }
        let output = JournalFolder(path: directory)
        try output.create(batch.fileName, content: bytes)
        return "\(directory)/\(batch.fileName)"
    }

    /// Notes that the office has the batch of this hash. Done again it changes nothing.
    public mutating func acknowledge(_ hash: ReceiptHash) throws(JournalError) -> StoredBatch {
        guard let index = batches.firstIndex(where: { $0.hash == hash }) else {
            throw .batch(.unknown(hash))
        }
        if !batches[index].isAcknowledged {
            let manifest = batches[index].manifest
            let name = BatchName(first: manifest.first, last: manifest.last, isAcknowledged: false)
            var acknowledged = name
            acknowledged.isAcknowledged = true
            try folder.rename(name.text, to: acknowledged.text)
            try folder.synchronise()
            batches[index].isAcknowledged = true
        }
        return batches[index]
    }

    /// Up to here everything has been acknowledged.
    public var acknowledgedThrough: ReceiptSequence {
        batches.prefix { $0.isAcknowledged }.last?.manifest.last ?? .none
    }

    /// Removes segments whose receipts were all acknowledged and are older than `time`; the newest segment
    /// always stays.
    ///
    /// - Returns: how many segments were removed.
    public func prune(before time: NumericDate) throws(JournalError) -> Int {
        let segments = try folder.segments()
        let end = acknowledgedThrough
        var count = 0
        for (first, next) in zip(segments, segments.dropFirst()) {
            guard next.rawValue - 1 <= end.rawValue else { break }
            var isOld = true
            let name = Segment.name(first: first)
            _ = try SegmentScan(
                try folder.read(name, bytesMax: JournalSettings.segmentBytesRange.upperBound), name: name
            ) { (_, receipt, _) throws(JournalError) in
                if receipt.draft.time >= time { isOld = false }
            }
            guard isOld else { break }
            try folder.remove(name)
            count += 1
        }
        if count > 0 { try folder.synchronise() }
        return count
    }
}

/// Why a batch can't be handed over or acknowledged.
public enum BatchProblem: Error, Equatable, Sendable {
    /// No batch of this journal has this hash.
    case unknown(ReceiptHash)
    /// The journal doesn't have the receipts any more that the manifest names.
    case receiptsMissing(from: ReceiptSequence)
    /// A manifest in the journal can't be read, or isn't the one that its name tells.
    case manifestDamaged(name: String)
}
