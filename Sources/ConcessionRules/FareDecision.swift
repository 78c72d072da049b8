public import CardRecords

/// What a passenger pays for one trip.
public enum Fare: Equatable, Hashable, Sendable {
    case free
    /// Percent of the full fare that is taken off, 1…99.
    case discount(percent: UInt8)
    /// In the currency's minor unit, 1…65535.
    case fixed(minorUnits: UInt16)
    case full

    /// What is to be paid, in the currency's minor unit; a fraction of it is not asked for.
    ///
    /// A fixed fare never costs more than the full one.
    public func amount(ofFull fullFare: UInt32) -> UInt32 {
        switch self {
        case .free: 0
        case .discount(let percent):
            UInt32(UInt64(fullFare) * UInt64(100 - min(percent, 100)) / 100)  // safe: not above `fullFare`
        case .fixed(let minorUnits): min(UInt32(minorUnits), fullFare)
        case .full: fullFare
        }
    }
}

/// What the rules say of one trip with one record. Every record and every trip have one.
public struct FareDecision: Equatable, Sendable {
    /// What the holder pays; ``Fare/full`` just when there is a ``reason``.
    public internal(set) var fare: Fare
    /// Why the holder pays the full fare; nil when the concession holds.
    public internal(set) var reason: NoConcession?
    /// Number of the rule that decided, also of one that says "full fare"; nil when none did.
    public internal(set) var rule: UInt16?
    /// Which of the record's profiles holds, counted from 0; nil when there is a ``reason``.
    public internal(set) var profile: UInt8?
    /// The class of that profile: the ground of the concession.
    public internal(set) var concessionClass: TransportConcession.ConcessionClass?
    /// Who makes good what the holder doesn't pay; nil when there is a ``reason``.
    public internal(set) var payer: UInt8?
    /// What somebody pays who travels with the holder; nil when nobody travels on this concession.
    public internal(set) var companion: Fare?
    /// The quota of the record that this trip counts against.
    public internal(set) var recordQuota: CountedQuota?
    /// The quota of the rule that this trip counts against.
    public internal(set) var ruleQuota: CountedQuota?
    /// Minutes within which a second tap at the same place is refused, 0…63; 0 for no such check.
    public internal(set) var passbackMinutes: UInt8
    /// Version of the rule set that decided.
    public internal(set) var rulesVersion: UInt16
    /// The record was issued under a later rule set than this: a newer one ought to be fetched.
    public internal(set) var recordIsNewer: Bool

    public var isConcession: Bool { reason == nil }

    init(fullFareBecause reason: NoConcession, rulesVersion: UInt16, recordIsNewer: Bool) {
        fare = .full
        self.reason = reason
        passbackMinutes = 0
        self.rulesVersion = rulesVersion
        self.recordIsNewer = recordIsNewer
    }

    /// Remembers why not; of several reasons the one that is nearest to a concession, and of its rules the
    /// first.
    mutating func tell(_ reason: NoConcession, rule: UInt16?) {
        guard let told = self.reason, told < reason else { return }
        self.reason = reason
        self.rule = rule
    }

    mutating func grant(
        _ fare: Fare, by rule: UInt16, profile: UInt8,
        _ concessionClass: TransportConcession.ConcessionClass, _ quotas: Quotas
    ) {
        self.fare = fare
        reason = nil
        self.rule = rule
        self.profile = profile
        self.concessionClass = concessionClass
        recordQuota = quotas.record
        ruleQuota = quotas.rule
    }
}
