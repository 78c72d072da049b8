internal import ISO7816

/// ISO 9564-1 format 2: `2L`, the L digits as BCD, padded with F; 8 bytes.
enum PINBlock {
    typealias Limits = CardApplication.Limits

    static let pinDigits = Limits.pinDigits
    static let pukDigits = Limits.pukDigits...Limits.pukDigits
    static let canDigits = Limits.canDigits...Limits.canDigits

    /// Whether `block` is one with that many digits.
    static func isOne(_ block: [UInt8], digits: ClosedRange<Int>) -> Bool {
        guard block.count == Limits.pinBlockBytes, let first = block.first, first >> 4 == 2 else {
            return false
        }
        let count = Int(first & 0x0F)
        guard digits.contains(count) else { return false }
        let nibbles = block.dropFirst().flatMap { [$0 >> 4, $0 & 0x0F] }
        return nibbles.prefix(count).allSatisfy { $0 <= 9 }
            && nibbles.dropFirst(count).allSatisfy { $0 == 0x0F }
    }
}

/// A card number as it is stored: up to 19 digits BCD, left-aligned, padded with F; the last digit is Luhn's.
enum CardNumberBlock {
    typealias Limits = CardApplication.Limits

    static func isOne(_ block: [UInt8]) -> Bool {
        guard block.count == Limits.cardNumberBytes else { return false }
        let nibbles = block.flatMap { [$0 >> 4, $0 & 0x0F] }
        let digits = nibbles.prefix { $0 <= 9 }
        guard (2...Limits.cardNumberDigitsMax).contains(digits.count),
            nibbles.dropFirst(digits.count).allSatisfy({ $0 == 0x0F })
        else { return false }
        return luhnSum(digits) % 10 == 0
    }

    /// ISO/IEC 7812-1 annex B: every second digit from the right is doubled.
    private static func luhnSum(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reversed().enumerated().reduce(0) { sum, item in
            let value = item.offset % 2 == 0 ? Int(item.element) : Int(item.element) * 2
            return sum + (value > 9 ? value - 9 : value)
        }
    }
}
