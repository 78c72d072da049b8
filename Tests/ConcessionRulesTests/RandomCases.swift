import COSE
import CardRecords

@testable import ConcessionRules

/// Rule sets, records and trips at random, by a seed.
final class RandomCases {
    private var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(state: seed) }

    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    private func chance(_ oneIn: Int) -> Bool { number(1...oneIn) == 1 }

    private func some<Value>(_ value: @autoclosure () -> Value, oneIn: Int = 3) -> Value? {
        chance(oneIn) ? value() : nil
    }

    private func bits<Bits: RecordBitSet>(_ type: Bits.Type) -> Bits {
        let all = Bits.all.rawValue
        let chosen = generator.next() & all
        return Bits(rawValue: chosen == 0 ? all : chosen)
    }

    private func numbers(_ count: ClosedRange<Int>, in range: ClosedRange<Int>) -> [Int] {
        Array(Set((0..<number(count)).map { _ in number(range) }))
    }

    static let bands = ["a", "b", "c", "ніч"]
    static let calendars = ["x", "y", "z"]

    private func names(of known: [String]) -> [String] {
        Array(Set((0..<number(1...2)).map { _ in known[number(0...(known.count - 1))] }))
    }

    private func fare() -> ConcessionRuleSet.Fare {
        switch number(0...3) {
        case 0: .init(kind: .free)
        case 1: .init(kind: .percentOff, value: number(1...99))
        case 2: .init(kind: .fixedFare, value: number(1...65535))
        default: .init(kind: .full)
        }
    }

    private func companion() -> ConcessionRuleSet.Companion {
        let who = ConcessionRuleSet.CompanionWho.allCases[number(0...2)]
        return .init(who: who, fare: who == .nobody ? nil : chance(2) ? fare() : nil)
    }

    func rule(_ index: Int) -> ConcessionRuleSet.Rule {
        ConcessionRuleSet.Rule(
            number: index + 1, title: "\(index)",
            classes: chance(2) ? bits(ConcessionRuleSet.ConcessionClasses.self) : nil,
            classCodes: chance(5) ? numbers(1...3, in: 0...6) : nil,
            carriers: chance(4) ? numbers(1...3, in: 0...6) : nil,
            modes: chance(2) ? bits(ConcessionRuleSet.VehicleModes.self) : nil,
            zones: chance(3) ? bits(ConcessionRuleSet.Zones.self) : nil,
            days: chance(3) ? bits(ConcessionRuleSet.DayKinds.self) : nil,
            times: chance(4) ? names(of: Self.bands) : nil,
            exceptTimes: chance(4) ? names(of: Self.bands) : nil,
            calendars: chance(5) ? names(of: Self.calendars) : nil,
            exceptCalendars: chance(5) ? names(of: Self.calendars) : nil,
            fare: chance(3) ? nil : fare(), payer: chance(2) ? number(0...255) : nil,
            quota: chance(3)
                ? .init(
                    trips: number(1...4), period: ConcessionRuleSet.QuotaPeriod.allCases[number(0...4)],
                    whenUsedUp: chance(2) ? ConcessionRuleSet.WhenUsedUp.allCases[number(0...2)] : nil) : nil,
            companion: chance(3) ? companion() : nil, passbackMinutes: chance(3) ? number(0...63) : nil)
    }

    private func hours() -> ConcessionRuleSet.Hours {
        let from = number(0...1439)
        let until = (from + number(1...1440)) % 1441
        return .init(
            from: from, until: until == from ? (from == 0 ? 1440 : 0) : until,
            days: chance(2) ? bits(ConcessionRuleSet.DayKinds.self) : nil)
    }

    private func ranges() -> [ConcessionRuleSet.DayRange] {
        var day = 20_800
        return (0..<number(1...3)).map { _ in
            let first = day + number(1...40)
            day = first + number(0...40)
            return .init(first: EpochDay(clamping: first), last: EpochDay(clamping: day))
        }
    }

    func form() -> ConcessionRuleSet {
        let moments = (0..<number(1...4)).map { _ in number(1_780_000_000...1_830_000_000) }
        let days = Array(Set((0..<number(0...20)).map { _ in number(20_800...20_990) })).sorted()
        let special = days.map { day in
            ConcessionRuleSet.SpecialDay(
                day: EpochDay(clamping: day),
                countsAs: ConcessionRuleSet.CountedDay.allCases[number(0...7)])
        }
        return ConcessionRuleSet(
            network: number(0...1), version: 12, title: "…", issued: 1_790_000_000,
            takesEffect: 1_790_000_000, nextUpdate: 1_820_000_000, oldestRecord: some(number(0...12)),
            currency: "UAH", payer: number(0...255), passbackMinutes: some(number(0...63)),
            dayBegins: chance(2) ? number(0...720) : nil,
            utcOffsets: Set(moments).sorted().map { .init(from: $0, minutes: number(-720...840)) },
            specialDays: special.isEmpty ? nil : special,
            calendars: Self.calendars.map { .init(name: $0, ranges: ranges()) },
            timeBands: Self.bands.map { name in
                .init(name: name, hours: (0..<number(1...3)).map { _ in hours() })
            },
            restrictions: (0..<3).map { code in
                .init(
                    code: code, title: "…", days: chance(2) ? bits(ConcessionRuleSet.DayKinds.self) : nil,
                    times: chance(2) ? names(of: Self.bands) : nil,
                    exceptCalendars: chance(2) ? names(of: Self.calendars) : nil)
            },
            rules: (0..<number(1...150)).map { rule($0) })
    }

    func record() -> TransportConcession {
        let profiles = (0..<number(1...3)).map { _ in
            TransportConcession.Profile(
                class: TransportConcession.ConcessionClass.allCases[number(0...22)],
                discount: chance(2) ? TransportConcession.DiscountKind.allCases[number(0...1)] : nil,
                discountValue: chance(3) ? nil : number(0...130),
                validUntil: chance(3) ? EpochDay(clamping: number(20_790...21_000)) : nil,
                quota: chance(2)
                    ? .init(
                        trips: number(0...4), period: TransportConcession.QuotaPeriod.allCases[number(0...4)])
                    : nil,
                classCode: chance(2) ? number(0...7) : nil)
        }
        return TransportConcession(
            cardNumber: Self.card, statusIndex: 1,
            network: chance(10) ? number(0...3) : network, rulesVersion: number(4...20), profiles: profiles,
            payer: some(number(0...255)), modes: some(bits(TransportConcession.VehicleModes.self)),
            zones: some(bits(TransportConcession.Zones.self)),
            halfDays: some(bits(TransportConcession.HalfDays.self)),
            timeRestriction: chance(4) ? number(0...4) : nil, flags: chance(2) ? .companion : nil,
            passbackMinutes: some(number(0...63)))
    }

    /// The network of most records and trips.
    var network = 0

    private static let card: CardNumber = {
        guard let number = CardNumber(withoutCheckDigit: 98_040_000) else {
            preconditionFailure("a number below 10^18")
        }
        return number
    }()

    func trip() -> Trip {
        let time =
            chance(8)
            ? number(0...Int(NumericDate.latest.epochSeconds)) : number(1_797_000_000...1_815_000_000)
        return Trip(
            network: UInt16(chance(10) ? number(0...3) : network), carrier: UInt16(number(0...8)),
            mode: VehicleMode.allCases[number(0...7)],
            zone: UInt8(chance(5) ? number(0...255) : number(1...16)),
            stop: 0, time: NumericDate(epochSeconds: Int64(time)) ?? .latest)
    }
}

struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
