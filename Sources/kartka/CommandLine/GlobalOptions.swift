/// Options that every command takes, before or after its name.
enum GlobalOptions {
    static let json = Option(
        "json", .flag,
        help: Text(
            uk: "Вивід у JSON: один документ або рядки JSON", en: "Print JSON: one document, or JSON lines",
            ru: "Вывод в JSON: один документ или строки JSON"))
    static let lang = Option(
        "lang", .choice(Language.allCases.map(\.rawValue)), .language,
        help: Text(
            uk: "Мова; типово – з LC_ALL, LC_MESSAGES або LANG",
            en: "Language; by default that of LC_ALL, LC_MESSAGES or LANG",
            ru: "Язык; по умолчанию – из LC_ALL, LC_MESSAGES или LANG"))
    static let color = Option(
        "color", .choice(ColorChoice.allCases.map(\.rawValue)), .value, default: ColorChoice.auto.rawValue,
        help: Text(
            uk: "Кольори; auto – лише на терміналі і без NO_COLOR",
            en: "Colours; auto: only on a terminal and without NO_COLOR",
            ru: "Цвета; auto – только на терминале и без NO_COLOR"))
    static let progress = Option(
        "progress", .flag,
        help: Text(
            uk: "Перебіг роботи на stderr і не на терміналі; з --json – рядками JSON",
            en: "Progress on stderr off a terminal too; with --json as JSON lines",
            ru: "Ход работы на stderr и не на терминале; с --json – строками JSON"))
    static let quiet = Option(
        "quiet", short: "q", .flag,
        help: Text(
            uk: "Лише результат і помилки", en: "Only the result and errors",
            ru: "Только результат и ошибки"))
    static let help = Option(
        "help", short: "h", .flag,
        help: Text(uk: "Ця довідка", en: "This help", ru: "Эта справка"))
    static let version = Option(
        "version", .flag,
        help: Text(uk: "Версія програми", en: "The program's version", ru: "Версия программы"))

    /// In the order in which the help shows them.
    static let all = [json, lang, color, progress, quiet, help, version]
}
