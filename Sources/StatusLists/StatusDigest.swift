public import CardCrypto

/// Which array of statuses it is: SHA-256 over its bytes, cut to 16 (`sha-256-128` of RFC 6920 §9.4).
///
/// It ties a delta to its base and to its result. Both are signed by the list's issuer, so that there is no
/// second array for anybody to choose; 128 bits are ample.
public struct StatusDigest: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    public static let byteCount = 16

    /// - Parameter bytes: 16; nil for any other number.
    public init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        high = bytes.bigEndian(at: 0)
        low = bytes.bigEndian(at: 8)
    }

    /// The digest of an array of two bits an index.
    public init(of statuses: Span<UInt8>) throws(CryptoLibraryError) {
        let digest = try Digest.sha256(statuses)
        high = digest.span.bigEndian(at: 0)
        low = digest.span.bigEndian(at: 8)
    }

    public var bytes: [UInt8] { high.bigEndianBytes + low.bigEndianBytes }

    /// 32 hexadecimal digits.
    public var description: String {
        let digits: [Character] = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

extension Span<UInt8> {
    /// The 8 bytes from `start` on, which must be there.
    func bigEndian(at start: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in start..<(start + 8) { value = value << 8 | UInt64(self[index]) }
        return value
    }
}

extension UInt64 {
    var bigEndianBytes: [UInt8] {
        stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> $0) }
    }
}
