import Testing

@testable import kartka

@Suite("texts")
struct TextsTests {
    /// Every group of phrases of the program.
    static let phrases: [(name: String, text: Text)] = [
        all(UsagePhrase.self), all(FilePhrase.self), all(HelpPhrase.self), all(Placeholder.self),
        all(ReaderPhrase.self) + all(CardPhrase.self) + all(CardProblem.self), all(ReaderProblem.self),
        all(RecordPhrase.self), all(SoftCardPhrase.self),
        all(PassphrasePhrase.self), all(SecretFilePhrase.self), all(AuthorityPhrase.self),
        all(AuthorityReportPhrase.self), all(StatusPhrase.self), all(StatusProblem.self),
        all(JSONPhrase.self), all(SealPhrase.self), all(RulesPhrase.self),
        all(ReceiptPhrase.self), all(ReceiptProblem.self),
        all(ValidatorPhrase.self), all(ValidatorProblem.self),
    ].flatMap(\.self)

    static func all<P: Phrases>(_ type: P.Type) -> [(name: String, text: Text)] {
        type.allCases.map { ("\(type).\($0)", $0.text) }
    }

    static var commandTexts: [(name: String, text: Text)] {
        CommandTable.all.nouns.map { ($0.word, $0.summary) }
            + CommandTable.all.commands.flatMap { command in
                [(command.words, command.summary), (command.words, command.details)]
                    + command.options.map { ("\(command.words) --\($0.name)", $0.help) }
                    + command.arguments.map { ("\(command.words) \($0.placeholder)", $0.help) }
                    + command.examples.map { ("\(command.words) example", $0.purpose) }
            } + GlobalOptions.all.map { ("--\($0.name)", $0.help) }
            + ExitStatus.allCases.map { ("status \($0.rawValue)", $0.meaning) }
    }

    @Test("no text is empty, in any language")
    func notEmpty() {
        for (name, text) in Self.phrases + Self.commandTexts {
            for language in Language.allCases {
                #expect(!text[language].isEmpty, "\(name) in \(language)")
                #expect(!text[language].contains("  "), "\(name) in \(language): two spaces")
            }
        }
    }

    @Test("the places to fill are the same in all languages")
    func places() {
        for (name, text) in Self.phrases + Self.commandTexts {
            let english = text.places(in: .english)
            #expect(text.places(in: .ukrainian) == english, "\(name)")
            #expect(text.places(in: .russian) == english, "\(name)")
        }
    }

    @Test("Ukrainian has no letter of Russian alone, and the other way round")
    func alphabets() {
        for (name, text) in Self.phrases + Self.commandTexts {
            #expect(!text.ukrainian.contains { "ёыэъЁЫЭЪ".contains($0) }, "\(name): \(text.ukrainian)")
            #expect(!text.russian.contains { "іїєґІЇЄҐ".contains($0) }, "\(name): \(text.russian)")
            #expect(text.english.unicodeScalars.allSatisfy { !(0x400...0x4FF).contains($0.value) }, "\(name)")
        }
    }

    @Test("filling puts values in once and never reads them again")
    func filling() {
        let text = Text(uk: "{a} і {b}", en: "{a} and {b}", ru: "{a} и {b}")
        #expect(text.with("a", "{a}").with("b", "2").english == "{a} and 2")
        #expect(text.with("a", "{a}")[.ukrainian] == "{a} і {b}")
    }

    @Test(
        "numbers take the right form of the word",
        arguments: [
            (1, "1 спроба", "1 try"), (2, "2 спроби", "2 tries"), (5, "5 спроб", "5 tries"),
            (11, "11 спроб", "11 tries"), (21, "21 спроба", "21 tries"), (112, "112 спроб", "112 tries"),
            (0, "0 спроб", "0 tries"),
        ])
    func plurals(number: Int, ukrainian: String, english: String) {
        #expect(CountedText.attempts.text(for: number).ukrainian == ukrainian)
        #expect(CountedText.attempts.text(for: number).english == english)
    }

    @Test(
        "the language comes from the first locale variable that is set",
        arguments: [
            (["LANG": "uk_UA.UTF-8"], Language.ukrainian),
            (["LANG": "uk_UA.UTF-8", "LC_ALL": "ru_RU"], .russian),
            (["LC_MESSAGES": "ru", "LANG": "uk"], .russian), (["LC_ALL": "C", "LANG": "uk"], .english),
            (["LC_ALL": "", "LANG": "uk"], .ukrainian), ([:], .english), (["LANG": "de_DE"], .english),
        ])
    func locale(variables: [String: String], expected: Language) {
        #expect(Language.preferred { variables[$0] } == expected)
    }
}
