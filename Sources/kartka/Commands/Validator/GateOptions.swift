import ConcessionRules
import Validation

/// Where the gate of this command stands.
enum GateOptions {
    static let network = Option(
        "network", .number(0...4_095), .number, required: true,
        help: Text(
            uk: "Номер мережі (EN 1545 NetworkId)", en: "The network's number (EN 1545 NetworkId)",
            ru: "Номер сети (EN 1545 NetworkId)"))
    static let carrier = Option(
        "carrier", .number(0...65_535), .number, required: true,
        help: Text(
            uk: "Номер перевізника", en: "The carrier's number", ru: "Номер перевозчика"))
    static let stop = Option(
        "stop", .number(0...4_294_967_295), .number, required: true,
        help: Text(
            uk: "Номер зупинки або транспортного засобу: тут картку не приймають двічі поспіль",
            en: "The number of the stop or the vehicle: here a card isn't taken twice in a row",
            ru: "Номер остановки или транспортного средства: здесь карту не принимают дважды подряд"))
    static let route = Option(
        "route", .number(0...4_294_967_295), .number, default: "0",
        help: Text(uk: "Номер маршруту", en: "The line's number", ru: "Номер маршрута"))
    static let mode = Option(
        "mode", .choice(modes.map(\.name)), .value, default: "bus",
        help: Text(
            uk: "Вид транспорту: metro, tram, trolleybus, bus, minibus, suburban-train, ferry, funicular",
            en: "Kind of transport: metro, tram, trolleybus, bus, minibus, suburban-train, ferry, funicular",
            ru: "Вид транспорта: metro, tram, trolleybus, bus, minibus, suburban-train, ferry, funicular"))
    static let zone = Option(
        "zone", .number(0...16), .number, default: "0",
        help: Text(
            uk: "Тарифна зона, 1…16; 0 – мережа без зон",
            en: "The fare zone, 1…16; 0 for a network without zones",
            ru: "Тарифная зона, 1…16; 0 – сеть без зон"))

    static let all = [network, carrier, stop, route, mode, zone]

    private static let modes: [(name: String, mode: VehicleMode)] = [
        ("metro", .metro), ("tram", .tram), ("trolleybus", .trolleybus), ("bus", .bus),
        ("minibus", .minibus), ("suburban-train", .suburbanTrain), ("ferry", .ferry),
        ("funicular", .funicular),
    ]

    /// The options have been checked against their ranges.
    static func gate(_ values: ArgumentValues) -> Gate {
        let word = values.required(mode)
        return Gate(
            network: UInt16(clamping: values.number(network) ?? 0),
            carrier: UInt16(clamping: values.number(carrier) ?? 0),
            route: UInt32(clamping: values.number(route) ?? 0),
            stop: UInt32(clamping: values.number(stop) ?? 0),
            mode: modes.first { $0.name == word }?.mode ?? .bus,
            zone: UInt8(clamping: values.number(zone) ?? 0))
    }
}
