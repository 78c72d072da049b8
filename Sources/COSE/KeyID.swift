/// Which key signed: the first 8 bytes of SHA-256 over the deterministic COSE_Key with both coordinates.
///
/// A truncated thumbprint of RFC 9679, carried as `kid` (RFC 9052 §3.1, label 4). It looks a key up in the trust
/// list, whose keys the region chose; it proves nothing, so its 64 bits need not resist an attacker.
public struct KeyID: Hashable, Sendable, CustomStringConvertible {
    /// Big endian.
    public let rawValue: UInt64

    public static let byteCount = 8

    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// - Parameter thumbprint: SHA-256 of the encoded key, or the 8 bytes of a `kid`; nil if shorter.
    public init?(thumbprint: Span<UInt8>) {
        guard thumbprint.count >= Self.byteCount else { return nil }
        var value: UInt64 = 0
        for index in 0..<Self.byteCount { value = value << 8 | UInt64(thumbprint[index]) }
        rawValue = value
    }

    public var bytes: [UInt8] {
        [UInt8](capacity: Self.byteCount) { output in
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                output.append(UInt8(truncatingIfNeeded: rawValue >> shift))
            }
        }
    }

    /// 16 hexadecimal digits.
    public var description: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
