internal import COSE
internal import CardRecords

/// What the local clock and the network's calendar say at one moment.
struct LocalTime: Equatable {
    /// The network's day, as days since 1970-01-01: with a day that begins at 03:00, 02:59 is still the day
    /// before.
    var day: EpochDay
    /// Of the local clock, 0…1439.
    var minute: Int
    /// What the day counts as.
    var kind: DayKind

    /// Monday is 0.
    static func weekday(ofDay day: Int) -> Int { ((day + 3) % 7 + 7) % 7 }
}

/// What a day counts as; the numbers are the bits of `day-kinds`.
enum DayKind: UInt8, CaseIterable {
    case monday = 0
    case tuesday, wednesday, thursday, friday, saturday, sunday, holiday

    /// Where there are weekdays only, a holiday is a Sunday.
    var weekday: UInt8 { self == .holiday ? Self.sunday.rawValue : rawValue }
}

/// Local time and special days of a rule set, ready to look up.
struct LocalCalendar {
    /// Ascending; the first offset holds before its moment too.
    private let offsets: [(from: Int64, seconds: Int64)]
    private let specialDays: [(day: Int, kind: DayKind)]
    /// 0…720, minutes.
    private let dayBegins: Int

    init(_ form: ConcessionRuleSet) {
        offsets = form.utcOffsets.map { (Int64($0.from), Int64($0.minutes) * 60) }
        specialDays = (form.specialDays ?? []).map { special in
            (special.day.rawValue, DayKind(rawValue: UInt8(special.countsAs.rawValue)) ?? .holiday)
        }
        dayBegins = form.dayBegins ?? 0
    }

    private static let daySeconds: Int64 = 86_400

    func localTime(at time: NumericDate) -> LocalTime {
        let local = time.epochSeconds + offset(at: time.epochSeconds)
        let minute = Self.remainder(local, Self.daySeconds) / 60
        let shifted = local - Int64(dayBegins) * 60
        let number = Int((shifted - Self.remainder(shifted, Self.daySeconds)) / Self.daySeconds)
        // A moment of 9999-12-31 in UTC may lie a day later here.
        return LocalTime(day: EpochDay(clamping: number), minute: Int(minute), kind: kind(ofDay: number))
    }

    /// Bit of the record's half-days: two for each weekday.
    func halfDay(of time: LocalTime) -> UInt64 {
        // Behind midnight it is still the afternoon of the network's day.
        let isAfternoon = time.minute >= 720 || time.minute < dayBegins
        return 1 << UInt64(time.kind.weekday * 2 + (isAfternoon ? 1 : 0))
    }

    /// The moment at which the local clock shows this; the earlier one where it does so twice, and nil where
    /// it never does.
    ///
    /// - Parameter offsetMinutes: which of the two, by its UTC offset.
    func moment(day: EpochDay, minute: Int, offsetMinutes: Int?) -> NumericDate? {
        let local = Int64(day.rawValue) * Self.daySeconds + Int64(minute) * 60
        let moments = offsets.map { ($0.seconds, local - $0.seconds) }
            .filter { seconds, time in
                offset(at: time) == seconds && offsetMinutes.map { Int64($0) * 60 == seconds } ?? true
            }
        return moments.map(\.1).min().flatMap { NumericDate(epochSeconds: $0) }
    }

    private func offset(at time: Int64) -> Int64 {
        let next = offsets.firstIndexPast { $0.from <= time }
        return offsets[max(next - 1, 0)].seconds
    }

    private func kind(ofDay day: Int) -> DayKind {
        let next = specialDays.firstIndexPast { $0.day <= day }
        if next > 0, specialDays[next - 1].day == day { return specialDays[next - 1].kind }
        return DayKind(rawValue: UInt8(LocalTime.weekday(ofDay: day))) ?? .monday
    }

    private static func remainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        let rest = value % divisor
        return rest < 0 ? rest + divisor : rest
    }
}

extension Array {
    /// The index of the first element that `isBefore` doesn't hold for; those that it holds for come first.
    /// Bounded by 64 steps.
    @inline(__always)
    func firstIndexPast(_ isBefore: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
