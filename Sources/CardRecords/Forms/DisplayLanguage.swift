/// The languages that people are spoken to in.
public enum DisplayLanguage: String, CaseIterable, Sendable {
    case ukrainian = "uk"
    case english = "en"
    case russian = "ru"
}

/// One text in every language.
public struct LocalisedText: Equatable, Sendable {
    public let ukrainian: String
    public let english: String
    public let russian: String

    @inline(never)
    public init(uk ukrainian: String, en english: String, ru russian: String) {
        self.ukrainian = ukrainian
        self.english = english
        self.russian = russian
    }

    public subscript(language: DisplayLanguage) -> String {
        switch language {
        case .ukrainian: ukrainian
        case .english: english
        case .russian: russian
        }
    }
}
