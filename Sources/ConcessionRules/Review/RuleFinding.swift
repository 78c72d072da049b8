public import CardRecords

/// Something in a rule set that its writer ought to look at. The set is valid all the same.
public struct RuleFinding: Equatable, Sendable {
    public let kind: Kind
    /// Where in the form.
    public let path: RecordPath

    public enum Kind: Equatable, Sendable {
        /// No record and no trip lead to this rule: its conditions contradict each other, or rules before it
        /// take all of it.
        case neverMatches(rule: UInt16)
        /// Rules before it take a part of this rule's cases.
        case partlyHidden(rule: UInt16, by: [UInt16])
        /// No rule speaks of this class at all.
        case classWithoutRule(TransportConcession.ConcessionClass)
        /// Rules speak of this class, but not of all its trips; one that is left out.
        case gap(TransportConcession.ConcessionClass, example: TripSketch)
        /// All days of this calendar lie before the rules take effect.
        case calendarOver(name: String)
        /// No rule, no restriction and no time band uses this name.
        case unused(name: String)
        /// The day changes inside these hours, so that their days don't mean the whole of them.
        case dayChangesInside(name: String)
        /// The table of UTC offsets ends long before the next set is due.
        case offsetsEnd
        /// More combinations than are looked at: nothing is said on rules that never match, nor on gaps.
        case tooManyCombinations
    }

    /// Whether the set most likely doesn't do what was meant; else a note.
    public var isWarning: Bool {
        switch kind {
        case .neverMatches, .calendarOver, .dayChangesInside, .offsetsEnd: true
        case .partlyHidden, .classWithoutRule, .gap, .unused, .tooManyCombinations: false
        }
    }

    /// Stable, for programs: "never-matches".
    public var code: String {
        switch kind {
        case .neverMatches: "never-matches"
        case .partlyHidden: "partly-hidden"
        case .classWithoutRule: "class-without-rule"
        case .gap: "gap"
        case .calendarOver: "calendar-over"
        case .unused: "unused"
        case .dayChangesInside: "day-changes-inside"
        case .offsetsEnd: "offsets-end"
        case .tooManyCombinations: "too-many-combinations"
        }
    }
}

/// One of the trips that are alike for the rules.
public struct TripSketch: Equatable, Sendable {
    public let mode: VehicleMode
    /// 0 for a trip outside all zones.
    public let zone: UInt8
    /// Nil for a carrier that no rule names.
    public let carrier: UInt16?
    /// The region's own code of the ground; nil for one that no rule names, or for none.
    public let classCode: UInt8?
    /// 0 for Monday … 6 for Sunday, 7 for a holiday.
    public let day: UInt8
    /// Of the local clock, from which on it is so.
    public let minute: Int
    /// From this day on; nil where calendars make no difference.
    public let from: EpochDay?
}
