import COSE
import CardCrypto
import CardRecords

/// `kartka record verify --trust-list FILE --root-key FILE FILE`.
enum RecordVerify {
    static let trustList = Option(
        "trust-list", short: "t", .file, .file, required: true,
        help: Text(
            uk: "Список довіри регіону", en: "The region's trust list", ru: "Список доверия региона"))
    static let rootKey = Option(
        "root-key", short: "r", .file, .file, required: true,
        help: Text(
            uk: "Відкритий кореневий ключ (COSE_Key), яким підписано список",
            en: "The public root key (COSE_Key) that signed the list",
            ru: "Открытый корневой ключ (COSE_Key), которым подписан список"))
    static let at = Option(
        "at", .time, .time,
        help: Text(
            uk: "Станом на цей час, а не на тепер", en: "As of this time instead of now",
            ru: "На это время, а не на сейчас"))
    static let type = Option(
        "type", .choice(RecordType.allCases.map(\.name)), .type,
        help: Text(uk: "Очікуваний вид запису", en: "The kind of record expected", ru: "Ожидаемый вид записи")
    )

    static let command = Command(
        "record", "verify",
        summary: Text(
            uk: "перевіряє запечатаний запис за списком довіри",
            en: "checks a sealed record against a trust list",
            ru: "проверяет запечатанную запись по списку доверия"),
        details: Text(
            uk:
                "Вирок – прийнято (0), відхилено (1) або не визначено (2); причини названо всі. З файла "
                + "не видно, на якій картці лежав запис: перевірка файла не викриває копії.",
            en:
                "The verdict is accepted (0), refused (1) or undetermined (2), with all reasons. A file "
                + "doesn't tell on which card the record lay: checking it doesn't find a copy.",
            ru:
                "Вердикт – принято (0), отклонено (1) или не определено (2); причины названы все. По файлу "
                + "не видно, на какой карте лежала запись: проверка файла не выявляет копии."),
        options: [trustList, rootKey, at, type],
        arguments: [RecordArguments.sealedFile],
        examples: [
            .init(
                "record verify --trust-list trust-list.cose --root-key root.cosekey transport.cwt",
                Text(
                    uk: "Чи дійсний запис тепер:", en: "Whether a record holds now:",
                    ru: "Действует ли запись:")),
            .init(
                "record verify -t trust-list.cose -r root.cosekey --at 2027-01-01 --json transport.cwt",
                Text(
                    uk: "Чи буде дійсний, у JSON:", en: "Whether it will hold, as JSON:",
                    ru: "Будет ли действовать, в JSON:")),
        ],
        statuses: [.refused, .undetermined, .badData, .noInput],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let verifier = try TrustListFile.verifier(
            list: values.required(trustList), root: values.required(rootKey))
        let path = values.positional.first ?? "-"
        let sealed = SealedRecord(bytes: try InputFile.read(path, bytesMax: SealedRecord.bytesMax))
        let seconds = values.time(at) ?? ProcessEnvironment.now()
        let verdict = verifier.verify(
            sealed,
            in: VerificationContext(
                time: NumericDate(epochSeconds: seconds), card: .none,
                recordType: values.text(type).flatMap { RecordType(name: $0) }))
        try VerdictReport(verdict).print(on: invocation.console)
        return ExitStatus(verdict.outcome)
    }
}

extension ExitStatus {
    init(_ outcome: Outcome) {
        switch outcome {
        case .accepted: self = .accepted
        case .refused: self = .refused
        case .undetermined: self = .undetermined
        }
    }
}
