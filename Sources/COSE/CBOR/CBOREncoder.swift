/// Writes CBOR with shortest heads and definite lengths (RFC 8949 §4.2.1).
///
/// The caller writes as many items as a head announced, and map keys in the bytewise order of their
/// encodings; the generated record types do, and a test reads everything back with the strict decoder.
public struct CBOREncoder: Sendable {
    public private(set) var bytes: [UInt8] = []

    /// - Parameter capacityBytes: how much to set aside, so that a record is written without growing.
    public init(capacityBytes: Int = 256) {
        bytes.reserveCapacity(capacityBytes)
    }

    public mutating func write(unsigned value: UInt64) { writeHead(.unsigned, value) }

    public mutating func write(integer value: Int64) {
        if value >= 0 {
            writeHead(.unsigned, UInt64(value))
        } else {
            writeHead(.negative, UInt64(-1 - value))
        }
    }

    public mutating func write(bool value: Bool) { bytes.append(value ? 0xF5 : 0xF4) }

    public mutating func writeNull() { bytes.append(0xF6) }

    public mutating func write(text: String) {
        writeHead(.text, UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    public mutating func write(bytes content: [UInt8]) {
        writeHead(.bytes, UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    public mutating func write(bytes content: Span<UInt8>) {
        writeHead(.bytes, UInt64(content.count))
        append(content)
    }

    public mutating func writeArray(count: Int) { writeHead(.array, UInt64(count)) }

    /// - Parameter count: pairs.
    public mutating func writeMap(count: Int) { writeHead(.map, UInt64(count)) }

    public mutating func write(tag: UInt64) { writeHead(.tag, tag) }

    /// An item, or a run of items, that is encoded already.
    public mutating func write(encoded: [UInt8]) { bytes.append(contentsOf: encoded) }

    public mutating func write(encoded: Span<UInt8>) { append(encoded) }

    /// The shortest of the three floats that holds `number`.
    public mutating func write(float number: Double) {
        let (information, bits) = CBORFloat.shortest(number)
        bytes.append(0xE0 | information)
        appendBigEndian(bits, byteCount: 1 << Int(information - 24))
    }

    /// −1 − n for every n of 64 bits.
    mutating func write(negativeArgument n: UInt64) { writeHead(.negative, n) }

    /// A simple value without a name of its own: 0…19 or 32…255.
    mutating func write(simple value: UInt8) {
        if value >= 24 { bytes.append(0xF8) }
        bytes.append(value >= 24 ? value : 0xE0 | value)
    }

    @inline(__always)
    private mutating func writeHead(_ type: CBORType, _ argument: UInt64) {
        let major = type.rawValue << 5
        if argument < 24 {
            bytes.append(major | UInt8(truncatingIfNeeded: argument))
        } else {
            writeLongHead(major, argument)
        }
    }

    private mutating func writeLongHead(_ major: UInt8, _ argument: UInt64) {
        let (information, byteCount): (UInt8, Int) =
            switch argument {
            case ...0xFF: (24, 1)
            case ...0xFFFF: (25, 2)
            case ...0xFFFF_FFFF: (26, 4)
            default: (27, 8)
            }
        bytes.append(major | information)
        appendBigEndian(argument, byteCount: byteCount)
    }

    private mutating func appendBigEndian(_ value: UInt64, byteCount: Int) {
        let shifted = (value << UInt64(64 - byteCount * 8)).bigEndian
        // safe: 1, 2, 4 or 8 of the value's own bytes, read inside the closure.
        unsafe withUnsafeBytes(of: shifted) { unsafe bytes.append(contentsOf: $0[0..<byteCount]) }
    }

    /// A byte string whose `count` bytes follow by ``append(bigEndian:)``.
    mutating func writeBytesHead(count: Int) { writeHead(.bytes, UInt64(count)) }

    mutating func append(bigEndian value: UInt64) { appendBigEndian(value, byteCount: 8) }

    private mutating func append(_ content: Span<UInt8>) {
        // safe: the buffer is only read, inside the closure.
        unsafe content.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }
}
