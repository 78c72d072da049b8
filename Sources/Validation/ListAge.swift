public import COSE

/// How old a list is, as far as a validator cares. Set by the operator.
public enum ListAge: Int, Comparable, Sendable {
    case fresh
    /// Usable, and told in the verdict.
    case stale
    case tooOld

    public static func < (left: ListAge, right: ListAge) -> Bool { left.rawValue < right.rawValue }
}

/// From which age on an operator doubts a list, and from which on nothing is accepted by it.
///
/// What the list itself says of its end counts besides: an operator can shorten that, not lengthen it.
public struct AgePolicy: Equatable, Sendable {
    /// Younger than this is fresh; seconds since the list was issued.
    public var freshSeconds: Int64
    /// Younger than this may be used; seconds since the list was issued.
    public var usableSeconds: Int64

    public init(freshSeconds: Int64, usableSeconds: Int64) {
        self.freshSeconds = freshSeconds
        self.usableSeconds = usableSeconds
    }

    /// - Parameters:
    ///   - end: the first second in which the list doesn't hold any more; nil for none.
    ///   - refresh: the first second in which a newer list ought to be there; nil for none.
    /// - Returns: `.fresh` also for a list of the future: whether the clock is behind is another question.
    public func age(
        issued: NumericDate, end: NumericDate?, refresh: NumericDate? = nil, at time: NumericDate
    ) -> ListAge {
        let seconds = time.epochSeconds - issued.epochSeconds  // safe: both are in 0…2^38
        if let end, time >= end { return .tooOld }
        if seconds >= usableSeconds { return .tooOld }
        if let refresh, time >= refresh { return .stale }
        return seconds >= freshSeconds ? .stale : .fresh
    }

    private static let hour: Int64 = 3_600
    private static let day: Int64 = 24 * hour

    /// Trust lists change seldom: stale after 30 days; the list's own end counts.
    public static let trustList = AgePolicy(freshSeconds: 30 * day, usableSeconds: 400 * day)
    /// Status lists come daily or oftener: stale after 26 hours, of no use after a week.
    public static let statusList = AgePolicy(freshSeconds: 26 * hour, usableSeconds: 7 * day)
    /// Rules hold for a season: stale when the set says so, of no use after two years.
    public static let rules = AgePolicy(freshSeconds: 400 * day, usableSeconds: 800 * day)
}
