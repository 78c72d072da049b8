internal import CardRecords

/// What a passenger with a concession pays for one trip.
public enum Fare: Equatable, Sendable {
    case free
    /// Percent of the full fare that is taken off, 1…99.
    case discount(percent: UInt8)
    /// In the currency's minor unit.
    case fixed(minorUnits: UInt32)
    /// No rule grants a concession here.
    case full
}
