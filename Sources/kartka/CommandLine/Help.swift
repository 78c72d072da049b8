/// Help pages, made from the command table.
struct Help {
    static let widthColumns = 88
    let table: CommandTable
    let language: Language
    let style: @Sendable (String, Style) -> String

    func page(_ subject: HelpSubject) -> String {
        switch subject {
        case .program: program()
        case .noun(let noun): self.noun(noun)
        case .command(let command): self.command(command)
        }
    }

    /// `Usage: kartka record show FILE`, each line within the width.
    static func usageLines(of command: Command, _ language: Language) -> [String] {
        let heading = HelpPhrase.usage.text[language]
        let indent = String(repeating: " ", count: heading.displayWidth + 3)
        let lines = synopsis(of: command, language).joined(separator: " ")
            .wrapped(to: widthColumns - heading.displayWidth - 2)
        return lines.enumerated().map { index, line in
            (index == 0 ? "\(heading): " : indent) + line.replacing(Self.bond, with: " ")
        }
    }

    /// The usage in pieces that stay together on a line.
    static func synopsis(of command: Command, _ language: Language) -> [String] {
        var pieces = ["kartka\(bond)\(command.words.replacing(" ", with: bond))"]
        for option in command.options {
            let value = option.isFlag ? "" : bond + option.valueWord(in: language)
            let piece = "--\(option.name)\(value)"
            pieces.append((option.isRequired ? piece : "[\(piece)]") + (option.isRepeated ? "…" : ""))
        }
        for argument in command.arguments {
            let word = argument.placeholder.text[language] + (argument.isRepeated ? "…" : "")
            pieces.append(argument.isRequired ? word : "[\(word)]")
        }
        return pieces
    }

    private static let bond = "\u{A0}"

    private func program() -> String {
        var lines = ["kartka – \(CommandTable.program[language])", ""]
        lines.append("\(HelpPhrase.usage.text[language]): kartka \(HelpPhrase.genericUsage.text[language])")
        lines += heading(.commands)
        let rows = table.nouns.flatMap { noun in
            noun.commands.map { ($0.words, $0.summary[language]) }
        }
        lines += self.rows(rows)
        lines += heading(.globalOptions) + options(GlobalOptions.all)
        lines += heading(.more)
        lines += HelpPhrase.moreText.text[language].wrapped(to: Self.widthColumns - 2).map { "  " + $0 }
        return lines.joined(separator: "\n")
    }

    private func noun(_ noun: Noun) -> String {
        if let command = noun.single { return self.command(command) }
        var lines = ["kartka \(noun.word) – \(noun.summary[language])", ""]
        lines.append(
            "\(HelpPhrase.usage.text[language]): kartka \(noun.word) \(noun.verbs.joined(separator: "|")) …")
        lines += heading(.commands) + rows(noun.commands.map { ($0.words, $0.summary[language]) })
        return lines.joined(separator: "\n")
    }

    private func command(_ command: Command) -> String {
        var lines = ["kartka \(command.words) – \(command.summary[language])", ""]
        lines += Self.usageLines(of: command, language) + [""]
        lines += command.details[language].wrapped(to: Self.widthColumns)
        if !command.arguments.isEmpty {
            lines += heading(.arguments)
            lines += rows(command.arguments.map { ($0.placeholder.text[language], describe($0)) })
        }
        if !command.options.isEmpty { lines += heading(.options) + options(command.options) }
        lines += heading(.globalOptions) + options(GlobalOptions.all)
        lines += heading(.examples)
        for example in command.examples {
            lines += example.purpose[language].wrapped(to: Self.widthColumns - 2).map { "  \($0)" }
            lines.append("    " + style("kartka \(example.words)", .key))
        }
        lines += heading(.statuses)
        lines += rows(command.allStatuses.map { (String($0.rawValue), $0.meaning[language]) })
        return lines.joined(separator: "\n")
    }

    private func heading(_ phrase: HelpPhrase) -> [String] {
        ["", style("\(phrase.text[language]):", .heading)]
    }

    private func options(_ options: [Option]) -> [String] {
        rows(
            options.map { option in
                let short = option.short.map { "-\($0), " } ?? "    "
                let value = option.isFlag ? "" : " " + option.valueWord(in: language)
                return ("\(short)--\(option.name)\(value)", describe(option))
            })
    }

    func describe(_ option: Option) -> String {
        var text = option.help[language]
        if case .choice(let words) = option.kind,
            option.valueWord(in: language) != words.joined(separator: "|")
        {
            text += ": " + words.joined(separator: ", ")
        }
        if case .number(let range) = option.kind { text += " (\(range.lowerBound)…\(range.upperBound))" }
        if case .duration(let range) = option.kind {
            let ends = [range.lowerBound, range.upperBound].map { TimeSpan.text(seconds: $0) }
            text += " (\(ends[0])…\(ends[1]))"
        }
        var remarks: [String] = []
        if option.isRequired { remarks.append(HelpPhrase.required.text[language]) }
        if option.isRepeated { remarks.append(HelpPhrase.repeated.text[language]) }
        if let value = option.defaultValue {
            remarks.append(HelpPhrase.defaultValue.text.with("value", value)[language])
        }
        return remarks.isEmpty ? text : "\(text) [\(remarks.joined(separator: "; "))]"
    }

    func describe(_ argument: Argument) -> String {
        guard case .choice(let words) = argument.kind else { return argument.help[language] }
        return "\(argument.help[language]): \(words.joined(separator: ", "))"
    }

    /// Two columns; a long first one puts the second on the next line.
    private func rows(_ rows: [(String, String)]) -> [String] {
        let firstWidthMax = 28
        let width = min(firstWidthMax, rows.map(\.0.displayWidth).max() ?? 0)
        let indent = String(repeating: " ", count: width + 4)
        return rows.flatMap { first, second in
            let lines = second.wrapped(to: Self.widthColumns - width - 4)
            let head =
                "  " + style(first, .key) + String(repeating: " ", count: max(0, width - first.displayWidth))
            let rest = lines.dropFirst().map { indent + $0 }
            guard first.displayWidth <= width else { return [head] + lines.map { indent + $0 } }
            return [head + "  " + (lines.first ?? "")] + rest
        }
    }
}
