/// A point in time as people write it on a command line: `2026-11-21`, `2026-11-21T08:30:00Z` or with
/// `+02:00`
/// (RFC 3339 §5.6; a bare date is midnight UTC).
struct Timestamp: Equatable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    let epochSeconds: Int64

    init(epochSeconds: Int64) {
        self.epochSeconds = epochSeconds
    }

    init?(parsing text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10 || bytes.count >= 20,
            let year = Self.number(bytes, 0..<4), bytes[4] == UInt8(ascii: "-"),
            let month = Self.number(bytes, 5..<7), bytes[7] == UInt8(ascii: "-"),
            let day = Self.number(bytes, 8..<10),
            (1...12).contains(month), day >= 1, day <= Self.daysIn(month: month, year: year)
        else { return nil }
        let midnight = Self.daysSinceEpoch(year: year, month: month, day: day) * 86_400
        if bytes.count == 10 {
            epochSeconds = Int64(midnight)
            return
        }
        guard bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
            let hour = Self.number(bytes, 11..<13), bytes[13] == UInt8(ascii: ":"),
            let minute = Self.number(bytes, 14..<16), bytes[16] == UInt8(ascii: ":"),
            let second = Self.number(bytes, 17..<19), hour < 24, minute < 60, second < 60,
            let offsetSeconds = Self.offset(bytes[19...])
        else { return nil }
        epochSeconds = Int64(midnight + hour * 3600 + minute * 60 + second - offsetSeconds)
    }

    /// `2026-11-21T08:30:00Z`; outside the years 0…9999 the seconds as `@number`.
    var text: String {
        guard (-62_167_219_200...253_402_300_799).contains(epochSeconds) else { return "@\(epochSeconds)" }
        let days = epochSeconds >= 0 ? epochSeconds / 86_400 : (epochSeconds - 86_399) / 86_400
        let seconds = Int(epochSeconds - days * 86_400)
        let (year, month, day) = Self.date(daysSinceEpoch: Int(days))
        let date = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
        let hour = Self.padded(seconds / 3600, 2)
        return "\(date)T\(hour):\(Self.padded(seconds / 60 % 60, 2)):\(Self.padded(seconds % 60, 2))Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func number(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        var value = 0
        for byte in bytes[range] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(bytes)
        if bytes == [UInt8(ascii: "Z")] || bytes == [UInt8(ascii: "z")] { return 0 }
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"),
            let hours = number(bytes, 1..<3), let minutes = number(bytes, 4..<6), hours < 24, minutes < 60
        else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
        default: return nil
        }
    }

    private static func daysIn(month: Int, year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        default: 31
        }
    }

    /// Days from 1970-01-01 in the proleptic Gregorian calendar; the year is counted from March.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func date(daysSinceEpoch days: Int) -> (year: Int, month: Int, day: Int) {
        let days = days + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
