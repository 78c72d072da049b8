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
