/// A set of indexes as Golomb coded gaps: a third of a per cent above the entropy of a random set.
///
/// Each index is written as the distance to the one before it (the first to −1), less one: its
/// quotient by ``divisor`` as so many zeros and a one, then its remainder in truncated binary. With a power
/// of two for a divisor that is a Rice code. S. W. Golomb, "Run-Length Encodings", 1966.
package struct GolombCode: Equatable, Sendable {
    /// At least one.
    package var count: Int
    /// 1…``divisorMax``.
    package var divisor: Int
    /// Filled up with zeros to a whole byte.
    package var bits: [UInt8]

    package static let divisorMax = 1 << 32

    /// Codes `indexes` with a divisor that suits their density.
    ///
    /// - Parameter indexes: ascending; at least one.
    package init(_ indexes: [Int]) {
        self.init(indexes, divisor: Self.suitableDivisor(for: indexes))
    }

    package init(_ indexes: [Int], divisor: Int) {
        count = indexes.count
        self.divisor = divisor
        let remainder = Remainder(divisor)
        var writer = BitWriter()
        var next = 0
        for index in indexes {
            var (quotient, rest) = (index - next).quotientAndRemainder(dividingBy: divisor)
            next = index + 1
            while quotient >= 32 {
                writer.write(0, count: 32)
                quotient -= 32
            }
            writer.write(1 << UInt64(quotient), count: quotient + 1)
            remainder.write(UInt64(rest), to: &writer)
        }
        writer.finish()
        bits = writer.bytes
    }

    /// What came in.
    package init(count: Int, divisor: Int, bits: [UInt8]) {
        self.count = count
        self.divisor = divisor
        self.bits = bits
    }

    /// Hands out the indexes, ascending. Stops at the first that `body` answers with false.
    ///
    /// - Parameter limit: no index reaches it.
    /// - Returns: false when the bits aren't the one coding of `count` indexes below `limit`, or `body` said
    ///   so.
    @inline(__always)
    package func forEach(below limit: Int, _ body: (Int) -> Bool) -> Bool {
        guard count >= 1, limit >= 1, (1...Self.divisorMax).contains(divisor) else { return false }
        let remainder = Remainder(divisor)
        // Every index takes a one and its remainder: a count that the bits don't back is never believed.
        guard count <= bits.count * 8 / (1 + remainder.shortCount) else { return false }
        let quotientMax = (limit - 1) / divisor
        var reader = BitReader(bits.span)
        var next = 0
        for _ in 0..<count {
            var word = reader.peek()
            var quotient = word.trailingZeroBitCount
            if quotient + 1 + remainder.longCount > 57 {
                guard let long = Self.readLongQuotient(&reader, max: quotientMax) else { return false }
                quotient = long
                word = reader.peek()
            } else {
                guard quotient <= quotientMax, reader.skip(quotient + 1) else { return false }
                word >>= UInt64(quotient + 1)
            }
            let (rest, restCount) = remainder.read(word)
            let index = next + quotient * divisor + Int(truncatingIfNeeded: rest)
            guard reader.skip(restCount), index < limit, body(index) else { return false }
            next = index + 1
        }
        return reader.count - reader.offset < 8 && reader.peek() == 0
    }

    /// A quotient of more zeros than one look shows.
    @_lifetime(reader: copy reader)
    private static func readLongQuotient(_ reader: inout BitReader, max: Int) -> Int? {
        var quotient = 0
        while true {
            let zeros = min(reader.peek().trailingZeroBitCount, 56)
            quotient += zeros
            guard quotient <= max, reader.skip(zeros) else { return nil }
            if zeros < 56 { return reader.skip(1) ? quotient : nil }
        }
    }

    /// For gaps of a random set, about ln 2 times their mean; where the set is not random, a power of two
    /// times that can be better.
    private static func suitableDivisor(for indexes: [Int]) -> Int {
        guard let last = indexes.last else { return 1 }
        let typical = max(1, (last + 1) * 693 / 1000 / indexes.count)
        var best = (divisor: 1, bitCount: Int.max)
        for shift in [-6, -4, -2, -1, 0, 1, 2] {
            let divisor = shift < 0 ? max(1, typical >> -shift) : typical << shift
            let remainder = Remainder(divisor)
            var bitCount = 0
            var next = 0
            for index in indexes {
                let (quotient, rest) = (index - next).quotientAndRemainder(dividingBy: divisor)
                bitCount += quotient + 1 + remainder.bitCount(UInt64(rest))
                next = index + 1
            }
            if bitCount < best.bitCount { best = (divisor, bitCount) }
        }
        return best.divisor
    }

    /// Truncated binary: the first remainders in one bit less than the others.
    private struct Remainder {
        /// Bits of the shorter codes: one less than of the longer ones; none for a divisor of one.
        let shortCount: Int
        let longCount: Int
        /// How many remainders have a short code; the one of a divisor of one has.
        private let shortCodes: UInt64

        /// - Parameter divisor: 1…``divisorMax``.
        init(_ divisor: Int) {
            longCount = Int.bitWidth - (divisor - 1).leadingZeroBitCount
            shortCount = max(longCount - 1, 0)
            shortCodes = longCount == 0 ? 1 : 1 << UInt64(longCount) - UInt64(divisor)
        }

        func bitCount(_ remainder: UInt64) -> Int { remainder < shortCodes ? shortCount : longCount }

        func write(_ remainder: UInt64, to writer: inout BitWriter) {
            if remainder < shortCodes {
                writer.write(remainder, count: shortCount)
            } else {
                let code = remainder + shortCodes
                writer.write(code >> 1, count: shortCount)
                writer.write(code & 1, count: longCount - shortCount)
            }
        }

        /// The remainder in the lowest bits of `word`, and how many bits it takes.
        @inline(__always)
        func read(_ word: UInt64) -> (remainder: UInt64, count: Int) {
            let short = word & (1 << UInt64(shortCount) - 1)
            if short < shortCodes { return (short, shortCount) }
            let code = short << 1 | word >> UInt64(shortCount) & 1
            return (code - shortCodes, longCount)
        }
    }
}
