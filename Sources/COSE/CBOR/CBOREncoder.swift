/// Writes CBOR with shortest heads and definite lengths (RFC 8949 §4.2.1).
///
/// The caller writes as many items as a head announced, and map keys in the bytewise order of their
/// encodings; the generated record types do, and a test reads everything back with the strict decoder.
///
/// It writes into memory of its own, which no other value can share: a byte is then one store, without asking
/// whether somebody else holds the array.
@safe public struct CBOREncoder: ~Copyable {
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var count = 0

    /// - Parameter capacityBytes: how much to set aside, so that a record is written without growing.
    public init(capacityBytes: Int = 256) {
        capacity = max(16, capacityBytes)
        unsafe buffer = .allocate(capacity: capacity)
    }

    deinit { unsafe buffer.deallocate() }

    /// What was written so far.
    public var bytes: [UInt8] {
        // safe: the first `count` bytes are initialised.
        unsafe [UInt8](UnsafeBufferPointer(start: buffer, count: count))
    }

    /// What was written so far, in place.
    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            // safe: the first `count` bytes are initialised, and stay while `self` is lent.
            let written = unsafe Span(_unsafeStart: buffer, count: count)
            return unsafe _overrideLifetime(written, borrowing: self)
        }
    }

    /// Forgets what was written and keeps the memory: an encoder can be used again without allocating.
    public mutating func removeAll() { count = 0 }

    public mutating func write(unsigned value: UInt64) { writeHead(.unsigned, value) }

    public mutating func write(integer value: Int64) {
        if value >= 0 {
            writeHead(.unsigned, UInt64(value))
        } else {
            writeHead(.negative, UInt64(-1 - value))
        }
    }

    public mutating func write(bool value: Bool) { append(value ? 0xF5 : 0xF4) }

    public mutating func writeNull() { append(0xF6) }

    public mutating func write(text: String) {
        var text = text
        // safe: the buffer is only read, inside the closure.
        text.withUTF8 { utf8 in
            writeHead(.text, UInt64(utf8.count))
            unsafe append(utf8)
        }
    }

    public mutating func write(bytes content: [UInt8]) {
        writeHead(.bytes, UInt64(content.count))
        append(content.span)
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
    public mutating func write(encoded: [UInt8]) { append(encoded.span) }

    public mutating func write(encoded: Span<UInt8>) { append(encoded) }

    /// The shortest of the three floats that holds `number`.
    public mutating func write(float number: Double) {
        let (information, bits) = CBORFloat.shortest(number)
        append(0xE0 | information)
        appendBigEndian(bits, byteCount: 1 << Int(information - 24))
    }

    /// −1 − n for every n of 64 bits.
    mutating func write(negativeArgument n: UInt64) { writeHead(.negative, n) }

    /// A simple value without a name of its own: 0…19 or 32…255.
    mutating func write(simple value: UInt8) {
        if value >= 24 { append(0xF8) }
        append(value >= 24 ? value : 0xE0 | value)
    }

    @inline(__always)
    private mutating func writeHead(_ type: CBORType, _ argument: UInt64) {
        let major = type.rawValue << 5
        if argument < 24 {
            append(major | UInt8(truncatingIfNeeded: argument))
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
        append(major | information)
        appendBigEndian(argument, byteCount: byteCount)
    }

    private mutating func appendBigEndian(_ value: UInt64, byteCount: Int) {
        reserve(8)
        // safe: 8 bytes are reserved; those behind the first `byteCount` are written over by what follows.
        unsafe UnsafeMutableRawPointer(buffer + count).storeBytes(
            of: (value << UInt64(64 - byteCount * 8)).bigEndian, as: UInt64.self)
        count += byteCount
    }

    /// A byte string whose `count` bytes follow by ``append(bigEndian:)``.
    mutating func writeBytesHead(count: Int) { writeHead(.bytes, UInt64(count)) }

    mutating func append(bigEndian value: UInt64) { appendBigEndian(value, byteCount: 8) }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        if count == capacity { grow(by: 1) }
        // safe: there is room for one byte.
        unsafe buffer[count] = byte
        count += 1
    }

    private mutating func append(_ content: Span<UInt8>) {
        // safe: the buffer is only read, inside the closure.
        unsafe content.withUnsafeBufferPointer { unsafe append($0) }
    }

    private mutating func append(_ content: UnsafeBufferPointer<UInt8>) {
        guard let source = content.baseAddress else { return }
        reserve(content.count)
        // safe: there is room for `content.count` bytes, in memory that nobody else has.
        unsafe (buffer + count).update(from: source, count: content.count)
        count += content.count
    }

    @inline(__always)
    private mutating func reserve(_ byteCount: Int) {
        if capacity - count < byteCount { grow(by: byteCount) }
    }

    @inline(never)
    private mutating func grow(by byteCount: Int) {
        let grown = max(capacity * 2, count + byteCount)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: grown)
        unsafe larger.update(from: buffer, count: count)
        unsafe buffer.deallocate()
        unsafe buffer = larger
        capacity = grown
    }
}
