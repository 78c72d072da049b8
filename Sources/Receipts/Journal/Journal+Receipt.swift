extension Journal {
    /// The receipt of that number as it is kept; nil where there is none (yet, or any more).
    ///
    /// Reads the segment that has it, so the work is bounded by ``JournalSettings/segmentBytes``.
    public func receipt(_ sequence: ReceiptSequence) throws(JournalError) -> SealedReceipt? {
        guard sequence != .none, sequence <= position.sequence,
            let first = try folder.segments().last(where: { $0 <= sequence })
        else { return nil }
        let name = Segment.name(first: first)
        var found: SealedReceipt?
        _ = try SegmentScan(
            try folder.read(name, bytesMax: JournalSettings.segmentBytesRange.upperBound), name: name
        ) { (sealed, _, _) throws(JournalError) in
            if sealed.sequence == sequence { found = sealed }
        }
        return found
    }
}
