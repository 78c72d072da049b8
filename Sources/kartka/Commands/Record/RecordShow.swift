import COSE
import CardRecords

/// `kartka record show FILE [--diag]`.
enum RecordShow {
    static let diag = Option(
        "diag", .flag,
        help: Text(
            uk: "Діагностичний запис CBOR (RFC 8949 §8) замість полів",
            en: "CBOR diagnostic notation (RFC 8949 §8) instead of the fields",
            ru: "Диагностическая запись CBOR (RFC 8949 §8) вместо полей"))

    static let command = Command(
        "record", "show",
        summary: Text(
            uk: "показує, що написано в записі, нічого не перевіряючи",
            en: "shows what a record says, without checking it",
            ru: "показывает, что написано в записи, ничего не проверяя"),
        details: Text(
            uk: "Підпис не перевіряється: не покладайтеся на показане. Перевірка: kartka record verify.",
            en: "The signature isn't checked: don't rely on what you see. To check it: kartka record verify.",
            ru: "Подпись не проверяется: не полагайтесь на показанное. Проверка: kartka record verify."),
        options: [diag],
        arguments: [RecordArguments.sealedFile],
        examples: [
            .init(
                "record show transport.cwt",
                Text(uk: "Поля запису:", en: "The record's fields:", ru: "Поля записи:")),
            .init(
                "record show --diag transport.cwt",
                Text(uk: "Його CBOR:", en: "Its CBOR:", ru: "Её CBOR:")),
        ],
        statuses: [.badData, .noInput],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let path = invocation.values.positional.first ?? "-"
        let bytes = try InputFile.read(path, bytesMax: SealedRecord.bytesMax)
        let console = invocation.console
        if invocation.values.has(diag) {
            let notation: String
            do { notation = try CBORDiagnostic.text(of: bytes.span) } catch {
                throw RecordFailure.malformed(path, "\(error)")
            }
            console.print(json: .document([("verified", .bool(false)), ("diag", .text(notation))])) {
                console.print(notation)
            }
            return .accepted
        }
        let record: UnverifiedRecord
        do { record = try UnverifiedRecord(SealedRecord(bytes: bytes)) } catch {
            throw RecordFailure.failure(error, path, invocation.language)
        }
        if !console.isJSON {
            console.print(console.styled(RecordPhrase.unverified.text[console.language], .doubtful))
        }
        try RecordReport(record).print(on: console)
        return .accepted
    }
}
