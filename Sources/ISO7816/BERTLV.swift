/// A BER-TLV data object. ISO/IEC 7816-4 §6.3.
public struct DataObject: Equatable, Sendable {
    public let tag: BERTag
    /// The value field as received.
    public let value: [UInt8]
    /// The data objects within; empty for a primitive tag.
    public let children: [DataObject]

    public init(primitive tag: BERTag, _ value: [UInt8]) {
        self.tag = tag
        self.value = value
        children = []
    }

    public init(constructed tag: BERTag, _ children: [DataObject]) {
        self.tag = tag
        self.children = children
        value = children.flatMap { $0.encoded() }
    }

    fileprivate init(tag: BERTag, value: [UInt8], children: [DataObject]) {
        self.tag = tag
        self.value = value
        self.children = children
    }

    /// The first child with this tag.
    public func child(_ tag: BERTag) -> DataObject? { children.first { $0.tag == tag } }

    /// Tag, shortest length and value.
    public func encoded() -> [UInt8] {
        var bytes = tag.encoded
        switch value.count {
        case ..<0x80: bytes.append(UInt8(truncatingIfNeeded: value.count))
        case ..<0x100: bytes += [0x81, UInt8(truncatingIfNeeded: value.count)]
        case ..<0x1_0000:
            bytes += [
                0x82, UInt8(truncatingIfNeeded: value.count >> 8), UInt8(truncatingIfNeeded: value.count),
            ]
        default:
            bytes += [
                0x83, UInt8(truncatingIfNeeded: value.count >> 16),
                UInt8(truncatingIfNeeded: value.count >> 8), UInt8(truncatingIfNeeded: value.count),
            ]
        }
        return bytes + value
    }
}

/// Bytes that are no strict BER-TLV; `at` is the offset in the whole input.
public enum BERTLVError: Error, Equatable, Sendable {
    case truncated(at: Int)
    /// Padded, longer than three bytes, or 00.
    case tag(at: Int)
    /// Indefinite, not the shortest form, or of more than three bytes.
    case length(at: Int)
    case tooDeep(at: Int)
    case tooLong(bytes: Int)
}

/// Strict, bounded BER-TLV: definite and shortest lengths only, so that what was accepted encodes to
/// the same bytes.
public enum BERTLV {
    /// Input bytes in one call.
    public static let inputBytesMax = 65_536
    /// Nesting of constructed objects.
    public static let depthMax = 8

    /// All data objects of `bytes`, one after the other, with nothing left over.
    public static func parse(_ bytes: Span<UInt8>) throws(BERTLVError) -> [DataObject] {
        guard bytes.count <= inputBytesMax else { throw .tooLong(bytes: bytes.count) }
        return try objects(in: bytes, 0..<bytes.count, depth: 1)
    }

    /// Exactly one data object with the tag that is asked for.
    public static func parse(_ tag: BERTag, _ bytes: Span<UInt8>) throws(BERTLVError) -> DataObject {
        let all = try parse(bytes)
        guard let first = all.first, first.tag == tag else { throw .tag(at: 0) }
        guard all.count == 1 else { throw .length(at: first.tag.encoded.count) }
        return first
    }

    private static func objects(
        in bytes: Span<UInt8>, _ range: Range<Int>, depth: Int
    ) throws(BERTLVError) -> [DataObject] {
        guard depth <= depthMax else { throw .tooDeep(at: range.lowerBound) }
        var found: [DataObject] = []
        var offset = range.lowerBound
        while offset < range.upperBound {
            let tag = try readTag(bytes, &offset, range.upperBound)
            let count = try readLength(bytes, &offset, range.upperBound)
            guard count <= range.upperBound - offset else { throw .truncated(at: offset) }
            let content = offset..<(offset + count)
            let children = tag.isConstructed ? try objects(in: bytes, content, depth: depth + 1) : []
            found.append(
                DataObject(
                    tag: tag, value: Array(copying: bytes.extracting(content)), children: children))
            offset = content.upperBound
        }
        return found
    }

    static func readTag(
        _ bytes: Span<UInt8>, _ offset: inout Int, _ end: Int
    ) throws(BERTLVError) -> BERTag {
        let start = offset
        var number: UInt32 = 0
        while offset - start < BERTag.encodedBytesMax {
            guard offset < end else { throw .truncated(at: offset) }
            let byte = bytes[offset]
            offset += 1
            number = number << 8 | UInt32(byte)
            let isLast = offset - start == 1 ? byte & 0x1F != 0x1F : byte & 0x80 == 0
            guard isLast else { continue }
            guard let tag = BERTag(rawValue: number) else { throw .tag(at: start) }
            return tag
        }
        throw .tag(at: start)
    }

    static func readLength(
        _ bytes: Span<UInt8>, _ offset: inout Int, _ end: Int
    ) throws(BERTLVError) -> Int {
        let start = offset
        guard offset < end else { throw .truncated(at: offset) }
        let first = bytes[offset]
        offset += 1
        guard first >= 0x80 else { return Int(first) }
        let width = Int(first & 0x7F)
        guard (1...3).contains(width) else { throw .length(at: start) }
        var count = 0
        for _ in 0..<width {
            guard offset < end else { throw .truncated(at: offset) }
            count = count << 8 | Int(bytes[offset])
            offset += 1
        }
        let isShortest = width == 1 ? count >= 0x80 : count >> ((width - 1) * 8) != 0
        guard isShortest else { throw .length(at: start) }
        return count
    }
}
