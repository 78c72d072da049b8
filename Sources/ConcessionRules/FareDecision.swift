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
}

/// Why a trip has no concession. The raw value never changes its meaning.
///
/// Where several hold, the one that is nearest to a concession is told: the last of this order.
public enum NoConcession: UInt8, CaseIterable, Sendable, Comparable {
    /// Record, trip and rule set are not all of one network.
    case otherNetwork = 1
    /// The record was issued under rules that don't hold any more.
    case recordTooOld = 2
    /// The record is not for this kind of transport.
    case otherMode = 3
    /// The record is not for this zone.
    case otherZone = 4
    /// The record is not for this half-day.
    case otherHalfDay = 5
    /// The rule set doesn't have the record's time restriction.
    case restrictionUnknown = 6
    /// The record's time restriction leaves this time out.
    case restrictedTime = 7
    /// The last day of every profile has passed.
    case groundsEnded = 8
    /// No rule speaks of this class here and now.
    case noRule = 9
    /// The rule that matches says "full fare", or leaves it to the record, which gives nothing.
    case fullByRule = 10
    /// The trips of the period have been used up.
    case quotaUsedUp = 11

    /// Stable, for programs: "quota-used-up".
    public var code: String {
        switch self {
        case .otherNetwork: "other-network"
        case .recordTooOld: "record-too-old"
        case .otherMode: "other-mode"
        case .otherZone: "other-zone"
        case .otherHalfDay: "other-half-day"
        case .restrictionUnknown: "restriction-unknown"
        case .restrictedTime: "restricted-time"
        case .groundsEnded: "grounds-ended"
        case .noRule: "no-rule"
        case .fullByRule: "full-by-rule"
        case .quotaUsedUp: "quota-used-up"
        }
    }

    public static func < (left: NoConcession, right: NoConcession) -> Bool { left.rawValue < right.rawValue }
}

/// Which trips of a card are counted together.
public struct QuotaCounter: Hashable, Sendable {
    public enum Owner: Hashable, Sendable {
        /// Trips on one ground of the record: its class and, if it has one, the region's own code.
        case ground(TransportConcession.ConcessionClass, code: UInt8?)
        /// Trips under one rule, whatever the ground.
        case rule(UInt16)
    }

    public let owner: Owner
    public let period: TransportConcession.QuotaPeriod
    /// First day of the calendar period, in local time; weeks begin on Monday.
    public let firstDay: EpochDay

    /// The counter as one number, for tables and journals; no two counters have the same.
    public var key: UInt64 {
        let ownerBits: UInt64 =
            switch owner {
            case .ground(let concessionClass, let code):
                UInt64(bitPattern: concessionClass.rawValue) & 0xFF
                    | (code.map { UInt64($0) | 0x100 } ?? 0) << 8
            case .rule(let number): UInt64(number) | 1 << 23
            }
        let days = UInt64(UInt32(truncatingIfNeeded: firstDay.rawValue))
        return days << 32 | (UInt64(bitPattern: period.rawValue) & 0xFF) << 24 | ownerBits
    }
}

/// A quota that has trips left, and this one.
public struct CountedQuota: Equatable, Sendable {
    public let counter: QuotaCounter
    /// Trips of the period.
    public let limit: UInt16
    /// Trips before this one; below `limit`.
    public let used: UInt32

    /// Trips that are left after this one.
    public var left: UInt32 { UInt32(limit) - used - 1 }
}
