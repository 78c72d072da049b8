import CardRecords

/// `kartka record template TYPE`.
enum RecordTemplate {
    static let out = Option(
        "out", short: "o", .file, .file,
        help: Text(
            uk: "Записати у файл, якого ще немає", en: "Write to a file that doesn't exist yet",
            ru: "Записать в файл, которого ещё нет"))

    static let command = Command(
        "record", "template",
        summary: Text(
            uk: "друкує заповнений зразок запису в JSON", en: "prints a filled-in sample of a record as JSON",
            ru: "печатает заполненный образец записи в JSON"),
        details: Text(
            uk: "У зразку є кожне поле, а перед ним – пояснення мовою користувача (члени, назви яких "
                + "починаються з «//»; під час запечатування їх не читають).",
            en:
                "The sample has every field, each with an explanation before it in the user's language "
                + "(members whose names begin with “//”; they are not read when sealing).",
            ru: "В образце есть каждое поле, а перед ним – пояснение на языке пользователя (члены, имена "
                + "которых начинаются с «//»; при запечатывании их не читают)."),
        options: [out],
        arguments: [RecordArguments.type],
        examples: [
            .init(
                "record template transport-concession",
                Text(
                    uk: "Зразок транспортної пільги:", en: "A sample transport concession:",
                    ru: "Образец транспортной льготы:")),
            .init(
                "record template holder-identity --lang uk --out holder.json",
                Text(
                    uk: "Файл з українськими поясненнями:", en: "A file with explanations in Ukrainian:",
                    ru: "Файл с украинскими пояснениями:")),
        ],
        statuses: [.cannotCreate, .inputOutput],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let name = invocation.values.positional.first ?? ""
        guard let type = RecordType(name: name) else {
            preconditionFailure("the table takes the names of record types only")
        }
        let template = type.schema.template(in: invocation.language.display)
        if let path = invocation.values.text(out) {
            try OutputFile.write(Array(template.utf8), to: path, replaces: false)
            invocation.console.note(FilePhrase.written.text.with("path", path))
            return .accepted
        }
        let console = invocation.console
        console.print(json: .document([("type", .text(name)), ("template", .encoded(template))])) {
            console.print(String(template.dropLast()))
        }
        return .accepted
    }
}
