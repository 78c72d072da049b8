import COSE
import CardRecords
import ConcessionRules

/// `kartka rules try -i FILE --record FILE --mode MODE …`.
enum RulesTry {
    static let record = Option(
        "record", .file, .file, required: true,
        help: Text(
            uk: "Транспортна пільга в JSON, як її дає record template",
            en: "A transport concession as JSON, as record template makes it",
            ru: "Транспортная льгота в JSON, как её даёт record template"))
    static let mode = Option(
        "mode", .choice(VehicleMode.allCases.map(\.name)), .type, required: true,
        help: Text(uk: "Вид транспорту", en: "The kind of transport", ru: "Вид транспорта"))
    static let zone = Option(
        "zone", .number(0...16), .number, default: "1",
        help: Text(
            uk: "Зона; 0, якщо мережа їх не має", en: "The zone; 0 if the network has none",
            ru: "Зона; 0, если у сети их нет"))
    static let carrier = Option(
        "carrier", .number(0...65535), .number, default: "0",
        help: Text(uk: "Номер перевізника", en: "The carrier's number", ru: "Номер перевозчика"))
    static let network = Option(
        "network", .number(0...4095), .number,
        help: Text(
            uk: "Номер мережі; типово – та, чиї правила",
            en: "The network's number; by default the rules' own",
            ru: "Номер сети; по умолчанию – та, чьи правила"))
    static let at = Option(
        "at", .time, .time,
        help: Text(
            uk: "Станом на цей час, а не на тепер", en: "As of this time instead of now",
            ru: "На это время, а не на сейчас"))
    static let used = Option(
        "used", .text, .value, repeated: true,
        help: Text(
            uk: "Уже використані поїздки: «rule 31 20» за правилом, «student 60» за записом",
            en: "Trips used already: “rule 31 20” under a rule, “student 60” of the record",
            ru: "Уже использованные поездки: «rule 31 20» по правилу, «student 60» по записи"))
    static let fullFare = Option(
        "full-fare", .number(0...100_000_000), .number,
        help: Text(
            uk: "Повна вартість у найменших одиницях: тоді буде й сума",
            en: "The full fare in minor units: then the amount is told too",
            ru: "Полная стоимость в наименьших единицах: тогда будет и сумма"))

    static let command = Command(
        "rules", "try",
        summary: Text(
            uk: "вирішує одну поїздку за правилами й каже, чому так",
            en: "decides one trip by the rules and says why",
            ru: "решает одну поездку по правилам и говорит, почему так"),
        details: Text(
            uk: "Нічого не перевіряє, крім правил: ні підпису, ні строку запису. Є пільга – 0, немає – 1.",
            en:
                "Nothing but the rules is asked: no signature, no validity of the record. 0 for a "
                + "concession, 1 "
                + "for none.",
            ru: "Не проверяет ничего, кроме правил: ни подписи, ни срока записи. Льгота есть – 0, нет – 1."),
        options: [RulesInput.option, record, mode, zone, carrier, network, at, used, fullFare],
        examples: [
            .init(
                "rules try -i rules.json --record student.json --mode bus --at 2027-03-15T08:30:00+02:00",
                Text(
                    uk: "Студент в автобусі вранці:", en: "A student on a bus in the morning:",
                    ru: "Студент в автобусе утром:")),
            .init(
                "rules try -i rules.cbor --record student.json --mode metro --used \"student 60\" --json",
                Text(
                    uk: "Коли поїздки вже вичерпано, у JSON:", en: "With the trips used up, as JSON:",
                    ru: "Когда поездки уже исчерпаны, в JSON:")),
        ],
        statuses: [.refused, .badData, .noInput, .badConfiguration],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let input = try RulesInput(values.required(RulesInput.option))
        let concession = try concession(from: values.required(record))
        let seconds = values.time(at) ?? ProcessEnvironment.now()
        guard let time = NumericDate(epochSeconds: seconds) else {
            throw Failure.usage("outside-years", SealPhrase.outsideYears.text).about(invocation.command)
        }
        guard let mode = VehicleMode(name: values.required(mode)) else {
            preconditionFailure("the table takes the names of modes only")
        }
        let trip = Trip(
            network: UInt16(clamping: values.number(network) ?? Int(input.rules.network)),
            carrier: UInt16(clamping: values.number(carrier) ?? 0), mode: mode,
            zone: UInt8(clamping: values.number(zone) ?? 1), stop: 0, time: time)
        let used: [QuotaCounter.Owner: UInt32]
        do {
            used = try RuleCases.used(values.texts(self.used).joined(separator: " "), for: input.rules)
        } catch {
            throw Failure.usage(
                "used", RulesPhrase.usedUnclear.text.with("word", error.word.printable)
            ).about(invocation.command)
        }
        let decision = input.rules.decide(concession, trip) { used[$0.owner] ?? 0 }
        DecisionReport(
            decision: decision, input: input, time: time,
            fullFare: values.number(fullFare).map { UInt32(clamping: $0) }
        ).print(on: invocation.console)
        return decision.isConcession ? .accepted : .refused
    }

    private static func concession(from path: String) throws(Failure) -> TransportConcession {
        let text = try InputFile.read(path)
        do {
            guard case .transportConcession(let concession) = try Record(.transportConcession, json: text)
            else {
                preconditionFailure("a record is of the type that it was read as")
            }
            return concession
        } catch {
            throw FormFailure.failure(error, path)
        }
    }
}
