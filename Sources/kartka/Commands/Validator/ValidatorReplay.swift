import CardCrypto
import CardRecords
import Receipts

/// `kartka validator replay DIR|BATCH`.
enum ValidatorReplay {
    static let numbers = Option(
        "numbers", .flag,
        help: Text(
            uk: "Показувати номери карток повністю", en: "Show card numbers whole",
            ru: "Показывать номера карт полностью"))

    static let command = Command(
        "validator", "replay",
        summary: Text(
            uk: "показує й перевіряє квитанції журналу або пакета",
            en: "shows and checks the receipts of a journal or a batch",
            ru: "показывает и проверяет квитанции журнала или пакета"),
        details: Text(
            uk:
                "Перевіряє ланцюжок, номери, підпис валідатора, підпис і лічильник картки; з --trust-list "
                + "і --root-key – також записи. Без --validator-key журнал звіряють за його власним ключем, "
                + "а пакет лишається невизначеним. З --json – по рядку на квитанцію, останній – підсумок.",
            en:
                "Checks the chain, the numbers, the validator's signature, the card's signature and counter; "
                + "with --trust-list and --root-key the records, too. Without --validator-key a journal is "
                + "checked by its own key, and a batch stays undetermined. With --json one line for each "
                + "receipt, the last one sums up.",
            ru:
                "Проверяет цепочку, номера, подпись валидатора, подпись и счётчик карты; с --trust-list "
                + "и --root-key – и записи. Без --validator-key журнал сверяют по его собственному ключу, "
                + "а пакет остаётся неопределённым. С --json – по строке на квитанцию, последняя – итог."),
        options: JournalPlace.checks + [numbers],
        arguments: [
            Argument(
                .file, .file,
                help: Text(
                    uk: "Каталог валідатора чи журналу або файл пакета",
                    en: "The directory of a validator or journal, or a batch file",
                    ru: "Каталог валидатора или журнала либо файл пакета"))
        ],
        examples: [
            .init(
                "validator replay /var/lib/kartka/gate-7",
                Text(
                    uk: "Що було на турнікеті:", en: "What happened at a gate:", ru: "Что было на турникете:")
            ),
            .init(
                "validator replay -k gate-7.cosekey -t trust-list.cbor -r root.key 7-1-4096.batch",
                Text(
                    uk: "Розрахунковий центр перевіряє пакет:", en: "The settlement office checks a batch:",
                    ru: "Расчётный центр проверяет пакет:")),
        ],
        statuses: [
            .refused, .undetermined, .badData, .noInput, .inputOutput, .noPermission, .badConfiguration,
        ],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let path = invocation.values.positional.first ?? ""
        let keys = try JournalPlace.keys(invocation.values)
        let records = try JournalPlace.records(invocation)
        let console = invocation.console
        let showsNumbers = invocation.values.has(numbers)
        let show = { (result: ReceiptChecker.Result) in
            ReceiptReport(result: result, showsNumbers: showsNumbers).print(on: console)
        }
        if JournalPlace.isDirectory(path) {
            let place = try JournalPlace(path)
            let inspection: JournalInspection
            do throws(JournalError) {
                inspection = try JournalInspection(
                    of: place.journal, validatorKeys: keys, records: records, visit: show)
            } catch { throw JournalFailure.failure(error, place.journal) }
            InspectionReport(inspection, hasGivenKeys: keys != nil).printSummary(on: console)
            return ExitStatus(inspection.outcome)
        }
        let bytes = try InputFile.read(path, bytesMax: ReceiptBatch.bytesMax)
        let batch: ReceiptBatch
        do { batch = try ReceiptBatch(parsing: bytes) } catch {
            throw Failure(
                .badData, "not-a-batch",
                ReceiptProblem.notABatch.text.with("path", path.printable).with("cause", "\(error)"))
        }
        let check = batch.check(validatorKeys: keys ?? [], records: records, visit: show)
        summarise(batch, check, on: console)
        return ExitStatus(check.outcome)
    }

    private static func summarise(_ batch: ReceiptBatch, _ check: BatchCheck, on console: Console) {
        let language = console.language
        let json = JSONValue.document([
            ("outcome", .text(ReceiptReport.word(check.outcome))),
            ("batch", .text(batch.hash.description)),
            ("first", .number(Int64(batch.manifest.first.rawValue))),
            ("last", .number(Int64(batch.manifest.last.rawValue))),
            ("totals", check.totals.json),
            ("findings", .array(check.problems.map { $0.json(in: language) })),
        ])
        console.print(json: json) {
            var table = TextTable()
            check.totals.add(to: &table, language)
            console.print(console.styledWord(check.outcome))
            table.print(on: console, indent: "  ")
            for problem in check.problems { console.print("  " + problem.text(in: language)) }
        }
    }
}

extension Console {
    /// Whether something is whole, in its colour.
    func styledWord(_ outcome: Outcome) -> String {
        switch outcome {
        case .accepted: styled(ReceiptPhrase.whole.text[language], .good)
        case .refused: styled(ReceiptPhrase.broken.text[language], .bad)
        case .undetermined: styled(ReceiptPhrase.unclear.text[language], .doubtful)
        }
    }
}
