/// Seconds since 1970-01-01T00:00:00Z as text of RFC 3339, always in UTC.
public enum EpochSeconds {
    private static let daySeconds = 86_400

    /// "2026-11-21T20:47:52Z"; nil outside the years 1…9999.
    public static func text(_ seconds: Int64) -> String? {
        guard let total = Int(exactly: seconds), let (day, second) = parts(total) else { return nil }
        return "\(day)T\(clock(second)):\(EpochDay.padded(second % 60, 2))Z"
    }

    /// As people of the language write it, in UTC, to the minute.
    public static func text(_ seconds: Int64, in language: DisplayLanguage) -> String? {
        guard let total = Int(exactly: seconds), let (day, second) = parts(total) else { return nil }
        return "\(day.text(in: language)) \(clock(second)) UTC"
    }

    /// Takes "2026-11-21T20:47:52Z" alone: whole seconds, UTC.
    public static func parse(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[10] == 0x54, bytes[13] == 0x3A, bytes[16] == 0x3A, bytes[19] == 0x5A,
            let day = EpochDay(String(decoding: bytes[0..<10], as: UTF8.self)),
            let hour = EpochDay.number(bytes[11..<13]), hour < 24,
            let minute = EpochDay.number(bytes[14..<16]), minute < 60,
            let second = EpochDay.number(bytes[17..<19]), second < 60
        else { return nil }
        return Int64(day.rawValue * daySeconds + hour * 3600 + minute * 60 + second)
    }

    private static func parts(_ total: Int) -> (EpochDay, Int)? {
        let second = ((total % daySeconds) + daySeconds) % daySeconds
        guard let day = EpochDay(rawValue: (total - second) / daySeconds) else { return nil }
        return (day, second)
    }

    private static func clock(_ second: Int) -> String {
        "\(EpochDay.padded(second / 3600, 2)):\(EpochDay.padded(second / 60 % 60, 2))"
    }
}
