import CardRecords

extension CommandTable {
    static let recordNoun = Noun(
        word: "record",
        summary: Text(
            uk: "записи картки у файлах: скласти, показати, перевірити",
            en: "a card's records in files: compose, show, verify",
            ru: "записи карты в файлах: составить, показать, проверить"),
        commands: [RecordTemplate.command, RecordSeal.command, RecordShow.command, RecordVerify.command])
}

/// What the commands on records have in common.
enum RecordArguments {
    static let type = Argument(
        .type, .choice(RecordType.allCases.map(\.name)),
        help: Text(uk: "Вид запису", en: "The kind of record", ru: "Вид записи"))

    static let sealedFile = Argument(
        .file, .file,
        help: Text(
            uk: "Запечатаний запис; «-» – стандартний ввід", en: "A sealed record; “-” is standard input",
            ru: "Запечатанная запись; «-» – стандартный ввод"))
}

extension Language {
    var display: DisplayLanguage {
        switch self {
        case .ukrainian: .ukrainian
        case .english: .english
        case .russian: .russian
        }
    }
}
