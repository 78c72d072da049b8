/// A time of day by the local clock as minutes after midnight, 0…1440.
public enum MinuteOfDay {
    /// The end of the day: "24:00".
    public static let end = 1440

    /// "07:30", "24:00"; nil outside 0…1440.
    public static func text(_ minute: Int) -> String? {
        guard (0...end).contains(minute) else { return nil }
        return "\(EpochDay.padded(minute / 60, 2)):\(EpochDay.padded(minute % 60, 2))"
    }

    /// Takes "07:30" and "24:00" alone: two digits each.
    public static func parse(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == 0x3A, let hour = EpochDay.number(bytes[0..<2]), hour <= 24,
            let minute = EpochDay.number(bytes[3..<5]), minute < 60, hour * 60 + minute <= end
        else { return nil }
        return hour * 60 + minute
    }
}
