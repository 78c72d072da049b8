public import COSE
public import CardRecords

/// From when and until when records hold where an applicant's form doesn't say.
public struct RecordTerms: Equatable, Sendable {
    /// Records hold this many days from their issue.
    public var days: Int64

    public static let fiveYears = RecordTerms(days: 1_826)

    public init(days: Int64) {
        self.days = days
    }

    /// The form's days, both included and in UTC; else from `now` on.
    ///
    /// - Returns: nil where a day lies before 1970 or beyond the year 9999.
    public func validity(of days: ClosedRange<EpochDay>?, issuedAt now: NumericDate) -> Validity? {
        guard let days else {
            let (seconds, overflow) = self.days.multipliedReportingOverflow(by: Self.daySeconds)
            guard !overflow, let end = now.advanced(bySeconds: seconds) else { return nil }
            return Validity(issuedAt: now, expiration: end)
        }
        guard let start = NumericDate(epochSeconds: Int64(days.lowerBound.rawValue) * Self.daySeconds),
            let end = NumericDate(epochSeconds: (Int64(days.upperBound.rawValue) + 1) * Self.daySeconds)
        else { return nil }
        return Validity(issuedAt: now, notBefore: start > now ? start : nil, expiration: end)
    }

    private static let daySeconds: Int64 = 86_400
}
