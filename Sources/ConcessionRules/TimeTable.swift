internal import CardRecords

/// Which time bands and calendars hold, by day and minute: bit i is the i-th of the rule set.
struct TimeTable {
    /// For each kind of day, where in `segments` its part of the day lies.
    private var parts: [Range<Int>] = []
    /// The parts of the day, each from its minute to the next one's.
    private var segments: [(minute: Int, bands: UInt32)] = []
    /// From each of these days on, these calendars hold.
    private let days: [(day: Int, calendars: UInt32)]

    init(_ form: ConcessionRuleSet) {
        days = Self.days(of: form.calendars ?? [])
        for kind in DayKind.allCases {
            let start = segments.count
            segments += Self.segments(of: form.timeBands ?? [], on: kind)
            parts.append(start..<segments.count)
        }
    }

    /// Index of the part of the day, and what holds in it.
    func segment(_ kind: DayKind, minute: Int) -> Int {
        let part = parts[Int(kind.rawValue)]
        var low = part.lowerBound
        var high = part.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if segments[middle].minute <= minute { low = middle + 1 } else { high = middle }
        }
        return low - 1  // safe: every part begins at minute 0
    }

    func dayRange(_ day: EpochDay) -> Int {
        days.firstIndexPast { $0.day <= day.rawValue } - 1  // safe: the first one begins before all days
    }

    var segmentCount: Int { segments.count }
    var dayRangeCount: Int { days.count }

    func bands(inSegment segment: Int) -> UInt32 { segments[segment].bands }

    func calendars(inDayRange range: Int) -> UInt32 { days[range].calendars }

    func kind(ofSegment segment: Int) -> DayKind {
        DayKind.allCases[parts.firstIndexPast { $0.upperBound <= segment }]
    }

    func minute(ofSegment segment: Int) -> Int { segments[segment].minute }

    func firstDay(ofDayRange range: Int) -> Int { days[range].day }

    private static func segments(
        of bands: [ConcessionRuleSet.TimeBand], on kind: DayKind
    ) -> [(minute: Int, bands: UInt32)] {
        var minutes: Set<Int> = [0]
        for hours in bands.flatMap(\.hours) { minutes.formUnion([hours.from, hours.until]) }
        var segments: [(minute: Int, bands: UInt32)] = []
        for minute in minutes.sorted() where minute < MinuteOfDay.end {
            var bits: UInt32 = 0
            for (index, band) in bands.enumerated()
            where band.hours.contains(where: { $0.holds(kind, minute) }) {
                bits |= 1 << UInt32(index)
            }
            if let last = segments.last, last.bands == bits { continue }
            segments.append((minute, bits))
        }
        return segments
    }

    private static func days(
        of calendars: [ConcessionRuleSet.Calendar]
    ) -> [(day: Int, calendars: UInt32)] {
        var changes: Set<Int> = [Int.min]
        for range in calendars.flatMap(\.ranges) {
            changes.formUnion([range.first.rawValue, range.last.rawValue + 1])
        }
        var days: [(day: Int, calendars: UInt32)] = []
        for day in changes.sorted() {
            var bits: UInt32 = 0
            for (index, calendar) in calendars.enumerated()
            where calendar.ranges.contains(where: { $0.first.rawValue <= day && day <= $0.last.rawValue }) {
                bits |= 1 << UInt32(index)
            }
            if let last = days.last, last.calendars == bits { continue }
            days.append((day, bits))
        }
        return days
    }
}

extension ConcessionRuleSet.Hours {
    /// Whether the minute lies in these hours of such a day.
    func holds(_ kind: DayKind, _ minute: Int) -> Bool {
        guard days.map({ $0.has(kind) }) ?? true else { return false }
        return from < until ? from <= minute && minute < until : from <= minute || minute < until
    }
}

extension ConcessionRuleSet.DayKinds {
    func has(_ kind: DayKind) -> Bool { rawValue & (1 << UInt64(kind.rawValue)) != 0 }
}

/// Conditions on time as bits.
struct TimeMask {
    private let days: UInt64
    private let bands: UInt32
    private let exceptBands: UInt32
    private let calendars: UInt32
    private let exceptCalendars: UInt32
    private let hasBands: Bool
    private let hasCalendars: Bool

    /// - Parameter form: consistent, so that every name is one of its own.
    init(_ conditions: TimeConditions, in form: ConcessionRuleSet) {
        let bandNames = (form.timeBands ?? []).map(\.name)
        let calendarNames = (form.calendars ?? []).map(\.name)
        days = conditions.days?.rawValue ?? UInt64.max
        bands = Self.bits(conditions.times, bandNames)
        exceptBands = Self.bits(conditions.exceptTimes, bandNames)
        calendars = Self.bits(conditions.calendars, calendarNames)
        exceptCalendars = Self.bits(conditions.exceptCalendars, calendarNames)
        hasBands = conditions.times != nil
        hasCalendars = conditions.calendars != nil
    }

    private static func bits(_ names: [String]?, _ known: [String]) -> UInt32 {
        (names ?? []).reduce(0) { bits, name in
            known.firstIndex(of: name).map { bits | 1 << UInt32($0) } ?? bits
        }
    }

    func holds(_ kind: DayKind, bands held: UInt32) -> Bool {
        days & (1 << UInt64(kind.rawValue)) != 0 && held & exceptBands == 0
            && (!hasBands || held & bands != 0)
    }

    func holds(calendars held: UInt32) -> Bool {
        held & exceptCalendars == 0 && (!hasCalendars || held & calendars != 0)
    }
}
