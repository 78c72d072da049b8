/// A strict cursor over deterministically encoded CBOR (RFC 8949 §4.2.1), without copies.
///
/// Whatever is not the one deterministic encoding of a value is refused where it stands, so bytes that were
/// read to the end encode again to just the same bytes. No length is believed before the input has backed it.
///
/// ```swift
/// var decoder = CBORDecoder(bytes.span)
/// var map = try decoder.readMap()
/// while let label = try decoder.nextLabel(&map) { … read the value of `label` … }
/// try decoder.finish()
/// ```
public struct CBORDecoder: ~Escapable {
    @usableFromInline let bytes: Span<UInt8>
    /// Bytes read so far.
    public var offset: Int { position }
    @usableFromInline var position: Int

    @_lifetime(copy bytes)
    public init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
        position = 0
    }

    // MARK: Scalars

    // Labels and most numbers take one byte. That way is inlined into the record types, whose decoding a tap
    // waits for; everything longer is not.

    /// 0…2^64 − 1, major type 0.
    @_lifetime(self: copy self)
    @inlinable
    public mutating func readUnsigned() throws(CBORError) -> UInt64 {
        if position < bytes.count, bytes[position] < 24 {
            position += 1
            return UInt64(bytes[position - 1])
        }
        return try readLongUnsigned()
    }

    /// -2^63…2^63 − 1, major types 0 and 1.
    @_lifetime(self: copy self)
    @inlinable
    public mutating func readInteger() throws(CBORError) -> Int64 {
        if position < bytes.count, bytes[position] < 24 {
            position += 1
            return Int64(bytes[position - 1])
        }
        return try readLongInteger()
    }

    @_lifetime(self: copy self)
    @usableFromInline
    mutating func readLongUnsigned() throws(CBORError) -> UInt64 {
        try readHead(of: .unsigned)
    }

    @_lifetime(self: copy self)
    @usableFromInline
    mutating func readLongInteger() throws(CBORError) -> Int64 {
        let start = offset
        let head = try readHead()
        switch head.type {
        case .unsigned:
            guard let value = Int64(exactly: head.argument) else { throw .integerOutOfRange(at: start) }
            return value
        case .negative:
            guard let magnitude = Int64(exactly: head.argument) else { throw .integerOutOfRange(at: start) }
            return -1 - magnitude
        default:
            throw .unexpectedType(head.type, at: start)
        }
    }

    /// n of a negative integer −1 − n, which may be below what `Int64` holds.
    @_lifetime(self: copy self)
    mutating func readNegativeArgument() throws(CBORError) -> UInt64 {
        try readHead(of: .negative)
    }

    @_lifetime(self: copy self)
    public mutating func readBool() throws(CBORError) -> Bool {
        switch try readSimple() {
        case 20: return false
        case 21: return true
        default: throw .unexpectedType(.simple, at: offset - 1)
        }
    }

    @_lifetime(self: copy self)
    public mutating func readNull() throws(CBORError) {
        guard try readSimple() == 22 else { throw .unexpectedType(.simple, at: offset - 1) }
    }

    // MARK: Strings

    /// A text string, checked to be UTF-8.
    @_lifetime(self: copy self)
    public mutating func readText() throws(CBORError) -> String {
        let range = try readStringRange(of: .text)
        do {
            return String(copying: try UTF8Span(validating: bytes.extracting(range)))
        } catch {
            throw .invalidUTF8(at: range.lowerBound)
        }
    }

    /// A copy of a byte string.
    @_lifetime(self: copy self)
    public mutating func readBytes() throws(CBORError) -> [UInt8] {
        let content = bytes.extracting(try readStringRange(of: .bytes))
        return [UInt8](capacity: content.count) { output in
            for index in content.indices { output.append(content[index]) }
        }
    }

    /// Where in the input the content of a byte string lies.
    @_lifetime(self: copy self)
    public mutating func readBytesRange() throws(CBORError) -> Range<Int> {
        try readStringRange(of: .bytes)
    }

    // MARK: Containers

    /// The number of items of an array; never more than there are bytes left.
    @_lifetime(self: copy self)
    public mutating func readArrayCount() throws(CBORError) -> Int {
        let start = offset
        let count = try readHead(of: .array)
        guard count <= UInt64(bytes.count - offset) else { throw .truncated(at: start) }
        return Int(count)  // safe: not above the input's own length
    }

    /// The head of a map; hand it to ``nextLabel(_:)`` until that returns nil.
    @_lifetime(self: copy self)
    public mutating func readMap() throws(CBORError) -> CBORMap {
        let start = offset
        let count = try readHead(of: .map)
        guard count <= UInt64((bytes.count - offset) / 2) else { throw .truncated(at: start) }
        return CBORMap(pairsLeft: Int(count))  // safe: not above half the input's length
    }

    /// The next key of a map with integer keys, or nil behind the last pair. Keys must ascend in the bytewise
    /// order of their encodings: 0, 1, …, then −1, −2, ….
    @_lifetime(self: copy self)
    @inlinable
    public mutating func nextLabel(_ map: inout CBORMap) throws(CBORError) -> Int64? {
        guard map.left > 0 else { return nil }
        let start = position
        let label = try readInteger()
        // As encoded, every negative label stands behind every other one, and both kinds ascend by their
        // argument.
        let rank = label >= 0 ? UInt64(bitPattern: label) : UInt64(bitPattern: ~label) | 1 << 63
        if let previous = map.previousRank, previous >= rank {
            throw previous == rank ? .duplicateKey(at: start) : .unsortedKeys(at: start)
        }
        map.previousRank = rank
        map.left -= 1
        return label
    }

    /// As ``nextLabel(_:)`` for maps whose keys may also be text or anything else: those come as
    /// ``CBORMapKey/other``. One map is read by one of the two.
    @_lifetime(self: copy self)
    public mutating func nextKey(_ map: inout CBORMap) throws(CBORError) -> CBORMapKey? {
        guard map.pairsLeft > 0 else { return nil }
        let start = offset
        let type = try peekType()
        var key = CBORMapKey.other
        if type == .unsigned || type == .negative {
            // A number that no Int64 holds is no label of ours, but it is well-formed.
            if let magnitude = Int64(exactly: try readHead().argument) {
                key = .label(type == .unsigned ? magnitude : -1 - magnitude)
            }
        } else {
            try skip()
        }
        try map.accept(start..<offset, in: bytes)
        return key
    }

    @_lifetime(self: copy self)
    public mutating func readTag() throws(CBORError) -> UInt64 {
        try readHead(of: .tag)
    }

    // MARK: Whole items

    /// The type of the next item, which stays unread.
    public func peekType() throws(CBORError) -> CBORType {
        guard offset < bytes.count else { throw .truncated(at: offset) }
        return CBORType(initialByte: bytes[offset])
    }

    /// Reads one whole item of any type, with every check.
    @_lifetime(self: copy self)
    public mutating func skip() throws(CBORError) {
        try skip(depthLeft: CBORLimits.depthMax)
    }

    /// Refuses whatever is left.
    public func finish() throws(CBORError) {
        guard offset == bytes.count else { throw .trailingBytes(at: offset) }
    }

    @_lifetime(self: copy self)
    private mutating func skip(depthLeft: Int) throws(CBORError) {
        let start = offset
        switch try peekType() {
        case .unsigned, .negative:
            _ = try readHead()
        case .bytes:
            _ = try readStringRange(of: .bytes)
        case .text:
            let content = bytes.extracting(try readStringRange(of: .text))
            do { _ = try UTF8Span(validating: content) } catch { throw .invalidUTF8(at: start) }
        case .array:
            let count = try readArrayCount()
            guard depthLeft > 0 else { throw .tooDeep(at: start) }
            for _ in 0..<count { try skip(depthLeft: depthLeft - 1) }
        case .map:
            var map = try readMap()
            guard depthLeft > 0 else { throw .tooDeep(at: start) }
            while map.pairsLeft > 0 {
                let keyStart = offset
                try skip(depthLeft: depthLeft - 1)
                try map.accept(keyStart..<offset, in: bytes)
                try skip(depthLeft: depthLeft - 1)
            }
        case .tag:
            _ = try readHead()
            guard depthLeft > 0 else { throw .tooDeep(at: start) }
            try skip(depthLeft: depthLeft - 1)
        case .simple:
            _ = try readSimple()
        }
    }

    // MARK: Heads

    private struct Head {
        var type: CBORType
        var argument: UInt64
    }

    /// Major type and argument of anything but simple values and floats. RFC 8949 §3.
    @_lifetime(self: copy self)
    @inline(__always)
    private mutating func readHead() throws(CBORError) -> Head {
        let start = offset
        guard start < bytes.count else { throw .truncated(at: start) }
        let initialByte = bytes[start]
        position = start + 1
        let type = CBORType(initialByte: initialByte)
        let information = initialByte & 0x1F
        if information < 24 { return Head(type: type, argument: UInt64(information)) }
        return Head(type: type, argument: try readArgument(information, at: start))
    }

    @_lifetime(self: copy self)
    @inline(__always)
    private mutating func readHead(of type: CBORType) throws(CBORError) -> UInt64 {
        let start = offset
        let head = try readHead()
        guard head.type == type else { throw .unexpectedType(head.type, at: start) }
        return head.argument
    }

    @_lifetime(self: copy self)
    private mutating func readArgument(_ information: UInt8, at start: Int) throws(CBORError) -> UInt64 {
        let argument = try readBigEndian(information, at: start)
        let shortest: UInt64 = information == 24 ? 24 : 1 << (UInt64(4) << UInt64(information - 24))
        guard argument >= shortest else { throw .headNotShortest(at: start) }
        return argument
    }

    /// The 1, 2, 4 or 8 bytes behind an initial byte with additional information 24…27.
    @_lifetime(self: copy self)
    private mutating func readBigEndian(_ information: UInt8, at start: Int) throws(CBORError) -> UInt64 {
        guard information < 28 else {
            if information == 31, CBORType(initialByte: bytes[start]).hasIndefiniteForm {
                throw .indefiniteLength(at: start)
            }
            throw .reservedHead(at: start)
        }
        let count = 1 << Int(information - 24)
        guard count <= bytes.count - offset else { throw .truncated(at: start) }
        // safe: any bits are such a number, and `count` bytes are there.
        let value: UInt64 =
            switch count {
            case 1: UInt64(bytes[offset])
            case 2:
                UInt64(
                    UInt16(
                        bigEndian: unsafe bytes.bytes.unsafeLoadUnaligned(
                            fromByteOffset: offset, as: UInt16.self)))
            case 4:
                UInt64(
                    UInt32(
                        bigEndian: unsafe bytes.bytes.unsafeLoadUnaligned(
                            fromByteOffset: offset, as: UInt32.self)))
            default:
                UInt64(
                    bigEndian: unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
                )
            }
        position += count
        return value
    }

    @_lifetime(self: copy self)
    @inline(__always)
    private mutating func readStringRange(of type: CBORType) throws(CBORError) -> Range<Int> {
        let start = offset
        let count = try readHead(of: type)
        guard count <= UInt64(bytes.count - offset) else { throw .truncated(at: start) }
        let range = offset..<(offset + Int(count))  // safe: inside the input
        position = range.upperBound
        return range
    }

    /// The number of a simple value; floats are checked and come as nil. RFC 8949 §3.3.
    @_lifetime(self: copy self)
    private mutating func readSimple() throws(CBORError) -> UInt8? {
        let start = offset
        let type = try peekType()
        guard type == .simple else { throw .unexpectedType(type, at: start) }
        let information = bytes[start] & 0x1F
        position = start + 1
        switch information {
        case 0..<24:
            return information
        case 24:
            let value = try readBigEndian(information, at: start)
            guard value >= 32 else { throw .simpleValueNotShortest(at: start) }
            return UInt8(truncatingIfNeeded: value)
        default:
            let bits = try readBigEndian(information, at: start)
            guard CBORFloat.isShortest(bits, information: information) else {
                throw .floatNotShortest(at: start)
            }
            return nil
        }
    }
}

