extension CommandTable {
    static let helpNoun = Noun(
        word: "help", summary: HelpCommand.command.summary, commands: [HelpCommand.command])
}

/// `kartka help [NOUN [VERB]]`.
enum HelpCommand {
    static let command = Command(
        "help",
        summary: Text(
            uk: "показує довідку про команду", en: "shows help for a command",
            ru: "показывает справку о команде"),
        details: Text(
            uk: "Без аргументів – перелік команд. З --json – таблиця всіх команд.",
            en:
                "Without arguments: the list of commands. With --json: the table of all commands.",
            ru: "Без аргументов – перечень команд. С --json – таблица всех команд."),
        arguments: [
            Argument(
                .noun, .text, required: false,
                help: Text(
                    uk: "Перше слово команди", en: "The command's first word", ru: "Первое слово команды")),
            Argument(
                .verb, .text, required: false,
                help: Text(
                    uk: "Друге слово команди", en: "The command's second word", ru: "Второе слово команды")),
        ],
        examples: [
            .init("help", Text(uk: "Перелік команд:", en: "The list of commands:", ru: "Перечень команд:")),
            .init(
                "help completion",
                Text(
                    uk: "Довідка про одну команду:", en: "Help for one command:",
                    ru: "Справка об одной команде:")),
        ],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        show(try subject(invocation.values.positional, in: .all), on: invocation.console)
        return .accepted
    }

    /// What `help`'s or `man`'s arguments name: also `kartka-record-show` in one word.
    static func subject(_ words: [String], in table: CommandTable) throws(Failure) -> HelpSubject {
        var words = words
        if words.count == 1, words[0].hasPrefix("kartka-") {
            words = words[0].dropFirst("kartka-".count).split(separator: "-", maxSplits: 1).map(String.init)
        }
        if words.isEmpty || words == ["kartka"] { return .program }
        let joined = words.joined(separator: " ")
        if let command = table.commands.first(where: { $0.words == joined }) { return .command(command) }
        if words.count == 1, let noun = table.noun(words[0]) { return .noun(noun) }
        let known = table.commands.map(\.words) + table.nouns.map(\.word)
        throw .usage(
            "unknown-topic", UsagePhrase.unknownTopic.text.with("word", joined),
            next: Suggestion.nearest(to: joined, among: known).map {
                UsagePhrase.didYouMean.text.with("word", "kartka help \($0)")
            })
    }

    static func show(_ subject: HelpSubject, on console: Console) {
        let help = Help(table: .all, language: console.language, style: console.styled)
        console.print(json: HelpDocument.json(subject, in: .all, console.language)) {
            console.print(help.page(subject))
        }
    }
}
