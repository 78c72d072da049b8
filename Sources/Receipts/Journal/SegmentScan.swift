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
    /// For those who invent inputs: a segment made of `pieces`, and behind its last whole frame.
    ///
    /// A piece is length (2), where b8 of the first byte asks for a frame around what follows, b7 for one
    /// that calls everything before it durable. Without the checks made right nothing would get past them.
    package static func endOfSegment(
        madeOf pieces: Span<UInt8>
    ) throws(JournalError) -> (end: Int, byteCount: Int) {
        let header = Segment.Header(first: ReceiptSequence(rawValue: 1), previous: .none)
        var bytes: [UInt8]
        do throws(SealingError) {
            bytes = try header.encoded()
            var offset = 0
            while pieces.count - offset >= 2 {
                let flags = pieces[offset]
                let count = min(Int(flags & 0x07) << 8 | Int(pieces[offset + 1]), pieces.count - offset - 2)
                let piece = pieces.extracting((offset + 2)..<(offset + 2 + count))
                if flags & 0x80 != 0 {
                    let head = try Segment.frameHead(
                        byteCount: count, durable: flags & 0x40 != 0 ? bytes.count : Segment.headerBytes,
                        hash: try Receipt.hash(piece))
                    for index in head.indices { bytes.append(head[index]) }
                }
                for index in piece.indices { bytes.append(piece[index]) }
                offset += 2 + count
            }
        } catch { throw .sealing(error) }
        let scan = try SegmentScan(bytes, name: Segment.name(first: header.first))
        return (scan.end, bytes.count)
    }
}
