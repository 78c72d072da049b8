public import COSE
public import CardRecords

/// One trip as the gate knows it.
public struct Trip: Equatable, Sendable {
    /// Operator part of EN 1545 NetworkId, 0…4095.
    public var network: UInt16
    /// The carrier's number in the region's list.
    public var carrier: UInt16
    public var mode: VehicleMode
    /// 1…16; 0 when the network has no zones. A zone outside 1…16 is in no record's and no rule's zones.
    public var zone: UInt8
    /// Where the gate stands or the vehicle is. No rule asks for it; anti-passback does.
    public var stop: UInt32
    public var time: NumericDate

    public init(
        network: UInt16, carrier: UInt16, mode: VehicleMode, zone: UInt8, stop: UInt32, time: NumericDate
    ) {
        self.network = network
        self.carrier = carrier
        self.mode = mode
        self.zone = zone
        self.stop = stop
        self.time = time
    }
}

/// A kind of transport. EN 1545 VehicleClass; the numbers are the bits of `vehicle-mode` in CardSchemas.
public enum VehicleMode: UInt8, CaseIterable, Sendable {
    case metro = 0
    case tram = 1
    case trolleybus = 2
    case bus = 3
    case minibus = 4
    case suburbanTrain = 5
    case ferry = 6
    case funicular = 7

    /// The name in CDDL and JSON: "suburban-train".
    public var name: String { choice?.name ?? "" }

    public init?(name: String) {
        guard let mode = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = mode
    }

    /// What people call it.
    public func title(in language: DisplayLanguage) -> String { choice?.title[language] ?? "" }

    private var choice: ChoiceDescriptor? {
        ConcessionRuleSet.VehicleModes.choices.first { $0.value == Int64(rawValue) }
    }
}
