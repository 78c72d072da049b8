internal import COSE

/// What a segment holds, read from its start to the first place where no whole frame begins.
struct SegmentScan {
    let header: Segment.Header
    /// Behind the last whole frame.
    let end: Int
    let lastSequence: ReceiptSequence
    let lastHash: ReceiptHash
    /// Bytes that aren't zero behind `end`: the torn end of a write that nobody was told of.
    let tornBytes: Int
    let receiptCount: Int

    /// - Parameter visit: gets each receipt with the place of its frame.
    /// - Throws: ``JournalError/damaged(_:)`` where acknowledged receipts can't be read, and whatever `visit`
    ///   throws.
    init(
        _ bytes: [UInt8], name: String,
        visit: (SealedReceipt, Receipt, _ offset: Int) throws(JournalError) -> Void = { _, _, _ in }
    ) throws(JournalError) {
        let span = bytes.span
        let header: Segment.Header?
        do { header = try Segment.Header(span) } catch { throw .sealing(error) }
        guard let header, Segment.name(first: header.first) == name else {
            throw .damaged(JournalDamage(segment: name, offset: 0, problem: .header))
        }
        var offset = Segment.headerBytes
        var sequence = header.first.rawValue - 1
        var hash = header.previous
        var count = 0
        while case .frame(let frame) = try Self.step(in: span, at: offset) {
            let receipt: Receipt
            let content = span.extracting(frame.receipt)
            do { receipt = try Receipt(unverified: content) } catch {
                throw .damaged(JournalDamage(segment: name, offset: offset, problem: .receipt(error)))
            }
            try Self.checkChain(receipt, after: sequence, hash, name, offset)
            let bytes = [UInt8](capacity: content.count) { output in
                for index in content.indices { output.append(content[index]) }
            }
            try visit(
                SealedReceipt(sequence: receipt.sequence, hash: frame.hash, bytes: bytes), receipt, offset)
            sequence = receipt.sequence.rawValue
            hash = frame.hash
            count += 1
            offset = frame.receipt.upperBound
        }
        if case .broken(_, isAcknowledged: true) = try Self.step(in: span, at: offset) {
            throw .damaged(JournalDamage(segment: name, offset: offset, problem: .frame))
        }
        self.header = header
        end = offset
        lastSequence = ReceiptSequence(rawValue: sequence)
        lastHash = hash
        receiptCount = count
        let last = bytes.lastIndex { $0 != 0 } ?? -1
        tornBytes = max(0, last + 1 - offset)
    }

    private static func step(in span: Span<UInt8>, at offset: Int) throws(JournalError) -> Segment.Step {
        do { return try Segment.step(in: span, at: offset) } catch { throw .sealing(error) }
    }

    private static func checkChain(
        _ receipt: Receipt, after sequence: UInt64, _ hash: ReceiptHash, _ name: String, _ offset: Int
    ) throws(JournalError) {
        let expected = ReceiptSequence(rawValue: sequence + 1)
        guard receipt.sequence == expected else {
            throw .damaged(
                JournalDamage(
                    segment: name, offset: offset,
                    problem: .sequence(expected: expected, found: receipt.sequence)))
        }
        guard receipt.previous == hash else {
            throw .damaged(JournalDamage(segment: name, offset: offset, problem: .chain))
        }
    }
}

extension Journal {
    /// Behind the last whole frame of a segment's bytes: what opening goes on from.
    package static func endOfSegment(_ bytes: [UInt8]) throws(JournalError) -> Int {
        guard bytes.count >= Segment.headerBytes else {
            throw .damaged(JournalDamage(segment: "", offset: 0, problem: .header))
        }
        let first = bytes.span.bigEndian(at: 8, byteCount: 8)
        return try SegmentScan(bytes, name: Segment.name(first: ReceiptSequence(rawValue: first))).end
    }
}
