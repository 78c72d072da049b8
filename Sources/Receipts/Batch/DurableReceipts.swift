internal import Glibc

extension JournalFolder {
    /// All manifests, oldest first, without a gap between them.
    func storedBatches() throws(JournalError) -> [BatchStore.StoredBatch] {
        var batches: [BatchStore.StoredBatch] = []
        for name in try names() {
            guard let parts = BatchName(name) else { continue }
            let sealed = try read(name, bytesMax: 1 << 20)
            guard let manifest = try? BatchManifest(unverified: sealed.span),
                manifest.first == parts.first, manifest.last == parts.last,
                let hash = try? Receipt.hash(sealed.span),
                batches.last.map({ $0.manifest.last.next == manifest.first }) ?? true
            else { throw .batch(.manifestDamaged(name: name)) }
            batches.append(
                BatchStore.StoredBatch(
                    manifest: manifest, hash: hash, isAcknowledged: parts.isAcknowledged,
                    sealedManifest: sealed))
        }
        return batches
    }

    /// All receipts behind `start` that can't be taken back any more.
    ///
    /// While a validator writes, those are the ones that a later receipt calls durable; else all.
    func visitDurable(
        after start: JournalPosition?, through last: ReceiptSequence? = nil,
        visit: (SealedReceipt, Receipt) throws(JournalError) -> Void
    ) throws(JournalError) {
        let segments = try segments()
        var position = start
        for (index, first) in segments.enumerated() {
            if let position, index + 1 < segments.count, segments[index + 1] <= position.sequence.next {
                continue
            }
            if let last, first > last { break }
            let name = Segment.name(first: first)
            let isNewest = index + 1 == segments.count
            let (bytes, end) = try durable(name, isNewest: isNewest)
            _ = try SegmentScan(bytes, name: name) { (sealed, receipt, offset) throws(JournalError) in
                guard offset < end, position.map({ $0.sequence < sealed.sequence }) ?? true,
                    last.map({ sealed.sequence <= $0 }) ?? true
                else { return }
                if let position,
                    position.sequence.next != sealed.sequence || position.hash != receipt.previous
                {
                    throw .damaged(JournalDamage(segment: name, offset: offset, problem: .chain))
                }
                try visit(sealed, receipt)
                position = JournalPosition(sequence: sealed.sequence, hash: sealed.hash)
            }
        }
    }

    /// A segment's bytes, and up to where they can't be taken back.
    private func durable(_ name: String, isNewest: Bool) throws(JournalError) -> ([UInt8], Int) {
        let file = try open(name, O_RDONLY)
        // Asked before reading: what is there when nobody writes stays there.
        let isWritten = isNewest ? try isInUse() : false
        let bytes = try read(file, name, bytesMax: JournalSettings.segmentBytesRange.upperBound)
        guard fdatasync(file.number) == 0 else { throw failure("fdatasync", name) }
        guard isWritten else { return (bytes, bytes.count) }
        // Frames may have been written while the file was read: only what follows without a hole counts, and
        // of that only what a later frame calls durable.
        var end = Segment.headerBytes
        var offset = end
        do throws(SealingError) {
            while let frame = try Segment.frame(in: bytes.span, at: offset) {
                end = max(end, frame.durable)
                offset = frame.receipt.upperBound
            }
        } catch { throw .sealing(error) }
        // A damaged frame may call more durable than there is.
        end = min(end, bytes.count)
        return (Array(bytes[..<end]), end)
    }

    /// Whether a process appends to the journal; a folder without a lock file has never been one.
    func isInUse() throws(JournalError) -> Bool {
        guard unsafe access("\(path)/lock", F_OK) == 0 else { return false }
        // Asking needs no right to write.
        let lock = try open("lock", O_RDONLY)
        return try FileLock.isHeld(lock.number, self, "lock")
    }
}
