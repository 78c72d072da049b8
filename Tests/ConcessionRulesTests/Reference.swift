import COSE
import CardRecords

@testable import ConcessionRules

/// The language as its documentation tells it, rule by rule and slowly: what the compiled form is held
/// against.
struct Reference {
    let form: ConcessionRuleSet

    func decide(
        _ record: TransportConcession, _ trip: Trip, used: (QuotaCounter) -> UInt32
    ) -> (fare: Fare, rule: UInt16?, ground: UInt8?, payer: UInt8?, companion: Fare?, reason: NoConcession?) {
        var reason = NoConcession.groundsEnded
        var reasonRule: UInt16?
        func full(_ reason: NoConcession, _ rule: UInt16? = nil)
            -> (Fare, UInt16?, UInt8?, UInt8?, Fare?, NoConcession?)
        { (.full, rule, nil, nil, nil, reason) }
        func note(_ new: NoConcession, _ rule: UInt16?) {
            if new.rawValue > reason.rawValue { (reason, reasonRule) = (new, rule) }
        }
        guard Int(trip.network) == form.network, record.network == form.network else {
            return full(.otherNetwork)
        }
        guard record.rulesVersion >= form.oldestRecord ?? 0 else { return full(.recordTooOld) }
        if let modes = record.modes, !modes.names.contains(trip.mode.name) { return full(.otherMode) }
        if let zones = record.zones, !zones.names.contains("zone-\(trip.zone)") { return full(.otherZone) }
        let (day, minute) = local(trip.time)
        let kind = dayKind(day)
        if let halfDays = record.halfDays {
            let isMorning = minute < 720 && minute >= form.dayBegins ?? 0
            let weekday = kind == "holiday" ? "sunday" : kind
            guard halfDays.names.contains("\(weekday)-\(isMorning ? "morning" : "afternoon")") else {
                return full(.otherHalfDay)
            }
        }
        if let code = record.timeRestriction {
            guard let row = form.restrictions?.first(where: { $0.code == code }) else {
                return full(.restrictionUnknown)
            }
            guard holds(row.conditions, day, kind, minute) else { return full(.restrictedTime) }
        }
        grounds: for (index, profile) in record.profiles.enumerated() where index < 3 {
            if let last = profile.validUntil, last.rawValue < day { continue }
            note(.noRule, nil)
            for rule in form.rules
            where matches(rule, profile, trip) && holds(rule.conditions, day, kind, minute) {
                let number = UInt16(rule.number)
                let fare = rule.fare.map { Fare($0) } ?? Fare(profile)
                if fare == .full {
                    note(.fullByRule, number)
                    continue grounds
                }
                var counters: [(QuotaCounter, Int)] = []
                let today = EpochDay(clamping: day)
                if rule.fare == nil, let quota = profile.quota {
                    let owner = QuotaCounter.Owner.ground(
                        profile.class, code: profile.classCode.map { UInt8($0) })
                    counters.append((QuotaCounter(owner, quota.period, on: today), quota.trips))
                }
                if let quota = rule.quota {
                    counters.append(
                        (QuotaCounter(.rule(number), quota.period.ofRecords, on: today), quota.trips))
                }
                if counters.contains(where: { used($0.0) >= $0.1 }) {
                    note(.quotaUsedUp, number)
                    switch rule.quota?.whenUsedUp ?? .nextRule {
                    case .nextRule: continue
                    case .nextGround: continue grounds
                    case .fullFare: return full(reason, reasonRule)
                    }
                }
                let who = rule.companion?.who ?? .flagged
                let travels =
                    who == .everybody || who == .flagged && record.flags?.contains(.companion) ?? false
                let companion = rule.companion?.fare.map { Fare($0) } ?? .free
                return (
                    fare, number, UInt8(index), UInt8(rule.payer ?? record.payer ?? form.payer),
                    travels && companion != .full ? companion : nil, nil
                )
            }
        }
        return full(reason, reasonRule)
    }

    private func matches(
        _ rule: ConcessionRuleSet.Rule, _ profile: TransportConcession.Profile, _ trip: Trip
    ) -> Bool {
        let name = TransportConcession.ConcessionClass.choices.first { $0.value == profile.class.rawValue }?
            .name
        if let classes = rule.classes, !classes.names.contains(name ?? "") { return false }
        if let codes = rule.classCodes, !codes.contains(profile.classCode ?? -1) { return false }
        if let carriers = rule.carriers, !carriers.contains(Int(trip.carrier)) { return false }
        if let modes = rule.modes, !modes.names.contains(trip.mode.name) { return false }
        if let zones = rule.zones, !zones.names.contains("zone-\(trip.zone)") { return false }
        return true
    }

    private func holds(_ conditions: TimeConditions, _ day: Int, _ kind: String, _ minute: Int) -> Bool {
        func inBand(_ name: String) -> Bool {
            form.timeBands?.first { $0.name == name }?.hours.contains { hours in
                guard hours.days?.names.contains(kind) ?? true else { return false }
                return hours.from < hours.until
                    ? (hours.from..<hours.until).contains(minute)
                    : minute >= hours.from || minute < hours.until
            } ?? false
        }
        func inCalendar(_ name: String) -> Bool {
            form.calendars?.first { $0.name == name }?.ranges
                .contains { ($0.first.rawValue...$0.last.rawValue).contains(day) } ?? false
        }
        return conditions.days?.names.contains(kind) ?? true
            && conditions.times?.contains(where: inBand) ?? true
            && !(conditions.exceptTimes ?? []).contains(where: inBand)
            && conditions.calendars?.contains(where: inCalendar) ?? true
            && !(conditions.exceptCalendars ?? []).contains(where: inCalendar)
    }

    private func local(_ time: NumericDate) -> (day: Int, minute: Int) {
        let offset = form.utcOffsets.last { Int64($0.from) <= time.epochSeconds } ?? form.utcOffsets[0]
        let seconds = Int(time.epochSeconds) + offset.minutes * 60
        let days = { (seconds: Int) in Int((Double(seconds) / 86_400).rounded(.down)) }
        return (days(seconds - (form.dayBegins ?? 0) * 60), (seconds - days(seconds) * 86_400) / 60)
    }

    private func dayKind(_ day: Int) -> String {
        if let special = form.specialDays?.first(where: { $0.day.rawValue == day }) {
            return ConcessionRuleSet.CountedDay.choices[Int(special.countsAs.rawValue)].name
        }
        // 1970-01-01 was a Thursday.
        let names = ["thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday"]
        return names[(day + 7) % 7]
    }
}

extension RecordBitSet {
    var names: [String] { Self.choices.filter { rawValue & 1 << UInt64($0.value) != 0 }.map(\.name) }
}
