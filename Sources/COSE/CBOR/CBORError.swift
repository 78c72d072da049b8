/// Why bytes are not deterministic CBOR, or not the CBOR that was asked for; each case carries the byte
/// offset.
public enum CBORError: Error, Equatable, Sendable {
    /// The input ends inside an item, or a length points past its end.
    case truncated(at: Int)
    /// A well-formed item of another type than the one asked for.
    case unexpectedType(CBORType, at: Int)
    /// Additional information 28…30, or a "break" outside an indefinite length. RFC 8949 §3.
    case reservedHead(at: Int)
    /// RFC 8949 §4.2.1 allows definite lengths only.
    case indefiniteLength(at: Int)
    /// The argument would fit in a shorter head. RFC 8949 §4.2.1.
    case headNotShortest(at: Int)
    /// The value would keep its precision in a shorter float, or is a NaN other than `f9 7e00`. RFC 8949
    /// §4.2.1.
    case floatNotShortest(at: Int)
    /// A simple value below 32 in two bytes. RFC 8949 §3.3.
    case simpleValueNotShortest(at: Int)
    /// Map keys not in the bytewise order of their encodings. RFC 8949 §4.2.1.
    case unsortedKeys(at: Int)
    case duplicateKey(at: Int)
    case invalidUTF8(at: Int)
    /// An integer that the type asked for can't hold.
    case integerOutOfRange(at: Int)
    /// More nesting than ``CBORLimits/depthMax``.
    case tooDeep(at: Int)
    /// Something follows the item.
    case trailingBytes(at: Int)

    /// Offset of the offending byte from the start of the input.
    public var offset: Int {
        switch self {
        case .truncated(let offset), .unexpectedType(_, let offset), .reservedHead(let offset),
            .indefiniteLength(let offset), .headNotShortest(let offset), .floatNotShortest(let offset),
            .simpleValueNotShortest(let offset), .unsortedKeys(let offset), .duplicateKey(let offset),
            .invalidUTF8(let offset), .integerOutOfRange(let offset), .tooDeep(let offset),
            .trailingBytes(let offset):
            offset
        }
    }

    /// The same error in bytes that lie `distance` further into a larger input.
    public func moved(by distance: Int) -> CBORError {
        switch self {
        case .truncated(let offset): .truncated(at: offset + distance)
        case .unexpectedType(let type, let offset): .unexpectedType(type, at: offset + distance)
        case .reservedHead(let offset): .reservedHead(at: offset + distance)
        case .indefiniteLength(let offset): .indefiniteLength(at: offset + distance)
        case .headNotShortest(let offset): .headNotShortest(at: offset + distance)
        case .floatNotShortest(let offset): .floatNotShortest(at: offset + distance)
        case .simpleValueNotShortest(let offset): .simpleValueNotShortest(at: offset + distance)
        case .unsortedKeys(let offset): .unsortedKeys(at: offset + distance)
        case .duplicateKey(let offset): .duplicateKey(at: offset + distance)
        case .invalidUTF8(let offset): .invalidUTF8(at: offset + distance)
        case .integerOutOfRange(let offset): .integerOutOfRange(at: offset + distance)
        case .tooDeep(let offset): .tooDeep(at: offset + distance)
        case .trailingBytes(let offset): .trailingBytes(at: offset + distance)
        }
    }
}

/// What kind of item a head announces. RFC 8949 §3.1.
public enum CBORType: UInt8, Sendable {
    case unsigned = 0
    case negative, bytes, text, array, map, tag
    /// Booleans, null, undefined, other simple values and floats.
    case simple = 7
}

public enum CBORLimits {
    /// Nested arrays, maps and tags; the deepest record needs 6.
    public static let depthMax = 16
}
