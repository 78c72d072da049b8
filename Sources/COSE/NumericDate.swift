/// A moment in whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted. RFC 8392 §2.
///
/// 0…253 402 300 799, the end of the year 9999; fractions are not used.
public struct NumericDate: Hashable, Comparable, Sendable {
    public let epochSeconds: Int64

    public static let latest = NumericDate(unchecked: 253_402_300_799)

    /// Nil outside the years 1970…9999.
    public init?(epochSeconds: Int64) {
        guard (0...Self.latest.epochSeconds).contains(epochSeconds) else { return nil }
        self.init(unchecked: epochSeconds)
    }

    private init(unchecked epochSeconds: Int64) {
        self.epochSeconds = epochSeconds
    }

    public static func < (left: NumericDate, right: NumericDate) -> Bool {
        left.epochSeconds < right.epochSeconds
    }

    /// Nil when the sum leaves the years 1970…9999.
    public func advanced(bySeconds seconds: Int64) -> NumericDate? {
        let (sum, overflow) = epochSeconds.addingReportingOverflow(seconds)
        return overflow ? nil : NumericDate(epochSeconds: sum)
    }
}
