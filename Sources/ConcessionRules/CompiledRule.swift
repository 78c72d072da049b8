internal import CardRecords

/// What follows from a rule, without its conditions.
struct CompiledRule {
    let number: UInt16
    /// Nil leaves it to the record.
    let fare: Fare?
    let payer: UInt8?
    let quota: RuleQuota?
    let companion: CompanionRule
    let passbackMinutes: UInt8?

    struct RuleQuota {
        let trips: UInt16
        let period: TransportConcession.QuotaPeriod
        let whenUsedUp: ConcessionRuleSet.WhenUsedUp
    }

    struct CompanionRule {
        let who: ConcessionRuleSet.CompanionWho
        let fare: Fare

        /// Nil for nobody, and for somebody who would pay the full fare.
        func fare(hasFlag: Bool) -> Fare? {
            switch who {
            case .nobody: nil
            case .flagged: hasFlag && fare != .full ? fare : nil
            case .everybody: fare != .full ? fare : nil
            }
        }
    }

    var whenUsedUp: ConcessionRuleSet.WhenUsedUp { quota?.whenUsedUp ?? .nextRule }

    init(_ rule: ConcessionRuleSet.Rule) {
        number = UInt16(clamping: rule.number)
        fare = rule.fare.map { Fare($0) }
        payer = rule.payer.map { UInt8(clamping: $0) }
        quota = rule.quota.map { quota in
            RuleQuota(
                trips: UInt16(clamping: quota.trips), period: quota.period.ofRecords,
                whenUsedUp: quota.whenUsedUp ?? .nextRule)
        }
        companion = CompanionRule(
            who: rule.companion?.who ?? .flagged, fare: rule.companion?.fare.map { Fare($0) } ?? .free)
        passbackMinutes = rule.passbackMinutes.map { UInt8(clamping: $0) }
    }
}

extension ConcessionRuleSet.QuotaPeriod {
    var ofRecords: TransportConcession.QuotaPeriod {
        switch self {
        case .day: .day
        case .week: .week
        case .month: .month
        case .quarter: .quarter
        case .year: .year
        }
    }
}

extension Fare {
    /// - Parameter fare: consistent, so that a kind which needs a value has one.
    init(_ fare: ConcessionRuleSet.Fare) {
        switch fare.kind {
        case .free: self = .free
        case .percentOff: self = .discount(percent: UInt8(clamping: fare.value ?? 1))
        case .fixedFare: self = .fixed(minorUnits: UInt16(clamping: fare.value ?? 1))
        case .full: self = .full
        }
    }

    /// What a profile of the record says. Full fare when it names a discount without saying how much, or of
    /// 0 percent; all of the fare off, or a fare of 0, is free.
    init(_ profile: TransportConcession.Profile) {
        switch (profile.discount, profile.discountValue) {
        case (nil, _): self = .free
        case (.percentOff?, nil), (.percentOff?, 0?), (.fixedFare?, nil): self = .full
        case (.percentOff?, let value?):
            self = value >= 100 ? .free : .discount(percent: UInt8(clamping: value))
        case (.fixedFare?, 0?): self = .free
        case (.fixedFare?, let value?): self = .fixed(minorUnits: UInt16(clamping: value))
        }
    }
}
