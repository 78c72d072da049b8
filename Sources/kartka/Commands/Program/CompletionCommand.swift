extension CommandTable {
    static let completionNoun = Noun(
        word: "completion", summary: CompletionCommand.command.summary, commands: [CompletionCommand.command])
}

/// `kartka completion bash|zsh|fish`.
enum CompletionCommand {
    enum Shell: String, CaseIterable {
        case bash, zsh, fish
    }

    static let command = Command(
        "completion",
        summary: Text(
            uk: "друкує доповнення команд для оболонки", en: "prints a completion script for a shell",
            ru: "печатает дополнение команд для оболочки"),
        details: Text(
            uk: "Сценарій складено з тієї ж таблиці, що й довідка; він не запускає kartka.",
            en: "The script is made from the same table as the help; it doesn't run kartka.",
            ru: "Сценарий составлен из той же таблицы, что и справка; он не запускает kartka."),
        arguments: [
            Argument(
                .shell, .choice(Shell.allCases.map(\.rawValue)),
                help: Text(uk: "Оболонка", en: "The shell", ru: "Оболочка"))
        ],
        examples: [
            .init(
                "completion bash >/etc/bash_completion.d/kartka",
                Text(
                    uk: "Для bash, усім користувачам:", en: "For bash, for all users:", ru: "Для bash, всем:")
            ),
            .init(
                "completion fish >~/.config/fish/completions/kartka.fish",
                Text(uk: "Для fish, собі:", en: "For fish, for oneself:", ru: "Для fish, себе:")),
        ],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let language = invocation.language
        let word = invocation.values.positional.first ?? ""
        let script =
            switch Shell(rawValue: word) {
            case .zsh: ZshCompletion(table: .all, language: language).script
            case .fish: FishCompletion(table: .all, language: language).script
            case .bash, nil: BashCompletion(table: .all).script
            }
        let console = invocation.console
        console.print(json: .document([("shell", .text(word)), ("script", .text(script))])) {
            console.print(script)
        }
        return .accepted
    }
}
