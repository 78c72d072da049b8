/// Number of a card, up to 19 digits, the last one by Luhn. ISO/IEC 7812-1.
public struct CardNumber: Equatable, Hashable, Comparable, Sendable {
    public let rawValue: UInt64

    /// 19 digits.
    public static let rawValueMax: UInt64 = 9_999_999_999_999_999_999

    /// nil if the check digit is wrong or there are more than 19 digits.
    public init?(rawValue: UInt64) {
        guard rawValue <= Self.rawValueMax, Self.luhnSum(rawValue) % 10 == 0, rawValue != 0 else {
            return nil
        }
        self.rawValue = rawValue
    }

    /// Decimal digits, 1…19 of them, without a leading zero.
    public init?(digits: String) {
        let utf8 = Array(digits.utf8)
        guard (1...19).contains(utf8.count), utf8[0] != 0x30, utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let value = UInt64(digits)
        else { return nil }
        self.init(rawValue: value)
    }

    /// A number without its check digit, at most 18 digits, gets its check digit.
    public init?(withoutCheckDigit number: UInt64) {
        guard number <= Self.rawValueMax / 10 else { return nil }
        let shifted = number * 10
        let remainder = Self.luhnSum(shifted) % 10
        self.init(rawValue: shifted + (remainder == 0 ? 0 : 10 - remainder))
    }

    /// All digits: only for those who may see them.
    public var digits: String { String(rawValue) }

    /// For logs and screens that others see: "980404…0125".
    public var masked: String {
        let digits = digits
        guard digits.count > 10 else { return "…" + digits.suffix(2) }
        return digits.prefix(6) + "…" + digits.suffix(4)
    }

    public static func < (left: CardNumber, right: CardNumber) -> Bool { left.rawValue < right.rawValue }

    /// The digits, from the right; every second one doubled, its own digits added up. ISO/IEC 7812-1 annex B.
    ///
    /// Each tap waits for this: the two halves of the number are divided side by side.
    static func luhnSum(_ number: UInt64) -> UInt64 {
        var (high, low) = number.quotientAndRemainder(dividingBy: 10_000_000_000)
        var sum: UInt64 = 0
        for _ in 0..<5 {
            sum += luhnSum(pair: low % 100) + luhnSum(pair: high % 100)
            low /= 100
            high /= 100
        }
        return sum
    }

    /// Two digits: the right one as it is, the left one doubled.
    @inline(__always)
    private static func luhnSum(pair: UInt64) -> UInt64 {
        let tens = pair / 10
        return pair - tens * 8 - (tens > 4 ? 9 : 0)
    }
}

extension CardNumber: CustomStringConvertible {
    /// Masked: a card number is personal data.
    public var description: String { masked }
}
