/// The command table as JSON, for programs that drive this one.
enum HelpDocument {
    static func json(_ subject: HelpSubject, in table: CommandTable, _ language: Language) -> JSONValue {
        let commands =
            switch subject {
            case .program: table.commands
            case .noun(let noun): noun.commands
            case .command(let command): [command]
            }
        return .document([
            ("program", .text("kartka")),
            ("version", .text(Version.number)),
            ("globalOptions", .array(GlobalOptions.all.map { json($0, language) })),
            ("commands", .array(commands.map { json($0, language) })),
        ])
    }

    private static func json(_ command: Command, _ language: Language) -> JSONValue {
        .object([
            ("words", .text(command.words)),
            ("summary", .text(command.summary[language])),
            ("details", .text(command.details[language])),
            ("options", .array(command.options.map { json($0, language) })),
            ("arguments", .array(command.arguments.map { json($0, language) })),
            ("examples", .array(command.examples.map { .text("kartka \($0.words)") })),
            ("exit", .array(command.allStatuses.map { .number(Int64($0.rawValue)) })),
        ])
    }

    private static func json(_ option: Option, _ language: Language) -> JSONValue {
        .object([
            ("name", .text(option.name)),
            ("short", .text(orNull: option.short.map { String($0) })),
            ("kind", .text(word(option.kind))),
            ("choices", choices(option.kind)),
            ("default", .text(orNull: option.defaultValue)),
            ("required", .bool(option.isRequired)),
            ("repeated", .bool(option.isRepeated)),
            ("help", .text(option.help[language])),
        ])
    }

    private static func json(_ argument: Argument, _ language: Language) -> JSONValue {
        .object([
            ("name", .text(argument.placeholder.text[language])),
            ("kind", .text(word(argument.kind))),
            ("choices", choices(argument.kind)),
            ("required", .bool(argument.isRequired)),
            ("repeated", .bool(argument.isRepeated)),
            ("help", .text(argument.help[language])),
        ])
    }

    private static func word(_ kind: Option.Kind) -> String {
        switch kind {
        case .flag: "flag"
        case .text: "text"
        case .file: "file"
        case .directory: "directory"
        case .number: "number"
        case .choice: "choice"
        case .time: "time"
        case .duration: "duration"
        }
    }

    private static func choices(_ kind: Option.Kind) -> JSONValue {
        guard case .choice(let words) = kind else { return .null }
        return .array(words.map { .text($0) })
    }
}
