internal import COSE
internal import CardCrypto

/// One file of the journal: a header and frames, then zeros up to its full size.
///
/// ```
/// header, 64 bytes: "KRTKJRN1" ‖ first sequence (8) ‖ hash before it (32) ‖ zeros (8) ‖ check (8)
/// frame: length of the receipt (4) ‖ durable (4) ‖ check (8) ‖ sealed receipt
/// ```
/// Numbers are big endian. The header's check is the start of SHA-256 over the 56 bytes before it, a frame's
/// the start of SHA-256 over length ‖ durable ‖ SHA-256 of the receipt. `durable` is how much of the file was
/// known to be on the disk when the frame was written: a broken frame in front of it was acknowledged, so it
/// is damage and not the torn end of a write.
enum Segment {
    static let headerBytes = 64
    static let frameHeadBytes = 16
    static let checkBytes = 8
    private static let magic: [8 of UInt8] = [0x4B, 0x52, 0x54, 0x4B, 0x4A, 0x52, 0x4E, 0x31]

    struct Header: Equatable {
        var first: ReceiptSequence
        var previous: ReceiptHash

        func encoded() throws(SealingError) -> [UInt8] {
            var bytes = [UInt8](capacity: headerBytes) { output in
                for index in magic.indices { output.append(magic[index]) }
                for shift in stride(from: UInt64(56), through: 0, by: -8) {
                    output.append(UInt8(truncatingIfNeeded: first.rawValue >> shift))
                }
                for index in 0..<ReceiptHash.byteCount { output.append(previous.span[index]) }
                for _ in 0..<8 { output.append(0) }
            }
            let check = try digest(bytes.span)
            for index in 0..<checkBytes { bytes.append(check[index]) }
            return bytes
        }

        /// Nil for anything else.
        init?(_ bytes: Span<UInt8>) throws(SealingError) {
            guard bytes.count >= headerBytes, magic.indices.allSatisfy({ bytes[$0] == magic[$0] }) else {
                return nil
            }
            let check = try digest(bytes.extracting(0..<(headerBytes - checkBytes)))
            guard (0..<checkBytes).allSatisfy({ bytes[headerBytes - checkBytes + $0] == check[$0] }),
                let previous = ReceiptHash(bytes.extracting(16..<48))
            else { return nil }
            first = ReceiptSequence(rawValue: bytes.bigEndian(at: 8, byteCount: 8))
            self.previous = previous
        }

        init(first: ReceiptSequence, previous: ReceiptHash) {
            self.first = first
            self.previous = previous
        }
    }

    /// What stands before a receipt.
    static func frameHead(
        byteCount: Int, durable: Int, hash: ReceiptHash
    ) throws(SealingError) -> [16 of UInt8] {
        var head = [16 of UInt8](repeating: 0)
        for index in 0..<4 {
            head[index] = UInt8(truncatingIfNeeded: byteCount >> ((3 - index) * 8))
            head[4 + index] = UInt8(truncatingIfNeeded: durable >> ((3 - index) * 8))
        }
        let check = try digest(head.span.extracting(0..<8), hash.span)
        for index in 0..<checkBytes { head[8 + index] = check[index] }
        return head
    }

    /// The whole frame that begins at `offset`; nil if none does.
    static func frame(in bytes: Span<UInt8>, at offset: Int) throws(SealingError) -> Frame? {
        guard offset >= 0, bytes.count - offset > frameHeadBytes else { return nil }
        let count = Int(bytes.bigEndian(at: offset, byteCount: 4))
        let start = offset + frameHeadBytes
        guard (1...SealedReceipt.bytesMax).contains(count), count <= bytes.count - start else { return nil }
        let hash = try Receipt.hash(bytes.extracting(start..<(start + count)))
        let check = try digest(bytes.extracting(offset..<(offset + 8)), hash.span)
        guard (0..<checkBytes).allSatisfy({ bytes[offset + 8 + $0] == check[$0] }) else { return nil }
        return Frame(
            receipt: start..<(start + count), durable: Int(bytes.bigEndian(at: offset + 4, byteCount: 4)),
            hash: hash)
    }

    struct Frame {
        /// Where the sealed receipt lies; the frame ends with it.
        let receipt: Range<Int>
        let durable: Int
        let hash: ReceiptHash
    }

    /// What stands at a place of a segment.
    enum Step {
        case frame(Frame)
        /// No frame, but there is one further on, at the range's end. If it was acknowledged, receipts are
        /// lost; else it is a hole in a write that nobody was told of.
        case broken(Range<Int>, isAcknowledged: Bool)
        /// No frame from here on; so many bytes up to the last one that isn't zero.
        case end(tornBytes: Int)
    }

    static func step(in bytes: Span<UInt8>, at offset: Int) throws(SealingError) -> Step {
        if let frame = try frame(in: bytes, at: offset) { return .frame(frame) }
        var next: Int?
        var place = offset + 1
        while place + frameHeadBytes + 2 < bytes.count {
            // A receipt is a COSE_Sign1: tag 18, array of 4. Hashing at every byte would take seconds.
            let start = place + frameHeadBytes
            guard bytes[start] == 0xD2, bytes[start + 1] == 0x84, let frame = try frame(in: bytes, at: place)
            else {
                place += 1
                continue
            }
            if next == nil { next = place }
            if frame.durable > offset {
                return .broken(offset..<(next ?? place), isAcknowledged: true)
            }
            place = frame.receipt.upperBound
        }
        if let next { return .broken(offset..<next, isAcknowledged: false) }
        var end = bytes.count
        while end > offset, bytes[end - 1] == 0 { end -= 1 }
        return .end(tornBytes: max(0, end - offset))
    }

    /// "receipts-00000000000000000001.journal": sorted by name is sorted by sequence.
    static func name(first: ReceiptSequence) -> String {
        let digits = String(first.rawValue)
        return prefix + String(repeating: "0", count: 20 - digits.count) + digits + suffix
    }

    /// The sequence that a name tells; nil for other files.
    static func first(inName name: String) -> ReceiptSequence? {
        guard name.hasPrefix(prefix), name.hasSuffix(suffix), name.utf8.count == 37 else { return nil }
        let digits = name.dropFirst(prefix.count).dropLast(suffix.count)
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(digits),
            (1...ReceiptSequence.rawValueMax).contains(number)
        else { return nil }
        return ReceiptSequence(rawValue: number)
    }

    private static let prefix = "receipts-"
    private static let suffix = ".journal"

    private static func digest(
        _ head: Span<UInt8>, _ tail: Span<UInt8> = Span()
    ) throws(SealingError) -> [32 of UInt8] {
        do { return try Digest.sha256(head, tail) } catch { throw .digest(code: error.code) }
    }
}

extension Span<UInt8> {
    /// Up to 8 bytes as a number; the caller has made sure that they are there.
    func bigEndian(at start: Int, byteCount: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in start..<(start + byteCount) { value = value << 8 | UInt64(self[index]) }
        return value
    }
}
