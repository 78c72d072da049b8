public import CardRecords

/// Which trips of a card are counted together.
public struct QuotaCounter: Hashable, Sendable {
    public enum Owner: Hashable, Sendable {
        /// Trips on one ground of the record: its class and, if it has one, the region's own code.
        case ground(TransportConcession.ConcessionClass, code: UInt8?)
        /// Trips under the rule of this number, whatever the ground.
        case rule(UInt16)
    }

    public let owner: Owner
    public let period: TransportConcession.QuotaPeriod
    /// First day of the calendar period, by the network's days; weeks begin on Monday.
    public let firstDay: EpochDay

    public init(owner: Owner, period: TransportConcession.QuotaPeriod, firstDay: EpochDay) {
        self.owner = owner
        self.period = period
        self.firstDay = firstDay
    }

    init(_ owner: Owner, _ period: TransportConcession.QuotaPeriod, on day: EpochDay) {
        self.owner = owner
        self.period = period
        firstDay = day.first(of: period)
    }

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

/// A quota that had a trip left, for this one.
public struct CountedQuota: Equatable, Sendable {
    public let counter: QuotaCounter
    /// Trips of the period.
    public let limit: UInt16
    /// Trips before this one; below `limit`.
    public let used: UInt32

    /// Nil when no trip is left.
    init?(_ counter: QuotaCounter, _ limit: UInt16, _ count: (QuotaCounter) -> UInt32) {
        let used = count(counter)
        guard used < limit else { return nil }
        self.counter = counter
        self.limit = limit
        self.used = used
    }

    /// Trips that are left after this one.
    public var left: UInt32 { UInt32(limit) - used - 1 }
}

extension EpochDay {
    /// First day of the calendar period that has this day.
    func first(of period: TransportConcession.QuotaPeriod) -> EpochDay {
        let civil = civil
        return switch period {
        case .day: self
        case .week: EpochDay(clamping: rawValue - LocalTime.weekday(ofDay: rawValue))
        case .month: EpochDay(year: civil.year, month: civil.month, day: 1) ?? self
        case .quarter: EpochDay(year: civil.year, month: (civil.month - 1) / 3 * 3 + 1, day: 1) ?? self
        case .year: EpochDay(year: civil.year, month: 1, day: 1) ?? self
        }
    }
}
