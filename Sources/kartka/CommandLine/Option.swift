/// One option of a command; help, parsing, completions and the manual are made from it.
struct Option: Sendable {
    /// What may be written after the option.
    enum Kind: Sendable {
        case flag
        case text
        case file
        case directory
        case number(ClosedRange<Int>)
        case choice([String])
        /// A date, or a time as in RFC 3339.
        case time
        /// A length of time, in seconds; see ``TimeSpan``.
        case duration(ClosedRange<Int64>)
    }

    /// Without the dashes.
    let name: String
    let short: Character?
    let kind: Kind
    /// What stands for the value in a usage line; not used by a flag.
    let placeholder: Placeholder
    let defaultValue: String?
    let isRequired: Bool
    let isRepeated: Bool
    let help: Text

    init(
        _ name: String, short: Character? = nil, _ kind: Kind, _ placeholder: Placeholder = .value,
        default defaultValue: String? = nil, required: Bool = false, repeated: Bool = false, help: Text
    ) {
        self.name = name
        self.short = short
        self.kind = kind
        self.placeholder = placeholder
        self.defaultValue = defaultValue
        self.isRequired = required
        self.isRepeated = repeated
        self.help = help
    }

    var isFlag: Bool {
        if case .flag = kind { true } else { false }
    }

    /// `a|b|c` for a choice, else the placeholder's word.
    func valueWord(in language: Language) -> String {
        switch kind {
        case .choice(let words) where words.count <= Self.choiceWordsShownMax: words.joined(separator: "|")
        default: placeholder.text[language]
        }
    }

    /// A longer list of choices stands in the help text, not in the usage line.
    private static let choiceWordsShownMax = 4
}

/// One positional argument.
struct Argument: Sendable {
    let placeholder: Placeholder
    let kind: Option.Kind
    let isRequired: Bool
    let isRepeated: Bool
    let help: Text

    init(
        _ placeholder: Placeholder, _ kind: Option.Kind, required: Bool = true, repeated: Bool = false,
        help: Text
    ) {
        self.placeholder = placeholder
        self.kind = kind
        self.isRequired = required
        self.isRepeated = repeated
        self.help = help
    }
}
