/// From the words typed to what has to be done.
enum Request: Sendable {
    case run(Command, ArgumentValues, GlobalValues)
    case help(HelpSubject, GlobalValues)
    case version(GlobalValues)
}

/// What a help page is about.
enum HelpSubject: Sendable {
    case program
    case noun(Noun)
    case command(Command)
}

/// The values of the options that every command takes.
struct GlobalValues: Sendable {
    var isJSON = false
    var language: Language
    var color = ColorChoice.auto
    var showsProgress = false
    var isQuiet = false

    /// A first look, before anything is checked, so that even a usage error comes in the right form.
    init(scanning words: [String], default language: Language) {
        self.language = language
        for (index, word) in words.enumerated() {
            if word == "--" { break }
            if word == "--json" { isJSON = true }
            var value: String?
            if word == "--lang" { value = words.dropFirst(index + 1).first }
            if word.hasPrefix("--lang=") { value = String(word.dropFirst("--lang=".count)) }
            if let value, let asked = Language(rawValue: value) { self.language = asked }
        }
    }
}

struct CommandLineParser {
    let table: CommandTable

    func parse(_ words: [String], default language: Language) throws(Failure) -> Request {
        var globals = GlobalValues(scanning: words, default: language)
        let leading = try OptionParser.parse(words, options: GlobalOptions.all, stopsAtFirstArgument: true)
        var wantsHelp = false
        var wantsVersion = false
        for (option, value) in leading.given {
            try apply(option, value, to: &globals, &wantsHelp, &wantsVersion)
        }
        if wantsVersion { return .version(globals) }
        guard let first = leading.rest.first else {
            if wantsHelp { return .help(.program, globals) }
            throw .usage(
                "no-command", UsagePhrase.noCommand.text, next: UsagePhrase.seeHelp.text.with("words", "help")
            )
        }
        let noun = try find(noun: first)
        if wantsHelp, leading.rest.count == 1 { return .help(.noun(noun), globals) }
        guard let (command, consumed) = try find(in: noun, Array(leading.rest.dropFirst())) else {
            return .help(.noun(noun), globals)
        }
        return try parse(command, Array(leading.rest.dropFirst(1 + consumed)), globals, wantsHelp)
    }

    private func parse(
        _ command: Command, _ words: [String], _ globals: GlobalValues, _ wantsHelp: Bool
    ) throws(Failure) -> Request {
        var globals = globals
        var wantsHelp = wantsHelp
        var wantsVersion = false
        var values = ArgumentValues()
        let options = command.options + GlobalOptions.all
        let parsed: OptionParser.Result
        do throws(Failure) {
            parsed = try OptionParser.parse(words, options: options, stopsAtFirstArgument: false)
            for (option, value) in parsed.given {
                if GlobalOptions.all.contains(where: { $0.name == option.name }) {
                    try apply(option, value, to: &globals, &wantsHelp, &wantsVersion)
                } else {
                    if let value { try ValueCheck.check(value, of: option) }
                    values.add(value ?? "", to: option)
                }
            }
            if wantsVersion { return .version(globals) }
            if wantsHelp { return .help(.command(command), globals) }
            for option in command.options where option.isRequired && !values.has(option) {
                throw .usage(
                    "missing-option", UsagePhrase.missingOption.text.with("option", "--\(option.name)"))
            }
            try take(parsed.rest, as: command.arguments, into: &values)
        } catch {
            throw error.about(command)
        }
        return .run(command, values, globals)
    }

    private func take(
        _ words: [String], as arguments: [Argument], into values: inout ArgumentValues
    ) throws(Failure) {
        // A dash that a word processor has made longer.
        if let word = words.first(where: { $0.hasPrefix("—") || $0.hasPrefix("–") }) {
            let fixed = "--" + word.drop { $0 == "—" || $0 == "–" || $0 == "-" }
            throw .usage(
                "wrong-dash", UsagePhrase.wrongDash.text.with("word", word),
                next: UsagePhrase.didYouMean.text.with("word", fixed))
        }
        var words = words[...]
        for argument in arguments {
            guard let word = words.popFirst() else {
                guard !argument.isRequired else {
                    throw .usage(
                        "missing-argument",
                        UsagePhrase.missingArgument.text.with("argument", argument.placeholder.text))
                }
                return
            }
            var taken = [word]
            if argument.isRepeated {
                taken += words
                words = []
            }
            for word in taken {
                try ValueCheck.check(word, of: argument)
                values.addPositional(word)
            }
        }
        if let extra = words.first {
            throw .usage("unexpected-argument", UsagePhrase.unexpectedArgument.text.with("argument", extra))
        }
    }

    private func apply(
        _ option: Option, _ value: String?, to globals: inout GlobalValues, _ wantsHelp: inout Bool,
        _ wantsVersion: inout Bool
    ) throws(Failure) {
        if let value { try ValueCheck.check(value, of: option) }
        switch option.name {
        case GlobalOptions.json.name: globals.isJSON = true
        case GlobalOptions.quiet.name: globals.isQuiet = true
        case GlobalOptions.progress.name: globals.showsProgress = true
        case GlobalOptions.lang.name:
            globals.language = value.flatMap(Language.init(rawValue:)) ?? globals.language
        case GlobalOptions.color.name: globals.color = value.flatMap(ColorChoice.init(rawValue:)) ?? .auto
        case GlobalOptions.help.name: wantsHelp = true
        case GlobalOptions.version.name: wantsVersion = true
        default: preconditionFailure("a global option without a meaning: \(option.name)")
        }
    }

    private func find(noun word: String) throws(Failure) -> Noun {
        if let noun = table.noun(word) { return noun }
        throw .usage(
            "unknown-command", UsagePhrase.unknownCommand.text.with("word", word),
            next: Suggestion.nearest(to: word, among: table.nouns.map(\.word)).map {
                UsagePhrase.didYouMean.text.with("word", "kartka \($0)")
            } ?? UsagePhrase.seeHelp.text.with("words", "help"))
    }

    /// The command and how many words its verb took; nil if help for the noun is asked.
    private func find(in noun: Noun, _ words: [String]) throws(Failure) -> (Command, Int)? {
        if let single = noun.single { return (single, 0) }
        guard let word = words.first(where: { !$0.hasPrefix("-") }) else {
            if words.contains("--help") || words.contains("-h") { return nil }
            throw .usage(
                "no-verb",
                UsagePhrase.noVerb.text.with("noun", noun.word)
                    .with("verbs", noun.verbs.joined(separator: ", ")),
                next: UsagePhrase.seeHelp.text.with("words", "help \(noun.word)"))
        }
        guard word == words.first else {
            throw .usage(
                "option-before-verb", UsagePhrase.verbFirst.text.with("noun", noun.word).with("word", word))
        }
        if let command = table.command(noun.word, word) { return (command, 1) }
        throw .usage(
            "unknown-command", UsagePhrase.unknownCommand.text.with("word", "\(noun.word) \(word)"),
            next: Suggestion.nearest(to: word, among: noun.verbs).map {
                UsagePhrase.didYouMean.text.with("word", "kartka \(noun.word) \($0)")
            } ?? UsagePhrase.seeHelp.text.with("words", "help \(noun.word)"))
    }
}
