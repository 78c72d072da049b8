import COSE
import Receipts

/// `kartka validator acknowledge DIR HASH…`.
enum ValidatorAcknowledge {
    static let keepDays = Option(
        "keep-days", .number(0...3653), .number, default: "2",
        help: Text(
            uk: "Скільки днів тримати підтверджені квитанції, за якими пам'ятають поїздки",
            en: "For how many days to keep acknowledged receipts, by which trips are remembered",
            ru: "Сколько дней хранить подтверждённые квитанции, по которым помнят поездки"))

    static let command = Command(
        "validator", "acknowledge",
        summary: Text(
            uk: "зазначає отримані пакети й прибирає старі квитанції",
            en: "notes which batches arrived and removes old receipts",
            ru: "отмечает полученные пакеты и убирает старые квитанции"),
        details: Text(
            uk:
                "Хеш називає розрахунковий центр: він знає його з самого пакета. Прибирають лише файли, усі "
                + "квитанції яких підтверджено й старші за --keep-days; найновіший файл лишається. Без "
                + "хеша лише прибирає.",
            en:
                "The settlement office tells the hash: it knows it from the batch itself. Only files are "
                + "removed whose receipts were all acknowledged and are older than --keep-days; the newest "
                + "file always stays. Without a hash it only removes.",
            ru:
                "Хеш называет расчётный центр: он знает его из самого пакета. Убирают только файлы, все "
                + "квитанции которых подтверждены и старше --keep-days; самый новый файл остаётся. Без "
                + "хеша только убирает."),
        options: [keepDays],
        arguments: [
            JournalPlace.argument,
            Argument(
                .value, .text, required: false, repeated: true,
                help: Text(
                    uk: "Хеш пакета, 64 шістнадцяткові цифри", en: "Hash of a batch, 64 hexadecimal digits",
                    ru: "Хеш пакета, 64 шестнадцатеричные цифры")),
        ],
        examples: [
            .init(
                "validator acknowledge gate-7 "
                    + "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                Text(uk: "Пакет отримано:", en: "A batch has arrived:", ru: "Пакет получен:")),
            .init(
                "validator acknowledge gate-7 --keep-days 7",
                Text(
                    uk: "Прибрати підтверджене, старше за тиждень:",
                    en: "Remove what was acknowledged and is older than a week:",
                    ru: "Убрать подтверждённое, старше недели:")),
        ],
        statuses: [.badData, .noInput, .inputOutput, .temporary, .noPermission],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let place = try JournalPlace(values.positional.first ?? "")
        let hashes = try values.positional.dropFirst().map { (text) throws(Failure) in
            let bytes = Hexadecimal.bytes(text) ?? []
            guard let hash = ReceiptHash(bytes.span) else {
                throw Failure.usage(
                    "not-a-hash", ReceiptProblem.hashDigits.text.with("value", text.printable)
                ).about(invocation.command)
            }
            return hash
        }
        let seconds = Int64(values.number(keepDays) ?? 0) * 86_400
        let now = try SystemClock.now()
        let before = now.advanced(bySeconds: -seconds) ?? now
        var acknowledged: [BatchStore.StoredBatch] = []
        let removed: Int
        let through: ReceiptSequence
        do throws(JournalError) {
            var store = try BatchStore(opening: place.journal)
            for hash in hashes { acknowledged.append(try store.acknowledge(hash)) }
            removed = try store.prune(before: before)
            through = store.acknowledgedThrough
        } catch { throw JournalFailure.failure(error, place.journal) }
        let console = invocation.console
        let json = JSONValue.document([
            ("acknowledged", .array(acknowledged.map { .text($0.hash.description) })),
            ("acknowledgedThrough", .number(Int64(through.rawValue))),
            ("removed", .number(Int64(removed))),
        ])
        console.print(json: json) {
            for batch in acknowledged {
                let line = ReceiptPhrase.acknowledged.text.with("first", "\(batch.manifest.first)")
                    .with("last", "\(batch.manifest.last)")
                console.print(line[console.language])
            }
            let files = CountedText.files.text(for: removed)
            console.print(ReceiptPhrase.pruned.text.with("files", files)[console.language])
        }
        return .accepted
    }
}
