/// A PIN, PUK or CAN as a block of ISO 9564-1 format 2: `2L`, L digits as BCD, padded with F; 8 bytes.
///
/// Wiped when it goes out of scope; it has no description.
public struct PINBlock: ~Copyable, Sendable {
    let secret: SecretBytes

    /// - Parameter digits: 4…12 ASCII digits.
    /// - Returns: nil for anything else.
    public init?(digits: Span<UInt8>) {
        guard CardApplication.Limits.pinDigits.contains(digits.count) else { return nil }
        for index in digits.indices {
            guard (0x30...0x39).contains(digits[index]) else { return nil }
        }
        secret = SecretBytes(count: CardApplication.Limits.pinBlockBytes) {
            (block: inout MutableSpan<UInt8>) in
            block[0] = 0x20 | UInt8(truncatingIfNeeded: digits.count)
            for index in 1..<block.count {
                let high = (index - 1) * 2 < digits.count ? digits[(index - 1) * 2] & 0x0F : 0x0F
                let low = (index - 1) * 2 + 1 < digits.count ? digits[(index - 1) * 2 + 1] & 0x0F : 0x0F
                block[index] = high << 4 | low
            }
        }
    }

    /// The block itself, 8 bytes, lent.
    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get { secret.span }
    }

    /// How many digits a received block has; nil for bytes that are no block of format 2.
    public static func digitCount(of block: Span<UInt8>) -> Int? {
        guard block.count == CardApplication.Limits.pinBlockBytes, block[0] >> 4 == 2 else { return nil }
        let count = Int(block[0] & 0x0F)
        guard CardApplication.Limits.pinDigits.contains(count) else { return nil }
        for index in 0..<14 {
            let byte = block[1 + index / 2]
            let nibble = index % 2 == 0 ? byte >> 4 : byte & 0x0F
            guard index < count ? nibble <= 9 : nibble == 0x0F else { return nil }
        }
        return count
    }
}
