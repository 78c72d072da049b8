import CardCrypto
import CardRecords
import Receipts

/// `kartka validator upload DIR --to OUT`.
enum ValidatorUpload {
    static let output = Option(
        "to", .directory, .directory, required: true,
        help: Text(
            uk: "Каталог, куди покласти файли пакетів", en: "The directory to put the batch files into",
            ru: "Каталог, куда положить файлы пакетов"))
    static let receiptsMax = Option(
        "max", .number(1...BatchStore.receiptsMax), .number, default: "\(BatchStore.receiptsMax)",
        help: Text(
            uk: "Найбільше квитанцій у пакеті", en: "Most receipts in a batch",
            ru: "Больше всего квитанций в пакете"))

    static let command = Command(
        "validator", "upload",
        summary: Text(
            uk: "складає нові квитанції в підписані пакети для розрахунків",
            en: "puts new receipts into signed batches for settlement",
            ru: "складывает новые квитанции в подписанные пакеты для расчётов"),
        details: Text(
            uk:
                "Кожна квитанція потрапляє лише в один пакет. Непідтверджені пакети записуються знову тими "
                + "самими байтами, тож перервану передачу просто повторюють. Що розрахунковий центр отримав, "
                + "підтверджують командою kartka validator acknowledge. Працює й поруч із валідатором.",
            en:
                "Each receipt goes into just one batch. Batches that nobody has acknowledged are written "
                + "again with the same bytes, so an interrupted transfer is simply repeated. What the "
                + "settlement office has got is noted by kartka validator acknowledge. It works beside a "
                + "running validator.",
            ru:
                "Каждая квитанция попадает лишь в один пакет. Неподтверждённые пакеты пишутся снова теми "
                + "же байтами, так что прерванную передачу просто повторяют. Что расчётный центр получил, "
                + "подтверждают командой kartka validator acknowledge. Работает и рядом с валидатором."),
        options: [output, receiptsMax] + PassphraseOptions.all,
        arguments: [JournalPlace.argument],
        examples: [
            .init(
                "validator upload gate-7 --to /media/usb --passphrase-file pass",
                Text(
                    uk: "Зібрати квитанції на носій:", en: "Collect the receipts on a stick:",
                    ru: "Собрать квитанции на носитель:")),
            .init(
                "validator upload gate-7 --to outbox --max 500 --json",
                Text(
                    uk: "Малими пакетами, для програм:", en: "In small batches, for programs:",
                    ru: "Малыми пакетами, для программ:")),
        ],
        statuses: [
            .badData, .noInput, .internalFault, .inputOutput, .temporary, .noPermission, .badConfiguration,
        ],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let place = try JournalPlace(values.positional.first ?? "")
        let directory = values.required(output)
        guard JournalPlace.isDirectory(directory) else {
            throw Failure(
                .noInput, "not-found", FilePhrase.notFound.text.with("path", directory.printable),
                next: FilePhrase.checkPath.text)
        }
        let now = try SystemClock.now()
        let key = try place.signingKey(invocation)
        var written: [(path: String, batch: BatchStore.StoredBatch)] = []
        do throws(JournalError) {
            var store = try BatchStore(opening: place.journal)
            _ = try store.seal(with: key, at: now, receiptsMax: values.number(receiptsMax) ?? 1)
            for batch in store.batches where !batch.isAcknowledged {
                written.append((try store.export(batch, to: directory), batch))
            }
        } catch { throw JournalFailure.failure(error, place.journal) }
        let console = invocation.console
        let json = JSONValue.document([
            ("batches", .array(written.map { Self.json($0.path, $0.batch) }))
        ])
        console.print(json: json) {
            if written.isEmpty { console.print(ReceiptPhrase.nothingNew.text[console.language]) }
            for (path, batch) in written {
                console.print(
                    ReceiptPhrase.batchMade.text.with("path", path.printable)[console.language])
                let line = ReceiptPhrase.batchLine.text.with("first", "\(batch.manifest.first)")
                    .with("last", "\(batch.manifest.last)").with("hash", "\(batch.hash)")
                console.print("  " + line[console.language])
            }
        }
        return .accepted
    }

    private static func json(_ path: String, _ batch: BatchStore.StoredBatch) -> JSONValue {
        .object([
            ("path", .text(path)), ("hash", .text(batch.hash.description)),
            ("first", .number(Int64(batch.manifest.first.rawValue))),
            ("last", .number(Int64(batch.manifest.last.rawValue))),
            ("bytes", .number(Int64(batch.manifest.byteCount))),
            ("made", .text(batch.manifest.made.stamp)),
            ("totals", batch.manifest.totals.json),
        ])
    }
}
