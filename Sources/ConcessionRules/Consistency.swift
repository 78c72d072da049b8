internal import CardRecords

/// What CDDL can't say of a rule set. All problems are collected, in the order of the form.
struct Consistency {
    private let form: ConcessionRuleSet
    private(set) var problems: [RuleProblem] = []

    static func problems(of form: ConcessionRuleSet) -> [RuleProblem] {
        var check = Consistency(form: form)
        check.checkHead()
        check.checkDays()
        check.checkNames()
        check.checkRestrictions()
        check.checkRules()
        return check.problems
    }

    private init(form: ConcessionRuleSet) { self.form = form }

    private mutating func require(_ holds: Bool, _ kind: RuleProblem.Kind, at path: RecordPath) {
        if !holds { problems.append(RuleProblem(path: path, kind: kind)) }
    }

    private func path(_ name: String) -> RecordPath { RecordPath([.field(name)]) }

    private mutating func checkHead() {
        require(
            form.nextUpdate > max(form.takesEffect, form.issued), .neverInForce, at: path("next-update"))
        require(
            form.oldestRecord ?? 0 <= form.version, .oldestRecordNewer, at: path("oldest-record"))
        require((form.dayBegins ?? 0) <= RuleLimits.dayBeginsMax, .dayBeginsLate, at: path("day-begins"))
        for (index, offset) in form.utcOffsets.enumerated() {
            let place = path("utc-offsets").index(index)
            require(
                RuleLimits.utcOffsetMinutes.contains(offset.minutes), .offsetOutOfRange,
                at: place.field("minutes"))
            guard index > 0 else { continue }
            require(form.utcOffsets[index - 1].from < offset.from, .notAscending, at: place.field("from"))
        }
    }

    private mutating func checkDays() {
        let days = form.specialDays ?? []
        for index in days.indices.dropFirst() {
            require(
                days[index - 1].day < days[index].day, .notAscending,
                at: path("special-days").index(index).field("day"))
        }
        for (index, calendar) in (form.calendars ?? []).enumerated() {
            for (item, range) in calendar.ranges.enumerated() {
                let place = path("calendars").index(index).field("ranges").index(item)
                require(range.first <= range.last, .endsBeforeItBegins, at: place.field("last"))
                guard item > 0 else { continue }
                require(
                    calendar.ranges[item - 1].last < range.first, .notAscending, at: place.field("first"))
            }
        }
        for (index, band) in (form.timeBands ?? []).enumerated() {
            for (item, hours) in band.hours.enumerated() {
                let place = path("time-bands").index(index).field("hours").index(item)
                require(
                    hours.from < MinuteOfDay.end && hours.from != hours.until, .emptyHours,
                    at: place.field("from"))
            }
        }
    }

    private mutating func checkNames() {
        refuseTwice((form.calendars ?? []).map(\.name), at: path("calendars"), "name")
        refuseTwice((form.timeBands ?? []).map(\.name), at: path("time-bands"), "name")
        refuseTwice((form.restrictions ?? []).map(\.code), at: path("restrictions"), "code")
        refuseTwice(form.rules.map(\.number), at: path("rules"), "number")
    }

    private mutating func refuseTwice<Value: Hashable>(
        _ values: [Value], at path: RecordPath, _ field: String? = nil
    ) {
        var seen: Set<Value> = []
        for (index, value) in values.enumerated() {
            let place = path.index(index)
            require(seen.insert(value).inserted, .twice, at: field.map { place.field($0) } ?? place)
        }
    }

    private mutating func checkRestrictions() {
        for (index, restriction) in (form.restrictions ?? []).enumerated() {
            check(restriction.conditions, at: path("restrictions").index(index))
        }
    }

    private mutating func check(_ conditions: TimeConditions, at place: RecordPath) {
        let bands = Set((form.timeBands ?? []).map(\.name))
        let calendars = Set((form.calendars ?? []).map(\.name))
        check(conditions.times, among: bands, at: place.field("times"))
        check(conditions.exceptTimes, among: bands, at: place.field("except-times"))
        check(conditions.calendars, among: calendars, at: place.field("calendars"))
        check(conditions.exceptCalendars, among: calendars, at: place.field("except-calendars"))
    }

    private mutating func check(_ names: [String]?, among known: Set<String>, at path: RecordPath) {
        for (index, name) in (names ?? []).enumerated() {
            require(known.contains(name), .unknownName, at: path.index(index))
        }
        refuseTwice(names ?? [], at: path)
    }

    private mutating func checkRules() {
        for (index, rule) in form.rules.enumerated() {
            let place = path("rules").index(index)
            refuseTwice(rule.classCodes ?? [], at: place.field("class-codes"))
            refuseTwice(rule.carriers ?? [], at: place.field("carriers"))
            check(rule.conditions, at: place)
            if let fare = rule.fare { check(fare, at: place.field("fare")) }
            guard let companion = rule.companion, let fare = companion.fare else { continue }
            let companionPlace = place.field("companion").field("fare")
            require(companion.who != .nobody, .fareOfNobody, at: companionPlace)
            check(fare, at: companionPlace)
        }
    }

    private mutating func check(_ fare: ConcessionRuleSet.Fare, at place: RecordPath) {
        let path = place.field("value")
        switch (fare.kind, fare.value) {
        case (.free, _?), (.full, _?): require(false, .valueUnneeded, at: path)
        case (.percentOff, nil), (.fixedFare, nil): require(false, .valueMissing, at: path)
        case (.percentOff, let value?): require(value <= 99, .percentOutOfRange, at: path)
        case (.free, nil), (.full, nil), (.fixedFare, _?): break
        }
    }
}

/// The conditions on time that rules and restrictions have alike.
struct TimeConditions {
    var days: ConcessionRuleSet.DayKinds?
    var times: [String]?
    var exceptTimes: [String]?
    var calendars: [String]?
    var exceptCalendars: [String]?
}

extension ConcessionRuleSet.Rule {
    var conditions: TimeConditions {
        TimeConditions(
            days: days, times: times, exceptTimes: exceptTimes, calendars: calendars,
            exceptCalendars: exceptCalendars)
    }
}

extension ConcessionRuleSet.Restriction {
    var conditions: TimeConditions {
        TimeConditions(
            days: days, times: times, exceptTimes: exceptTimes, calendars: calendars,
            exceptCalendars: exceptCalendars)
    }
}
