/// The languages in which the program speaks to people.
enum Language: String, CaseIterable, Sendable {
    case ukrainian = "uk"
    case english = "en"
    case russian = "ru"

    /// The language of a locale name such as `uk_UA.UTF-8`; nil for a language that the program doesn't
    /// speak.
    init?(locale: String) {
        let language = locale.prefix { $0.isLetter }
        self.init(rawValue: language.lowercased())
    }

    /// The first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set decides (POSIX.1-2017 §8.2),
    /// else English.
    static func preferred(in environment: (String) -> String?) -> Language {
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let locale = environment(name), !locale.isEmpty {
                return Language(locale: locale) ?? .english
            }
        }
        return .english
    }
}
