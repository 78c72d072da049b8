/// A set of indexes as Golomb–Rice coded gaps: close to the entropy of a random set.
///
/// Each index is written as the distance to the one before it (the first to −1), less one: the distance's
/// quotient by 2^parameter as so many zeros and a one, then `parameter` bits of remainder.
struct GolombRice: Equatable {
    /// At least one.
    var count: Int
    /// 0…``parameterMax``.
    var parameter: Int
    /// Filled up with zeros to a whole byte.
    var bits: [UInt8]

    /// Indexes have at most 32 bits.
    static let parameterMax = 32

    /// Codes `indexes` with the parameter that gives the fewest bits.
    ///
    /// - Parameter indexes: ascending; at least one.
    init(_ indexes: [Int]) {
        count = indexes.count
        parameter = Self.bestParameter(for: indexes)
        var writer = BitWriter()
        var previous = -1
        for index in indexes {
            let gap = UInt64(index - previous - 1)
            previous = index
            var quotient = Int(gap >> UInt64(parameter))
            while quotient >= 32 {
                writer.write(0, count: 32)
                quotient -= 32
            }
            writer.write(1 << UInt64(quotient), count: quotient + 1)
            writer.write(gap & (1 << UInt64(parameter) - 1), count: parameter)
        }
        writer.finish()
        bits = writer.bytes
    }

    /// What came in.
    init(count: Int, parameter: Int, bits: [UInt8]) {
        self.count = count
        self.parameter = parameter
        self.bits = bits
    }

    /// Hands out the indexes, ascending. Stops at the first that `body` answers with false.
    ///
    /// - Parameter limit: no index reaches it.
    /// - Returns: false when the bits aren't the one coding of `count` indexes below `limit`, or `body` said
    ///   so.
    @inline(__always)
    func forEach(below limit: Int, _ body: (Int) -> Bool) -> Bool {
        // Every index takes a one and its remainder: a count that the bits don't back is never believed.
        guard count >= 1, (0...Self.parameterMax).contains(parameter), limit >= 1,
            count <= bits.count * 8 / (1 + parameter)
        else { return false }
        var reader = BitReader(bits.span)
        let mask: UInt64 = 1 << UInt64(parameter) - 1
        let quotientMax = (limit - 1) >> parameter
        var next = 0
        for _ in 0..<count {
            var word = reader.peek()
            var quotient = word.trailingZeroBitCount
            if quotient + 1 + parameter > 57 {
                guard let long = Self.readLongQuotient(&reader, max: quotientMax) else { return false }
                quotient = long
                word = reader.peek()
                guard reader.skip(parameter) else { return false }
            } else {
                guard quotient <= quotientMax, reader.skip(quotient + 1 + parameter) else { return false }
                word >>= UInt64(quotient + 1)
            }
            let index = next + quotient << parameter + Int(word & mask)
            guard index < limit, body(index) else { return false }
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

    /// The length in bits is a convex function of the parameter, but for rounding.
    private static func bestParameter(for indexes: [Int]) -> Int {
        var best = 0
        var bestBits = Int.max
        for parameter in 0...parameterMax {
            var bits = indexes.count * (parameter + 1)
            var previous = -1
            for index in indexes {
                bits += (index - previous - 1) >> parameter
                previous = index
            }
            if bits < bestBits {
                best = parameter
                bestBits = bits
            } else if bits > bestBits * 2 {
                break
            }
        }
        return best
    }
}
