/// A word that commands begin with.
struct Noun: Sendable {
    let word: String
    let summary: Text
    let commands: [Command]

    /// The command, where the noun alone is one.
    var single: Command? {
        commands.first { $0.verb == nil }
    }

    var verbs: [String] {
        commands.compactMap(\.verb)
    }
}

/// All commands: the one source of parsing, help, completions, manual and tests.
struct CommandTable: Sendable {
    let nouns: [Noun]

    var commands: [Command] {
        nouns.flatMap(\.commands)
    }

    func noun(_ word: String) -> Noun? {
        nouns.first { $0.word == word }
    }

    func command(_ noun: String, _ verb: String?) -> Command? {
        self.noun(noun)?.commands.first { $0.verb == verb }
    }

    static let program = Text(
        uk: "випускає, персоналізує й перевіряє регіональні картки громадян",
        en: "issues, personalises and verifies regional citizen cards",
        ru: "выпускает, персонализирует и проверяет региональные карты граждан")
}
