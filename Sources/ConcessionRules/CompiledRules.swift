internal import COSE
internal import CardRecords

/// A rule set in the form in which it decides: tables to look up, nothing to interpret.
struct CompiledRules {
    let index: RuleIndex
    let table: TimeTable
    let calendar: LocalCalendar
    let rules: [CompiledRule]
    private let restrictions: [(code: Int, mask: TimeMask)]
    private let oldestRecord: Int
    private let payer: UInt8
    private let passbackMinutes: UInt8

    /// - Parameter form: consistent.
    init(_ form: ConcessionRuleSet) {
        table = TimeTable(form)
        index = RuleIndex(form, table)
        calendar = LocalCalendar(form)
        rules = form.rules.map { CompiledRule($0) }
        restrictions = (form.restrictions ?? [])
            .map { (code: $0.code, mask: TimeMask($0.conditions, in: form)) }
            .sorted { $0.code < $1.code }
        oldestRecord = form.oldestRecord ?? 0
        payer = UInt8(clamping: form.payer)
        passbackMinutes = UInt8(clamping: form.passbackMinutes ?? 0)
    }

    /// The trip's place in the dimensions of time.
    private struct Moment {
        let time: LocalTime
        let segment: Int
        let dayRange: Int
    }

    func decide(
        _ concession: TransportConcession, _ trip: Trip, _ used: (QuotaCounter) -> UInt32,
        _ decision: inout FareDecision
    ) {
        let time = calendar.localTime(at: trip.time)
        let moment = Moment(
            time: time, segment: table.segment(time.kind, minute: time.minute),
            dayRange: table.dayRange(time.day))
        if let reason = limit(of: concession, trip, moment) {
            decision.reason = reason
            return
        }
        var matching = index.everyRule
        index.narrow(&matching, to: index.modeRows[Int(trip.mode.rawValue)])
        index.narrow(&matching, to: index.zoneRow(trip.zone))
        index.narrow(&matching, to: index.carrierRow(trip.carrier))
        index.narrow(&matching, to: index.segmentRows[moment.segment])
        index.narrow(&matching, to: index.dayRangeRows[moment.dayRange])
        decision.reason = .groundsEnded
        for number in 0..<min(concession.profiles.count, RuleLimits.profilesMax) {
            let profile = concession.profiles[number]
            if let last = profile.validUntil, last < time.day { continue }
            decision.tell(.noRule, rule: nil)
            let code = profile.classCode.map { UInt8(clamping: $0) }
            var candidates = matching
            index.narrow(&candidates, to: index.classRows[Int(profile.class.rawValue)])
            index.narrow(&candidates, to: index.codeRow(code))
            let ground = Ground(number: UInt8(number), profile: profile, code: code, day: time.day)
            switch judge(ground, candidates, concession, used, &decision) {
            case .decided: return
            case .nextGround: continue
            }
        }
    }

    /// What the record itself says against the trip.
    private func limit(
        of concession: TransportConcession, _ trip: Trip, _ moment: Moment
    ) -> NoConcession? {
        if concession.rulesVersion < oldestRecord { return .recordTooOld }
        if let modes = concession.modes, modes.rawValue & (1 << UInt64(trip.mode.rawValue)) == 0 {
            return .otherMode
        }
        if let zones = concession.zones {
            guard (1...RuleLimits.zonesMax).contains(Int(trip.zone)),
                zones.rawValue & (1 << UInt64(trip.zone - 1)) != 0
            else { return .otherZone }
        }
        if let halfDays = concession.halfDays, halfDays.rawValue & calendar.halfDay(of: moment.time) == 0 {
            return .otherHalfDay
        }
        guard let code = concession.timeRestriction else { return nil }
        let past = restrictions.firstIndexPast { $0.code <= code }
        guard past > 0, restrictions[past - 1].code == code else { return .restrictionUnknown }
        let mask = restrictions[past - 1].mask
        let holds =
            mask.holds(moment.time.kind, bands: table.bands(inSegment: moment.segment))
            && mask.holds(calendars: table.calendars(inDayRange: moment.dayRange))
        return holds ? nil : .restrictedTime
    }

    private enum Course { case decided, nextGround }

    /// Tries the rules that match a ground, from the first on.
    private func judge(
        _ ground: Ground, _ matching: RuleBits, _ concession: TransportConcession,
        _ used: (QuotaCounter) -> UInt32, _ decision: inout FareDecision
    ) -> Course {
        var candidates = matching
        while let place = candidates.removeFirst() {
            let rule = rules[place]
            let fare = rule.fare ?? Fare(ground.profile)
            guard fare != .full else {
                decision.tell(.fullByRule, rule: rule.number)
                return .nextGround
            }
            guard let quotas = Quotas(of: rule, ground, used) else {
                decision.tell(.quotaUsedUp, rule: rule.number)
                switch rule.whenUsedUp {
                case .nextRule: continue
                case .nextGround: return .nextGround
                case .fullFare: return .decided
                }
            }
            let hasFlag = concession.flags?.contains(.companion) ?? false
            decision.grant(fare, by: rule.number, profile: ground.number, ground.profile.class, quotas)
            decision.payer = rule.payer ?? concession.payer.map { UInt8(clamping: $0) } ?? payer
            decision.companion = rule.companion.fare(hasFlag: hasFlag)
            decision.passbackMinutes =
                rule.passbackMinutes ?? concession.passbackMinutes.map { UInt8(clamping: $0) }
                ?? passbackMinutes
            return .decided
        }
        return .nextGround
    }
}

/// One profile of the record, on one day.
struct Ground {
    /// Its place in the record, from 0.
    let number: UInt8
    let profile: TransportConcession.Profile
    let code: UInt8?
    let day: EpochDay
}

/// The quotas that a trip counts against.
struct Quotas {
    private(set) var record: CountedQuota?
    private(set) var rule: CountedQuota?

    /// Nil when one of them is used up. The record's quota is of its own discount, so it counts where the
    /// rule leaves the fare to the record.
    init?(of rule: CompiledRule, _ ground: Ground, _ used: (QuotaCounter) -> UInt32) {
        if rule.fare == nil, let quota = ground.profile.quota {
            let owner = QuotaCounter.Owner.ground(ground.profile.class, code: ground.code)
            record = CountedQuota(
                QuotaCounter(owner, quota.period, on: ground.day), UInt16(clamping: quota.trips), used)
            if record == nil { return nil }
        }
        if let quota = rule.quota {
            let counter = QuotaCounter(.rule(rule.number), quota.period, on: ground.day)
            self.rule = CountedQuota(counter, quota.trips, used)
            if self.rule == nil { return nil }
        }
    }
}
