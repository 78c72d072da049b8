import CardRecords
import Testing

@testable import ConcessionRules

@Suite("The review of a rule set")
struct ReviewTests {
    private func codes(_ form: ConcessionRuleSet, _ code: String) throws -> [RuleFinding] {
        try RuleSet(form).findings(on: form).filter { $0.code == code }
    }

    @Test("the city's rules have no warning, and gaps where its office means full fare")
    func city() throws {
        let form = try Example.city.form()
        let findings = try RuleSet(form).findings(on: form)
        #expect(findings.filter(\.isWarning) == [])
        #expect(findings.contains { $0.kind == .partlyHidden(rule: 32, by: [30]) })
        let gaps = findings.compactMap { finding in
            if case .gap(let concessionClass, _) = finding.kind { concessionClass } else { nil }
        }
        #expect(gaps.contains(.olderPerson) && gaps.contains(.pupil) && !gaps.contains(.combatant))
        for language in DisplayLanguage.allCases {
            for finding in findings { #expect(!finding.text(in: language).isEmpty) }
        }
    }

    @Test("a gap's example has no rule, and the rules say full fare there", arguments: 0..<6)
    func gaps(seed: Int) throws {
        let random = RandomCases(seed: UInt64(seed))
        var form = random.form()
        form.rules = Array(form.rules.prefix(6))
        form.restrictions = nil
        let rules = try RuleSet(form)
        for case .gap(let concessionClass, let sketch) in rules.findings(on: form).map(\.kind) {
            var matching = rules.compiled.index.everyRule
            let index = rules.compiled.index
            index.narrow(&matching, to: index.classRows[Int(concessionClass.rawValue)])
            index.narrow(&matching, to: index.codeRow(sketch.classCode))
            index.narrow(&matching, to: index.modeRows[Int(sketch.mode.rawValue)])
            index.narrow(&matching, to: index.zoneRow(sketch.zone))
            index.narrow(&matching, to: index.carrierRow(sketch.carrier ?? 60_000))
            let kind = try #require(DayKind(rawValue: sketch.day))
            let segment = rules.compiled.table.segment(kind, minute: sketch.minute)
            index.narrow(&matching, to: index.segmentRows[segment])
            let day = sketch.from ?? EpochDay(clamping: form.takesEffect / 86_400)
            index.narrow(&matching, to: index.dayRangeRows[rules.compiled.table.dayRange(day)])
            #expect(matching.removeFirst() == nil)
        }
    }

    @Test("a rule that decides for somebody is never said to be dead", arguments: 0..<6)
    func noFalseAlarm(seed: Int) throws {
        let random = RandomCases(seed: UInt64(seed))
        var form = random.form()
        form.rules = Array(form.rules.prefix(12))
        random.network = form.network
        let rules = try RuleSet(form)
        let findings = rules.findings(on: form)
        let dead = Set(
            findings.compactMap { finding in
                if case .neverMatches(let rule) = finding.kind { rule } else { nil }
            })
        for _ in 0..<400 {
            var trip = random.trip()
            // What calendars say of days before the rules take effect isn't looked at.
            trip.time = max(trip.time, rules.takesEffect)
            let decision = rules.decide(random.record(), trip, used: PropertyTests.used)
            if let rule = decision.rule { #expect(!dead.contains(rule)) }
        }
    }

    @Test("a rule behind one that takes everything never matches; behind a quota it does")
    func hidden() throws {
        var form = try Example.minimal.form()
        form.rules = [
            .init(number: 1, title: "all", modes: [.bus], fare: .init(kind: .free)),
            .init(number: 2, title: "bus", classes: [.student], modes: [.bus], fare: .init(kind: .free)),
            .init(number: 3, title: "any", classes: [.student], fare: .init(kind: .free)),
        ]
        #expect(try codes(form, "never-matches").map(\.kind) == [.neverMatches(rule: 2)])
        #expect(try codes(form, "partly-hidden").map(\.kind) == [.partlyHidden(rule: 3, by: [1])])
        form.rules[0].quota = .init(trips: 3, period: .day)
        #expect(try codes(form, "never-matches") == [])
        form.rules[0].quota?.whenUsedUp = .fullFare
        #expect(try codes(form, "never-matches").count == 1)
        form.rules[0].quota = nil
        form.rules[0].fare = nil  // the record may have a quota
        #expect(try codes(form, "never-matches") == [])
    }

    @Test("rules that together take everything hide another, though none alone does")
    func hiddenTogether() throws {
        var form = try Example.minimal.form()
        form.timeBands = [
            .init(name: "a", hours: [.init(from: 0, until: 720)]),
            .init(name: "b", hours: [.init(from: 720, until: 1440)]),
        ]
        form.rules = [
            .init(number: 1, title: "a", times: ["a"], fare: .init(kind: .free)),
            .init(number: 2, title: "b", times: ["b"], fare: .init(kind: .free)),
            .init(number: 3, title: "c", classes: [.student], fare: .init(kind: .free)),
        ]
        #expect(try codes(form, "never-matches").map(\.kind) == [.neverMatches(rule: 3)])
        form.timeBands?[1].hours[0].from = 721
        #expect(try codes(form, "never-matches") == [])
        #expect(try codes(form, "gap").first?.isWarning == false)
    }

    @Test("conditions that contradict each other never match")
    func contradiction() throws {
        var form = try Example.city.form()
        form.rules[4].times = ["ніч"]
        form.rules[4].exceptTimes = ["ніч"]
        #expect(try codes(form, "never-matches").map(\.kind) == [.neverMatches(rule: 21)])
    }

    @Test("calendars that are over, names that nobody uses, hours across the day's beginning, a short table")
    func heads() throws {
        var form = try Example.city.form()
        form.calendars?.append(
            .init(name: "торік", ranges: [.init(first: .today, last: EpochDay(clamping: 20_010))]))
        #expect(try codes(form, "calendar-over").map(\.kind) == [.calendarOver(name: "торік")])
        #expect(try codes(form, "unused").map(\.kind) == [.unused(name: "торік")])
        form.timeBands?[1].hours[0].days = [.friday]
        #expect(try codes(form, "day-changes-inside").map(\.kind) == [.dayChangesInside(name: "ніч")])
        form.timeBands?[1].hours[0].until = 180
        #expect(try codes(form, "day-changes-inside") == [])
        #expect(try codes(form, "offsets-end") == [])
        form.utcOffsets.removeLast(3)
        #expect(try codes(form, "offsets-end").count == 1)
    }

    @Test("classes without a rule are told one by one")
    func classes() throws {
        var form = try Example.minimal.form()
        #expect(try RuleSet(form).findings(on: form) == [])
        form.rules[0].classes = [.student, .pupil]
        #expect(try codes(form, "class-without-rule").count == 21)
    }

    @Test("more combinations than the bound are not looked at, and that is said")
    func bounded() throws {
        var form = try Example.minimal.form()
        form.rules = (0..<400).map { number in
            .init(
                number: number + 1, title: "…", classCodes: [number % 256], carriers: [number],
                modes: .init(rawValue: UInt64(number % 255 + 1)),
                zones: .init(rawValue: UInt64(number * 97 % 65535 + 1)), fare: .init(kind: .free))
        }
        #expect(try RuleSet(form).findings(on: form).map(\.code) == ["too-many-combinations"])
    }
}
