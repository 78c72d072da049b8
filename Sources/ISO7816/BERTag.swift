/// A BER-TLV tag of one, two or three bytes, its bytes as one number: `6F`, `7F49`, `DF20`.
/// ISO/IEC 7816-4 §6.3, ISO/IEC 8825-1 §8.1.2.
public struct BERTag: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    /// nil for bytes that no tag may have: `00`, padded, or of more than three bytes.
    public init?(rawValue: UInt32) {
        self.rawValue = rawValue
        guard rawValue <= 0xFF_FFFF, isWellFormed else { return nil }
    }

    /// For tags of this module that are well-formed by inspection.
    init(known rawValue: UInt32) { self.rawValue = rawValue }

    public static let encodedBytesMax = 3

    /// The tag field as it is on the wire.
    public var encoded: [UInt8] {
        let all = [16, 8, 0].map { UInt8(truncatingIfNeeded: rawValue >> UInt32($0)) }
        return Array(all.drop { $0 == 0 })
    }

    /// The value is itself a sequence of data objects.
    public var isConstructed: Bool { byte(0) & 0x20 != 0 }

    /// Bytes on the wire, 0…3.
    private var count: Int { rawValue > 0xFFFF ? 3 : rawValue > 0xFF ? 2 : rawValue > 0 ? 1 : 0 }

    private func byte(_ index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: rawValue >> (UInt32(max(0, count - 1 - index)) * 8))
    }

    private var isWellFormed: Bool {
        guard count > 0 else { return false }
        guard byte(0) & 0x1F == 0x1F else { return count == 1 }
        // Further bytes: b8 set on all but the last, no leading zeros, and a number that needed them.
        guard count >= 2, byte(count - 1) & 0x80 == 0, byte(1) != 0x80 else { return false }
        if count == 3 { return byte(1) & 0x80 != 0 }
        return byte(1) >= 0x1F
    }
}

extension BERTag: CustomStringConvertible {
    public var description: String { Hex.text(of: encoded) }
}
