/// A civil date as days since 1970-01-01, in the proleptic Gregorian calendar; no time zone.
public struct EpochDay: Equatable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01; negative before.
    public let rawValue: Int

    /// Days that fit a four-digit year: 0001-01-01…9999-12-31.
    public static let rawValueRange = -719_162...2_932_896

    /// nil outside the years 1…9999.
    public init?(rawValue: Int) {
        guard Self.rawValueRange.contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    /// The nearest day of the years 1…9999.
    public init(clamping rawValue: Int) {
        self.rawValue = min(max(rawValue, Self.rawValueRange.lowerBound), Self.rawValueRange.upperBound)
    }

    /// nil if there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.dayCount(year: year, month: month)
        else { return nil }
        // Days from civil: years start in March, so that the leap day is the last one; eras of 400 years.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        rawValue = era * 146_097 + dayOfEra - 719_468
    }

    /// "2026-11-21" (RFC 3339 full-date); nil for anything else.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D,
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    public var civil: (year: Int, month: Int, day: Int) {
        let shifted = rawValue + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// "2026-11-21".
    public var description: String {
        let (year, month, day) = civil
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    }

    /// As people of the language write it: "21.11.2026", in English "21 November 2026".
    public func text(in language: DisplayLanguage) -> String {
        let (year, month, day) = civil
        guard language == .english else {
            return "\(Self.padded(day, 2)).\(Self.padded(month, 2)).\(Self.padded(year, 4))"
        }
        return "\(day) \(Self.englishMonths[month - 1]) \(year)"
    }

    public static func < (left: EpochDay, right: EpochDay) -> Bool { left.rawValue < right.rawValue }

    static func dayCount(year: Int, month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]

    /// Decimal digits only; nil for anything else.
    static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard digit >= 0x30, digit <= 0x39 else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return digits.isEmpty ? nil : value
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        padded(String(number), width)
    }

    static func padded(_ digits: String, _ width: Int) -> String {
        String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
