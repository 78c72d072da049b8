import COSE
import CardRecords
import Testing

@testable import ConcessionRules

@Suite("Local time")
struct LocalTimeTests {
    private let calendar: LocalCalendar

    init() throws { calendar = LocalCalendar(try Example.city.form()) }

    private func at(_ text: String) throws -> LocalTime {
        let seconds = try #require(EpochSeconds.parse(text))
        return calendar.localTime(at: try #require(NumericDate(epochSeconds: seconds)))
    }

    @Test(
        "the clock goes forward and back at the second that the table says",
        arguments: [
            ("2026-01-01T00:00:00Z", "2025-12-31", "02:00"),  // before the table: its first offset
            ("2026-10-25T01:00:00Z", "2026-10-25", "03:00"),
            ("2027-03-28T00:59:59Z", "2027-03-27", "02:59"),
            ("2027-03-28T01:00:00Z", "2027-03-28", "04:00"),
            ("2027-10-31T00:00:00Z", "2027-10-31", "03:00"),
            ("2027-10-31T00:59:59Z", "2027-10-31", "03:59"),
            ("2027-10-31T01:00:00Z", "2027-10-31", "03:00"),
            ("2027-10-31T01:59:59Z", "2027-10-31", "03:59"),
            ("2030-07-01T12:00:00Z", "2030-07-01", "14:00"),  // behind the table: its last offset
        ])
    func offsets(utc: String, day: String, clock: String) throws {
        let time = try at(utc)
        #expect(time.day.description == day)
        #expect(MinuteOfDay.text(time.minute) == clock)
    }

    @Test(
        "a day counts as its weekday, or as what the table says",
        arguments: [
            ("2027-03-15T12:00:00Z", DayKind.monday), ("2027-03-14T12:00:00Z", .sunday),
            ("2027-03-08T12:00:00Z", .holiday), ("2027-05-15T12:00:00Z", .monday),
            ("2027-05-24T12:00:00Z", .holiday), ("2027-05-23T12:00:00Z", .sunday),
            ("2027-03-08T00:59:00Z", .sunday),  // 02:59: still the Sunday before
            ("1970-01-01T12:00:00Z", .thursday), ("9999-12-31T12:00:00Z", .friday),
        ])
    func kinds(utc: String, kind: DayKind) throws { #expect(try at(utc).kind == kind) }

    @Test("every moment has a day and a minute, also the first and the last one")
    func total() {
        for seconds in [0, 1, NumericDate.latest.epochSeconds, NumericDate.latest.epochSeconds - 86_399] {
            let time = calendar.localTime(at: NumericDate(epochSeconds: seconds) ?? .latest)
            #expect((0..<1440).contains(time.minute))
        }
    }

    @Test("a local time is one moment, two in the hour that comes twice, none in the one left out")
    func moments() throws {
        let autumn = try #require(EpochDay("2027-10-31"))
        let spring = try #require(EpochDay("2027-03-28"))
        let first = calendar.moment(day: autumn, minute: 210, offsetMinutes: nil)
        let second = calendar.moment(day: autumn, minute: 210, offsetMinutes: 120)
        #expect(first == calendar.moment(day: autumn, minute: 210, offsetMinutes: 180))
        #expect(try #require(second).epochSeconds - (try #require(first)).epochSeconds == 3600)
        #expect(calendar.moment(day: spring, minute: 210, offsetMinutes: nil) == nil)
        #expect(calendar.moment(day: spring, minute: 179, offsetMinutes: nil) != nil)
        #expect(calendar.moment(day: spring, minute: 240, offsetMinutes: nil) != nil)
        #expect(calendar.moment(day: spring, minute: 240, offsetMinutes: 120) == nil)
    }

    @Test(
        "times of day are two digits, a colon and two digits",
        arguments: [
            ("00:00", 0), ("07:30", 450), ("23:59", 1439), ("24:00", 1440), ("24:01", nil), ("7:30", nil),
            ("07:60", nil),
            ("0730", nil), ("07-30", nil), ("+7:30", nil), ("", nil),
        ] as [(String, Int?)])
    func minutes(text: String, minute: Int?) {
        #expect(MinuteOfDay.parse(text) == minute)
        if let minute { #expect(MinuteOfDay.text(minute) == text) }
    }
}

@Suite("Two rule sets side by side")
struct RuleShelfTests {
    private func set(_ version: Int, from seconds: Int, network: Int = 17) throws -> RuleSet {
        var form = try Example.minimal.form()
        form.version = version
        form.takesEffect = seconds
        form.network = network
        return try RuleSet(form)
    }

    @Test("the later set holds from its second on, without being loaded again")
    func takesEffect() throws {
        let sets = [try set(2, from: 1_800_000_000), try set(1, from: 1_790_000_000)]
        for shelf in [RuleShelf(sets), RuleShelf(sets.reversed())] {
            func version(_ seconds: Int64) -> UInt16? {
                shelf.inForce(network: 17, at: NumericDate(epochSeconds: seconds) ?? .latest)?.version
            }
            #expect(version(1_789_999_999) == nil)
            #expect(version(1_790_000_000) == 1)
            #expect(version(1_799_999_999) == 1)
            #expect(version(1_800_000_000) == 2)
            #expect(version(NumericDate.latest.epochSeconds) == 2)
            #expect(shelf.inForce(network: 18, at: .latest) == nil)
        }
    }

    @Test("of two that begin at once the higher version holds; other networks' sets don't count")
    func sameTime() throws {
        let shelf = RuleShelf([
            try set(4, from: 1_800_000_000), try set(5, from: 1_800_000_000),
            try set(9, from: 1_800_000_001, network: 3), try set(3, from: 1_800_000_000),
        ])
        #expect(shelf.inForce(network: 17, at: .latest)?.version == 5)
        #expect(shelf.inForce(network: 3, at: .latest)?.version == 9)
        #expect(RuleShelf([]).inForce(network: 17, at: .latest) == nil)
    }
}
