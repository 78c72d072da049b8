extension CommandTable {
    static let manNoun = Noun(
        word: "man", summary: ManCommand.command.summary, commands: [ManCommand.command])
}

/// `kartka man [PAGE]`.
enum ManCommand {
    static let command = Command(
        "man",
        summary: Text(
            uk: "друкує сторінку посібника для man(1)", en: "prints a manual page for man(1)",
            ru: "печатает страницу руководства для man(1)"),
        details: Text(
            uk: "Сторінка kartka – огляд; сторінка команди зветься kartka-ІМЕННИК-ДІЯ. "
                + "Формат – макроси man для groff.",
            en: "The page kartka is the overview; that of a command is called kartka-NOUN-VERB. "
                + "The format is groff's man macros.",
            ru: "Страница kartka – обзор; страница команды зовётся kartka-СУЩЕСТВИТЕЛЬНОЕ-ДЕЙСТВИЕ. "
                + "Формат – макросы man для groff."),
        arguments: [
            Argument(
                .topic, .text, required: false, repeated: true,
                help: Text(
                    uk: "Назва сторінки або слова команди", en: "A page's name, or the words of a command",
                    ru: "Имя страницы или слова команды"))
        ],
        examples: [
            .init(
                "man | man -l -",
                Text(uk: "Прочитати огляд:", en: "Read the overview:", ru: "Прочесть обзор:")),
            .init(
                "man kartka-completion >/usr/local/share/man/man1/kartka-completion.1",
                Text(uk: "Встановити сторінку:", en: "Install a page:", ru: "Установить страницу:")),
        ],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let subject = try HelpCommand.subject(invocation.values.positional, in: .all)
        let page = ManPage(table: .all, language: invocation.language)
        let text: String
        let name: String
        switch subject {
        case .program:
            (name, text) = ("kartka", page.program())
        case .command(let command):
            (name, text) = (command.pageName, page.page(of: command))
        case .noun(let noun):
            throw .usage(
                "no-verb",
                UsagePhrase.noVerb.text.with("noun", noun.word).with(
                    "verbs", noun.verbs.joined(separator: ", ")))
        }
        let console = invocation.console
        console.print(
            json: .document([("name", .text(name)), ("section", .number(1)), ("roff", .text(text))])
        ) {
            console.print(text)
        }
        return .accepted
    }
}
