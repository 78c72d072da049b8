/// Words that depend on a number: one card, two cards; одна картка, дві картки, п'ять карток.
struct CountedText: Sendable {
    let ukrainian: (one: String, few: String, many: String)
    let english: (one: String, other: String)
    let russian: (one: String, few: String, many: String)

    init(
        uk: (one: String, few: String, many: String), en: (one: String, other: String),
        ru: (one: String, few: String, many: String)
    ) {
        ukrainian = uk
        english = en
        russian = ru
    }

    /// Number and noun; plural classes as in Unicode CLDR for integers.
    func text(for number: Int) -> Text {
        let slavic: KeyPath<(one: String, few: String, many: String), String> = Self.slavicForm(number)
        return Text(
            uk: "\(number) \(ukrainian[keyPath: slavic])",
            en: "\(number) \(number == 1 ? english.one : english.other)",
            ru: "\(number) \(russian[keyPath: slavic])")
    }

    private static func slavicForm(
        _ number: Int
    ) -> KeyPath<(one: String, few: String, many: String), String> {
        let hundreds = number.magnitude % 100
        let units = number.magnitude % 10
        if units == 1, hundreds != 11 { return \.one }
        if (2...4).contains(units), !(12...14).contains(hundreds) { return \.few }
        return \.many
    }

    static let attempts = CountedText(
        uk: ("спроба", "спроби", "спроб"), en: ("try", "tries"), ru: ("попытка", "попытки", "попыток"))
    static let readers = CountedText(
        uk: ("зчитувач", "зчитувачі", "зчитувачів"), en: ("reader", "readers"),
        ru: ("считыватель", "считывателя", "считывателей"))
    static let cards = CountedText(
        uk: ("картка", "картки", "карток"), en: ("card", "cards"), ru: ("карта", "карты", "карт"))
    static let records = CountedText(
        uk: ("запис", "записи", "записів"), en: ("record", "records"), ru: ("запись", "записи", "записей"))
    static let days = CountedText(
        uk: ("день", "дні", "днів"), en: ("day", "days"), ru: ("день", "дня", "дней"))
    static let faults = CountedText(
        uk: ("помилка", "помилки", "помилок"), en: ("error", "errors"), ru: ("ошибка", "ошибки", "ошибок"))
    static let seconds = CountedText(
        uk: ("секунда", "секунди", "секунд"), en: ("second", "seconds"),
        ru: ("секунда", "секунды", "секунд"))
    static let fields = CountedText(
        uk: ("поле", "поля", "полів"), en: ("field", "fields"), ru: ("поле", "поля", "полей"))
    static let files = CountedText(
        uk: ("файл", "файли", "файлів"), en: ("file", "files"), ru: ("файл", "файла", "файлов"))
    static let rules = CountedText(
        uk: ("правило", "правила", "правил"), en: ("rule", "rules"), ru: ("правило", "правила", "правил"))
    static let cases = CountedText(
        uk: ("випадок", "випадки", "випадків"), en: ("case", "cases"), ru: ("случай", "случая", "случаев"))
    static let bytes = CountedText(
        uk: ("байт", "байти", "байтів"), en: ("byte", "bytes"), ru: ("байт", "байта", "байтов"))
}