/// Where a reader stands in a map.
public struct CBORMap {
    /// Pairs not read yet.
    public var pairsLeft: Int { left }
    @usableFromInline var left: Int
    /// Of the last label, in the order of encodings.
    @usableFromInline var previousRank: UInt64? = nil
    /// Where the last key lies, for keys of any type.
    private var previousKey: Range<Int>? = nil

    fileprivate init(pairsLeft: Int) {
        left = pairsLeft
    }

    /// Counts a pair whose key is encoded at `key`, which must stand behind the one before it.
    @inline(__always)
    fileprivate mutating func accept(_ key: Range<Int>, in bytes: Span<UInt8>) throws(CBORError) {
        if let previousKey { try Self.checkOrder(previousKey, key, in: bytes) }
        previousKey = key
        left -= 1
    }

    private static func checkOrder(
        _ left: Range<Int>, _ right: Range<Int>, in bytes: Span<UInt8>
    ) throws(CBORError) {
        // No encoded item is a proper prefix of another one, so the first difference decides.
        for distance in 0..<min(left.count, right.count) {
            let a = bytes[left.lowerBound + distance]
            let b = bytes[right.lowerBound + distance]
            if a < b { return }
            if a > b { throw .unsortedKeys(at: right.lowerBound) }
        }
        throw .duplicateKey(at: right.lowerBound)
    }
}

/// A key of a map that may have keys of any type.
public enum CBORMapKey: Equatable, Sendable {
    case label(Int64)
    case other
}

extension CBORType {
    @inline(__always)
    init(initialByte: UInt8) {
        self =
            switch initialByte >> 5 {
            case 0: .unsigned
            case 1: .negative
            case 2: .bytes
            case 3: .text
            case 4: .array
            case 5: .map
            case 6: .tag
            default: .simple
            }
    }

    /// Major types for which additional information 31 means an indefinite length. RFC 8949 §3.2.
    var hasIndefiniteForm: Bool {
        switch self {
        case .bytes, .text, .array, .map: true
        case .unsigned, .negative, .tag, .simple: false
        }
    }
}
