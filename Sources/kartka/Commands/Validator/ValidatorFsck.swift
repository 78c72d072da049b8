import CardRecords
import Receipts

/// `kartka validator fsck DIR`.
enum ValidatorFsck {
    static let command = Command(
        "validator", "fsck",
        summary: Text(
            uk: "перевіряє журнал квитанцій, нічого не змінюючи",
            en: "checks a journal of receipts and changes nothing",
            ru: "проверяет журнал квитанций, ничего не меняя"),
        details: Text(
            uk:
                "Статус 0 – журнал цілий (обірваний запис наприкінці, про який нікому не сказано, теж "
                + "нормальний), 1 – щось пошкоджено або бракує, 2 – бракує ключа, щоб сказати. Працює поруч "
                + "із валідатором, що веде журнал.",
            en:
                "Status 0: the journal is whole (a torn write at its end that nobody was told of is normal), "
                + "1: something is damaged or missing, 2: a key is missing to say so. It works beside a "
                + "validator that appends to the journal.",
            ru:
                "Статус 0 – журнал цел (оборванная запись в конце, о которой никому не сказано, тоже "
                + "нормальна), 1 – что-то повреждено или пропало, 2 – не хватает ключа, чтобы сказать. "
                + "Работает и рядом с валидатором, который ведёт журнал."),
        options: JournalPlace.checks,
        arguments: [JournalPlace.argument],
        examples: [
            .init(
                "validator fsck /var/lib/kartka/gate-7",
                Text(uk: "Чи цілий журнал:", en: "Whether a journal is whole:", ru: "Цел ли журнал:")),
            .init(
                "validator fsck --json --validator-key gate-7.cosekey gate-7/receipts",
                Text(
                    uk: "Те саме для програм, за зареєстрованим ключем:",
                    en: "The same for programs, by the registered key:",
                    ru: "То же для программ, по зарегистрированному ключу:")),
        ],
        statuses: [
            .refused, .undetermined, .badData, .noInput, .inputOutput, .noPermission, .badConfiguration,
        ],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let place = try JournalPlace(invocation.values.positional.first ?? "")
        let keys = try JournalPlace.keys(invocation.values)
        let records = try JournalPlace.records(invocation)
        let inspection: JournalInspection
        do throws(JournalError) {
            inspection = try JournalInspection(of: place.journal, validatorKeys: keys, records: records)
        } catch { throw JournalFailure.failure(error, place.journal) }
        InspectionReport(inspection, hasGivenKeys: keys != nil).print(on: invocation.console)
        return ExitStatus(inspection.outcome)
    }
}

/// What an inspection came to, for people and as JSON.
struct InspectionReport {
    private let inspection: JournalInspection
    private let hasGivenKeys: Bool

    init(_ inspection: JournalInspection, hasGivenKeys: Bool) {
        self.inspection = inspection
        self.hasGivenKeys = hasGivenKeys
    }

    func print(on console: Console) { print(on: console, withReceiptFindings: true) }

    /// Behind a list that has told the receipts' own findings.
    func printSummary(on console: Console) { print(on: console, withReceiptFindings: false) }

    private func print(on console: Console, withReceiptFindings: Bool) {
        let faults = inspection.faults.filter { fault in
            if case .receipt = fault.problem { withReceiptFindings } else { true }
        }
        console.print(json: json(faults, console.language)) { people(faults, on: console) }
    }

    private func json(_ faults: [JournalInspection.JournalFault], _ language: Language) -> JSONValue {
        .document([
            ("outcome", .text(ReceiptReport.word(inspection.outcome))),
            ("receipts", .number(Int64(inspection.receiptCount))),
            ("lastSequence", inspection.last.map { .number(Int64($0.sequence.rawValue)) } ?? .null),
            ("lastHash", .text(orNull: inspection.last?.hash.description)),
            ("totals", inspection.totals.json),
            (
                "segments",
                .array(
                    inspection.segments.map {
                        .object([
                            ("name", .text($0.name)), ("receipts", .number(Int64($0.receiptCount))),
                            ("bytes", .number(Int64($0.byteCount))),
                        ])
                    })
            ),
            ("tornBytes", .number(Int64(inspection.tornBytes))),
            ("inUse", .bool(inspection.isInUse)),
            ("batches", .number(Int64(inspection.batchCount))),
            ("acknowledgedThrough", .number(Int64(inspection.acknowledgedThrough.rawValue))),
            ("strangers", .array(inspection.strangers.map { .text($0) })),
            ("registeredKeys", .bool(hasGivenKeys)),
            ("faults", .array(faults.map { $0.json(in: language) })),
        ])
    }

    private func people(_ faults: [JournalInspection.JournalFault], on console: Console) {
        let language = console.language
        console.print(console.styledWord(inspection.outcome))
        var table = TextTable()
        inspection.totals.add(to: &table, language)
        if let last = inspection.last {
            table.add(
                .init(ReceiptPhrase.last.text[language], .key), .init("\(last.sequence)  \(last.hash)"))
        }
        table.add(
            .init(ReceiptPhrase.segments.text[language], .key), .init("\(inspection.segments.count)"))
        table.add(.init(ReceiptPhrase.batches.text[language], .key), .init("\(inspection.batchCount)"))
        if inspection.acknowledgedThrough != .none {
            table.add(
                .init(ReceiptPhrase.acknowledgedThrough.text[language], .key),
                .init("\(inspection.acknowledgedThrough)"))
        }
        if !inspection.strangers.isEmpty {
            table.add(
                .init(ReceiptPhrase.strangers.text[language], .key),
                .init(inspection.strangers.map(\.printable).joined(separator: ", ")))
        }
        table.print(on: console, indent: "  ")
        if inspection.tornBytes > 0 {
            let bytes = CountedText.bytes.text(for: inspection.tornBytes)
            console.print("  " + ReceiptPhrase.torn.text.with("bytes", bytes)[language])
        }
        for fault in faults {
            console.print(
                "  "
                    + console.styled(fault.line(in: language), fault.outcome == .refused ? .bad : .doubtful))
        }
        if inspection.isInUse { console.note(ReceiptPhrase.inUse.text) }
        if !hasGivenKeys { console.note(ReceiptPhrase.ownKeys.text) }
    }
}
