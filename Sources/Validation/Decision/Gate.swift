public import ConcessionRules

/// Where a card is held to: what the rules and the receipt say of the place.
public struct Gate: Equatable, Sendable {
    /// Operator part of EN 1545 NetworkId, 0…4095.
    public var network: UInt16
    /// The carrier's number in the region's list.
    public var carrier: UInt16
    /// The carrier's number of the line; 0 where there is none.
    public var route: UInt32
    /// Where the gate stands, or which vehicle it is in: a second tap at the same carrier's same stop is
    /// passback.
    public var stop: UInt32
    public var mode: VehicleMode
    /// 1…16; 0 when the network has no zones.
    public var zone: UInt8

    public init(
        network: UInt16, carrier: UInt16, route: UInt32 = 0, stop: UInt32, mode: VehicleMode, zone: UInt8 = 0
    ) {
        self.network = network
        self.carrier = carrier
        self.route = route
        self.stop = stop
        self.mode = mode
        self.zone = zone
    }

    /// What counts as one place.
    var place: UInt64 { UInt64(carrier) << 32 | UInt64(stop) }
}
