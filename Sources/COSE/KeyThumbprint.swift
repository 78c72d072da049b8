/// A key's SHA-256 thumbprint over its deterministic COSE_Key with both coordinates (RFC 9679), cut to 16
/// bytes (`sha-256-128` of RFC 6920 §9.4).
///
/// It binds a record to a card: the card shows its key, and the record's `cnf` has this thumbprint. At 128
/// bits nobody finds a second key for any of a region's cards; the whole key would cost each tap 20 bytes
/// more.
public struct KeyThumbprint: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    public static let byteCount = 16

    /// - Parameter bytes: 16; nil for any other number.
    public init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        high = bytes.bigEndian(at: 0)
        low = bytes.bigEndian(at: 8)
    }

    public var bytes: [UInt8] { high.bigEndianBytes + low.bigEndianBytes }

    /// The 16 bytes, after a head that the caller wrote.
    func append(to encoder: inout CBOREncoder) {
        encoder.append(bigEndian: high)
        encoder.append(bigEndian: low)
    }

    /// The name that signatures of this key carry.
    public var keyID: KeyID { KeyID(rawValue: high) }

    /// 32 hexadecimal digits.
    public var description: String { high.hexadecimal + low.hexadecimal }
}

/// Which key signed: the first 8 bytes of its ``KeyThumbprint``.
///
/// Carried as `kid` (RFC 9052 §3.1, label 4). It looks a key up in the trust list, whose keys the region
/// chose; it proves nothing, so its 64 bits need not resist an attacker.
public struct KeyID: Hashable, Sendable, CustomStringConvertible {
    /// Big endian.
    public let rawValue: UInt64

    public static let byteCount = 8

    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// - Parameter bytes: 8; nil for any other number, as others' `kid` may have.
    public init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        rawValue = bytes.bigEndian(at: 0)
    }

    public var bytes: [UInt8] { rawValue.bigEndianBytes }

    /// 16 hexadecimal digits.
    public var description: String { rawValue.hexadecimal }
}

extension Span<UInt8> {
    fileprivate func bigEndian(at start: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in start..<(start + 8) { value = value << 8 | UInt64(self[index]) }
        return value
    }
}

extension UInt64 {
    fileprivate var bigEndianBytes: [UInt8] {
        [UInt8](capacity: 8) { output in
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                output.append(UInt8(truncatingIfNeeded: self >> shift))
            }
        }
    }

    fileprivate var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
