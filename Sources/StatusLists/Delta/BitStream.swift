/// Writes bits, the lowest of each byte first.
struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var pending: UInt64 = 0
    /// Bits of `pending`; below 8 between two calls.
    private var pendingCount = 0

    /// The `count` lowest bits of `bits`; at most 56, and no others are set.
    mutating func write(_ bits: UInt64, count: Int) {
        pending |= bits << UInt64(pendingCount)
        pendingCount += count
        while pendingCount >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            pendingCount -= 8
        }
    }

    /// Fills the last byte with zeros.
    mutating func finish() {
        guard pendingCount > 0 else { return }
        bytes.append(UInt8(truncatingIfNeeded: pending))
        pending = 0
        pendingCount = 0
    }
}

/// Reads what a ``BitWriter`` wrote.
struct BitReader: ~Escapable {
    private let bytes: Span<UInt8>
    /// Bits read so far.
    private(set) var offset = 0
    let count: Int

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
        count = bytes.count * 8
    }

    /// At least 57 bits from `offset` on, in the low end; zeros stand for what lies behind the end.
    @inline(__always)
    func peek() -> UInt64 {
        let start = offset >> 3
        guard start + 8 > bytes.count else {
            // safe: any bits are such a number, and eight bytes are there.
            let word = unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)
            return UInt64(littleEndian: word) >> UInt64(offset & 7)
        }
        return peekNearEnd(start)
    }

    private func peekNearEnd(_ start: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in start..<max(start, bytes.count) {
            word |= UInt64(bytes[index]) << UInt64((index - start) * 8)
        }
        return word >> UInt64(offset & 7)
    }

    /// Steps over `count` bits; whether there were as many.
    @_lifetime(self: copy self)
    @inline(__always)
    mutating func skip(_ bits: Int) -> Bool {
        offset += bits
        return offset <= count
    }
}
