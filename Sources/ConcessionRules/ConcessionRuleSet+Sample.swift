public import COSE
public import CardRecords

extension ConcessionRuleSet {
    /// Sample rules to begin with, which use most of the language: for a network on Kyiv time, in force from
    /// the next year of UTC on.
    ///
    /// - Parameter issued: when; before the year 2099, so that the schema's dates reach.
    public static func sample(issued: NumericDate) -> ConcessionRuleSet {
        let year = EpochDay(clamping: Int(issued.epochSeconds / daySeconds)).civil.year + 1
        return ConcessionRuleSet(
            network: 17, version: 1, title: "…", issued: Int(issued.epochSeconds),
            takesEffect: start(ofYear: year), nextUpdate: start(ofYear: year + 1), currency: "UAH",
            payer: 32, passbackMinutes: 5, dayBegins: 180, utcOffsets: kyivOffsets(year: year),
            specialDays: [SpecialDay(day: day(year, 3, 8), countsAs: .holiday, title: "8.03")],
            calendars: [
                Calendar(name: "summer", ranges: [DayRange(first: day(year, 6, 1), last: day(year, 8, 31))])
            ],
            timeBands: [
                TimeBand(
                    name: "rush-hour",
                    hours: [
                        Hours(from: 420, until: 570, days: workingDays),
                        Hours(from: 990, until: 1140, days: workingDays),
                    ])
            ],
            restrictions: [Restriction(code: 37, title: "rush-hour: –", exceptTimes: ["rush-hour"])],
            rules: sampleRules)
    }

    private static let daySeconds: Int64 = 86_400

    private static let workingDays: DayKinds = [.monday, .tuesday, .wednesday, .thursday, .friday]

    private static let sampleRules = [
        Rule(
            number: 10, title: "combatant: 0", classes: [.combatant, .warDisability], fare: Fare(kind: .free),
            payer: 1),
        Rule(
            number: 20, title: "disability-group-1: 0 + 1", classes: [.disabilityGroup1],
            fare: Fare(kind: .free), companion: Companion(who: .everybody), passbackMinutes: 0),
        Rule(
            number: 30, title: "older-person: 0", classes: [.olderPerson],
            modes: [.metro, .tram, .trolleybus, .bus], exceptTimes: ["rush-hour"], fare: Fare(kind: .free)),
        Rule(
            number: 31, title: "older-person, rush-hour: 20 × 0", classes: [.olderPerson],
            modes: [.metro, .tram, .trolleybus, .bus], times: ["rush-hour"], fare: Fare(kind: .free),
            quota: Quota(trips: 20, period: .month, whenUsedUp: .nextRule)),
        Rule(
            number: 32, title: "older-person, rush-hour: 50 %", classes: [.olderPerson],
            modes: [.metro, .tram, .trolleybus, .bus], fare: Fare(kind: .percentOff, value: 50)),
        Rule(
            number: 40, title: "student, – summer", classes: [.student], exceptCalendars: ["summer"]),
        Rule(
            number: 70, title: "7, 8", classes: [.other], classCodes: [7, 8], fare: Fare(kind: .free),
            payer: 40),
        Rule(
            number: 90, title: "police, 5", classes: [.police], carriers: [5], zones: [.zone1, .zone2],
            days: workingDays, fare: Fare(kind: .fixedFare, value: 400), payer: 105),
    ]

    private static func day(_ year: Int, _ month: Int, _ day: Int) -> EpochDay {
        EpochDay(year: year, month: month, day: day) ?? EpochDay(clamping: 0)
    }

    /// Midnight by Kyiv's winter time.
    private static func start(ofYear year: Int) -> Int {
        day(year, 1, 1).rawValue * Int(daySeconds) - 2 * 3600
    }

    /// Summer time from the last Sunday of March to the last one of October, at 01:00 UTC, for three years.
    private static func kyivOffsets(year: Int) -> [UTCOffset] {
        var offsets = [UTCOffset(from: start(ofYear: year) - 60 * Int(daySeconds), minutes: 120)]
        for year in year..<(year + 3) {
            for (month, minutes) in [(3, 180), (10, 120)] {
                let last = day(year, month, 31).rawValue
                let sunday = last - (LocalTime.weekday(ofDay: last) + 1) % 7
                offsets.append(UTCOffset(from: sunday * Int(daySeconds) + 3600, minutes: minutes))
            }
        }
        return offsets
    }
}
