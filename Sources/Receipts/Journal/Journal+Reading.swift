internal import COSE
internal import CardRecords

extension Journal {
    /// Calls `body` for each receipt of the last `seconds` before the newest one, oldest first: what a
    /// validator must remember after a restart. No more than one segment is in memory at once.
    ///
    /// Reading begins behind the newest segment that has none of them, so a clock that was set back for
    /// longer than a segment hides what is before.
    public func forEachReceipt(ofLast seconds: Int64, _ body: (Receipt) -> Void) throws(JournalError) {
        let end = position.sequence
        let segments = try folder.segments()
        var start: NumericDate?
        var first = segments.endIndex
        while first > segments.startIndex {
            var newest: NumericDate?
            try scan(segments[first - 1]) { receipt in
                if receipt.sequence <= end { newest = receipt.draft.time }
            }
            if let newest {
                let start = start ?? newest.advanced(bySeconds: -seconds) ?? NumericDate(epochSeconds: 0)
                if let start, newest < start { break }
            }
            if start == nil, let newest {
                start = newest.advanced(bySeconds: -seconds) ?? NumericDate(epochSeconds: 0)
            }
            first -= 1
        }
        guard let start else { return }
        for segment in segments[first...] {
            try scan(segment) { receipt in
                if receipt.draft.time >= start && receipt.sequence <= end { body(receipt) }
            }
        }
    }

    private func scan(
        _ first: ReceiptSequence, _ body: (Receipt) -> Void
    ) throws(JournalError) {
        let name = Segment.name(first: first)
        _ = try SegmentScan(
            try folder.read(name, bytesMax: JournalSettings.segmentBytesRange.upperBound), name: name
        ) { (_, receipt, _) throws(JournalError) in body(receipt) }
    }
}
