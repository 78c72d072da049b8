internal import CCrypto
internal import COSE
internal import Glibc

/// Tries a new table against the ordinary verification, before anything relies on it.
///
/// For each key it needs valid signatures whose private half it doesn't have. They are made from what
/// verification computes: choose u1 and u2, take R = u1·G + u2·Q, and find the signature and the digest that
/// lead there. With u2 chosen, every entry of the table is read at least once.
struct P256TableTest: ~Copyable {
    private let table: P256Table
    private let context: P256TableContext
    private let ordinary: P256Context
    private let point: [65 of UInt8]
    /// How many times as fast the table has to be. Less isn't worth its memory.
    var paceNeeded = 1.2
    private var tableSeconds = Double.infinity
    private var ordinarySeconds = Double.infinity

    /// libcrypto's windows: a multiplier is cut into digits −64…64 of 7 bits each.
    private static let windowBits = 7
    private static let digitMax = 64
    /// The ordinary verification takes part in one of so many cases.
    private static let ordinaryEvery = 8

    init(of table: P256Table, _ key: KeyHandle, _ point: [65 of UInt8]) throws(Acceleration.Cause) {
        guard let context = P256TableContext(table), let ordinary = P256Context(key) else {
            throw .library(.take())
        }
        self.table = table
        self.context = context
        self.ordinary = ordinary
        self.point = point
    }

    mutating func run() throws(Acceleration.Cause) {
        for digit in 1..<Self.digitMax {
            try tryCase(number: digit, Self.multiplier { _ in digit })
        }
        // A digit of 64 carries into the next window, so that it can stand in every second one only.
        try tryCase(number: 64, Self.multiplier { $0.isMultiple(of: 2) ? Self.digitMax : 0 })
        try tryCase(number: 65, Self.multiplier { $0.isMultiple(of: 2) ? 0 : Self.digitMax })
        // The highest digit of the last window, which has 4 bits and a carry.
        var highest = Self.multiplier { _ in 0x7F }
        for byte in 1..<4 { highest[byte] = 0 }
        try tryCase(number: 66, highest)
        guard ordinarySeconds >= tableSeconds * paceNeeded else { throw .notFaster }
    }

    private mutating func tryCase(number: Int, _ u2: [32 of UInt8]) throws(Acceleration.Cause) {
        var sample = try makeSample(number, u2)
        let start = ThreadClock.seconds()
        let verdict = context.check(table, sample.signature.span, sample.digest.span)
        tableSeconds = min(tableSeconds, ThreadClock.seconds() - start)
        guard verdict == .valid else { throw .selfTestFailed }
        let isCompared = number.isMultiple(of: Self.ordinaryEvery)
        if isCompared {
            let start = ThreadClock.seconds()
            let verdict = ordinary.check(sample.signature.span, digest: sample.digest.span)
            ordinarySeconds = min(ordinarySeconds, ThreadClock.seconds() - start)
            guard verdict == .valid else { throw .selfTestFailed }
        }
        // One bit of r, of s or of the digest is wrong.
        let bit = UInt8(1) << UInt8(number & 7)
        switch number % 3 {
        case 0: sample.signature[31 - number / 8] ^= bit
        case 1: sample.signature[63 - number / 8] ^= bit
        default: sample.digest[31 - number / 8] ^= bit
        }
        guard context.check(table, sample.signature.span, sample.digest.span) == .invalid,
            !isCompared || ordinary.check(sample.signature.span, digest: sample.digest.span) == .invalid
        else { throw .selfTestFailed }
    }

    private func makeSample(_ number: Int, _ u2: [32 of UInt8]) throws(Acceleration.Cause) -> P256Sample {
        var u1: [32 of UInt8]
        let tail = [1 of UInt8](repeating: UInt8(truncatingIfNeeded: number))
        do { u1 = try Digest.sha256(point.span, tail.span) } catch { throw .library(error) }
        u1[0] = 0  // below the order
        guard let sample = P256Sample(of: table, point, u1, u2) else { throw .library(.take()) }
        return sample
    }

    /// A number whose windows hold the digits asked for, big endian; the last window has 4 bits only.
    private static func multiplier(_ digit: (Int) -> Int) -> [32 of UInt8] {
        var bytes = [32 of UInt8](repeating: 0)
        for bit in 0..<256 {
            let window = bit / windowBits
            guard digit(window) >> (bit % windowBits) & 1 == 1 else { continue }
            bytes[31 - bit / 8] |= UInt8(1) << UInt8(bit % 8)
        }
        return bytes
    }
}

/// A digest and a signature that is valid for it.
struct P256Sample {
    var signature = [64 of UInt8](repeating: 0)
    var digest = [32 of UInt8](repeating: 0)

    /// Nil on failure; `u1` and `u2` are in 1…n−1, big endian.
    init?(of table: P256Table, _ point: [65 of UInt8], _ u1: [32 of UInt8], _ u2: [32 of UInt8]) {
        let pointSpan = point.span
        let u1Span = u1.span
        let u2Span = u2.span
        var signatureSpan = signature.mutableSpan
        var digestSpan = digest.mutableSpan
        let isDone = unsafe pointSpan.withUnsafeBufferPointer { point in
            unsafe u1Span.withUnsafeBufferPointer { u1 in
                unsafe u2Span.withUnsafeBufferPointer { u2 in
                    unsafe signatureSpan.withUnsafeMutableBufferPointer { signature in
                        unsafe digestSpan.withUnsafeMutableBufferPointer { digest in
                            // safe: the sizes are those of the C declaration.
                            unsafe ccrypto_p256_sample(
                                table.pointer, point.baseAddress, u1.baseAddress, u2.baseAddress,
                                signature.baseAddress, digest.baseAddress)
                        }
                    }
                }
            }
        }
        guard isDone == 1 else { return nil }
    }
}

/// The computing time of this thread: what other threads do meanwhile doesn't count.
enum ThreadClock {
    static func seconds() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
