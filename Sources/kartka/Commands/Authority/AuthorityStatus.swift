import COSE
import CardRecords
import Issuance
import StatusLists

/// `kartka authority status DIR [CARD-OR-RECORD…]`.
enum AuthorityStatus {
    static let command = Command(
        "authority", "status",
        summary: Text(
            uk: "показує, що відкликано, призупинено й замінено",
            en: "shows what is revoked, suspended and superseded",
            ru: "показывает, что отозвано, приостановлено и заменено"),
        details: Text(
            uk:
                "Без картки й запису – підсумок за галузями: скільки записів видано, які їхні стани, скільки "
                + "змін ще не оприлюднено. Пароль не потрібен. Статус 2 – оприлюднений перелік уже "
                + "недійсний.",
            en:
                "Without a card or record: for each domain how many records were issued, in which status "
                + "they are, and how many changes aren't published yet. No passphrase is needed. Status 2: a "
                + "published list has expired.",
            ru:
                "Без карты и записи – итог по областям: сколько записей выдано, каковы их состояния, сколько "
                + "изменений ещё не опубликовано. Пароль не нужен. Статус 2 – опубликованный перечень уже "
                + "недействителен."),
        arguments: [
            AuthorityInput.argument,
            Argument(
                .target, .text, required: false, repeated: true, help: StatusDecisionCommand.target.help),
        ],
        examples: [
            .init(
                "authority status region",
                Text(uk: "Підсумок за галузями:", en: "By domain:", ru: "Итог по областям:")),
            .init(
                "authority status region 9804000320000000016",
                Text(
                    uk: "Усі записи картки:", en: "All records of a card:", ru: "Все записи карты:")),
        ],
        statuses: [
            .refused, .undetermined, .noInput, .inputOutput, .internalFault, .badConfiguration,
        ],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let targets = try StatusDecisionCommand.targets(invocation)
        let folder = try AuthorityInput.open(invocation.values.positional.first ?? "")
        let now = try SystemClock.now()
        do throws(AuthorityError) {
            let register = try folder.statusRegister()
            guard targets.isEmpty else {
                try show(targets, in: register, on: invocation.console)
                return .accepted
            }
            let rows = try folder.publishedLists(comparedWith: register)
            print(rows, register, at: now, on: invocation.console)
            let isOverdue = rows.contains { $0.expiration.map { $0 <= now } ?? false }
            return isOverdue ? .undetermined : .accepted
        } catch { throw AuthorityFailure.failure(error) }
    }

    private static func show(
        _ targets: [StatusTarget], in register: StatusRegister, on console: Console
    ) throws(AuthorityError) {
        var found: [(StatusTarget, [RegisteredRecord])] = []
        for target in targets {
            do { found.append((target, try register.records(at: target))) } catch { throw .status(error) }
        }
        console.print(
            json: .document([
                (
                    "targets",
                    .array(
                        found.map { target, records in
                            .object([
                                ("target", .text(StatusWords.word(target))),
                                ("records", .array(records.map(StatusWords.json))),
                            ])
                        })
                )
            ])
        ) {
            for (target, records) in found {
                console.print(console.styled(StatusWords.word(target), .heading))
                var table = TextTable()
                for record in records { StatusWords.add(record, to: &table, console.language) }
                table.print(on: console, indent: "  ")
            }
        }
    }

    private static func print(
        _ rows: [PublishedState], _ register: StatusRegister, at now: NumericDate, on console: Console
    ) {
        let language = console.language
        let doubts = register.recordsInDoubt()
        console.print(
            json: .document([
                ("domains", .array(rows.map { json($0, at: now) })),
                ("inDoubt", .array(doubts.map(StatusWords.json))),
            ])
        ) {
            var table = TextTable()
            let heads: [StatusPhrase] = [
                .domain, .records, .valid, .suspended, .revoked, .superseded, .unpublished, .publishedAt,
            ]
            let head = heads.map { TextTable.Cell($0.text[language], .heading) }
            table.add(head[0], head[1], head[2], head[3], head[4], head[5], head[6], head[7])
            for row in rows {
                let count = { (status: CardStatus) in
                    TextTable.Cell("\(row.summary[status])", StatusWords.style(status))
                }
                let changes = row.changeCount.map { "\($0)" } ?? "–"
                let time = row.issued.map { $0.text(in: language) } ?? StatusPhrase.never.text[language]
                let isOver = row.expiration.map { $0 <= now } ?? false
                table.add(
                    .init(row.domain.rawValue, .key), .init("\(row.summary.records)"), count(.valid),
                    count(.suspended), count(.revoked), count(.superseded),
                    .init(changes, (row.changeCount ?? 1) > 0 ? .doubtful : .plain),
                    .init(time, isOver ? .bad : .plain))
            }
            table.print(on: console)
        }
        let expired = rows.filter { $0.expiration.map { $0 <= now } ?? false }
        if !expired.isEmpty { console.note(StatusPhrase.listsOver.text) }
        for record in doubts { console.note(StatusWords.doubt(record)) }
    }

    private static func json(_ row: PublishedState, at now: NumericDate) -> JSONValue {
        .object([
            ("domain", .text(row.domain.rawValue)), ("records", .number(Int64(row.summary.records))),
            ("valid", .number(Int64(row.summary[.valid]))),
            ("suspended", .number(Int64(row.summary[.suspended]))),
            ("revoked", .number(Int64(row.summary[.revoked]))),
            ("superseded", .number(Int64(row.summary[.superseded]))),
            ("notSeenOnCard", .number(Int64(row.summary.waiting))),
            ("unpublishedChanges", row.changeCount.map { .number(Int64($0)) } ?? .null),
            ("uri", .text(orNull: row.uri)), ("published", .text(orNull: row.issued?.stamp)),
            ("expires", .text(orNull: row.expiration?.stamp)),
            ("expired", .bool(row.expiration.map { $0 <= now } ?? false)),
        ])
    }
}
