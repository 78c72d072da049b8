public import COSE

/// The rule sets that lie side by side: what holds now, and what is going to.
///
/// A new set takes effect at its time by being asked for; nothing is loaded or restarted then.
public struct RuleShelf: Sendable {
    /// In any order; sets of several networks may lie together.
    public let sets: [RuleSet]

    public init(_ sets: [RuleSet]) {
        self.sets = sets
    }

    /// The set that is in force in `network` at `time`: of those that have taken effect the one with the
    /// highest version, so that a set that was replaced never comes back. Nil when none has.
    public func inForce(network: UInt16, at time: NumericDate) -> RuleSet? {
        var chosen: RuleSet?
        for set in sets where set.network == network && set.takesEffect <= time {
            if chosen.map({ $0.version <= set.version }) ?? true { chosen = set }
        }
        return chosen
    }
}
