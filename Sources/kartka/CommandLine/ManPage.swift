/// Manual pages in the `man` macros of groff, made from the command table.
struct ManPage {
    let table: CommandTable
    let language: Language

    /// `kartka(1)`: the overview.
    func program() -> String {
        var lines = header("KARTKA")
        lines += section(.name) + ["kartka \\- \(escaped(CommandTable.program[language]))"]
        lines += section(.synopsis) + [".B kartka", escaped(HelpPhrase.genericUsage.text[language])]
        lines += section(.description) + [escaped(HelpPhrase.moreText.text[language])]
        lines += section(.commands)
        for command in table.commands {
            lines += item(bold("kartka \(command.words)"), command.summary[language])
        }
        lines += section(.globalOptions) + options(GlobalOptions.all)
        lines += section(.statuses)
        for status in ExitStatus.allCases {
            lines += item(bold(String(status.rawValue)), status.meaning[language])
        }
        lines += section(.environment)
        lines += item(bold("LC_ALL, LC_MESSAGES, LANG"), HelpPhrase.environmentLocale.text[language])
        lines += item(bold("NO_COLOR"), HelpPhrase.environmentNoColor.text[language])
        lines += section(.seeAlso) + seeAlso(table.commands.map(\.pageName))
        return lines.joined(separator: "\n")
    }

    /// `kartka-record-show(1)` and its like.
    func page(of command: Command) -> String {
        let help = Help(table: table, language: language) { text, _ in text }
        var lines = header(command.pageName.uppercased())
        lines += section(.name) + ["\(escaped(command.pageName)) \\- \(escaped(command.summary[language]))"]
        lines += section(.synopsis)
        let pieces = Help.synopsis(of: command, language)
        lines +=
            [".nh", ".ad l", bold(pieces[0])] + pieces.dropFirst().map { escaped($0) } + [".ad b", ".hy"]
        lines += section(.description) + [escaped(command.details[language])]
        if !command.arguments.isEmpty {
            lines += section(.arguments)
            for argument in command.arguments {
                lines += item(italic(argument.placeholder.text[language]), help.describe(argument))
            }
        }
        if !command.options.isEmpty { lines += section(.options) + options(command.options) }
        lines += section(.globalOptions) + options(GlobalOptions.all)
        lines += section(.examples)
        for example in command.examples {
            lines += [".PP", escaped(example.purpose[language]), ".PP", ".RS 4", ".nf"]
            lines += [bold("kartka \(example.words)"), ".fi", ".RE"]
        }
        lines += section(.statuses)
        for status in command.allStatuses {
            lines += item(bold(String(status.rawValue)), status.meaning[language])
        }
        let siblings = table.noun(command.noun)?.commands.map(\.pageName) ?? []
        lines += section(.seeAlso) + seeAlso(["kartka"] + siblings.filter { $0 != command.pageName })
        return lines.joined(separator: "\n")
    }

    private func header(_ name: String) -> [String] {
        [
            #"'\" -*- coding: utf-8 -*-"#,
            ".TH \(escaped(name)) 1 \"\(Version.date)\" \"Kartka \(Version.number)\" "
                + "\"\(escaped(HelpPhrase.manual.text[language]))\"",
        ]
    }

    private func section(_ phrase: HelpPhrase) -> [String] {
        [".SH \"\(escaped(phrase.text[language].uppercased()))\""]
    }

    private func item(_ tag: String, _ text: String) -> [String] {
        [".TP", tag, escaped(text)]
    }

    private func options(_ options: [Option]) -> [String] {
        let help = Help(table: table, language: language) { text, _ in text }
        return options.flatMap { option in
            var tag = option.short.map { bold("-\($0)") + ", " } ?? ""
            tag += bold("--\(option.name)")
            if !option.isFlag { tag += " " + italic(option.valueWord(in: language)) }
            return item(tag, help.describe(option))
        }
    }

    private func seeAlso(_ pages: [String]) -> [String] {
        let last = pages.count - 1
        return pages.enumerated().map { index, page in ".BR \(escaped(page)) (1)\(index == last ? "" : ",")" }
    }

    private func bold(_ text: String) -> String {
        "\\fB\(escaped(text))\\fR"
    }

    private func italic(_ text: String) -> String {
        "\\fI\(escaped(text))\\fR"
    }

    /// Backslashes and hyphens as such; a dot or quote that begins a line is no request.
    private func escaped(_ text: String) -> String {
        let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing(
            "\"", with: "\\(dq"
        )
        .replacing("\u{A0}", with: " ")
        return plain.split(separator: "\n", omittingEmptySubsequences: true).map { line in
            line.first == "." || line.first == "'" ? "\\&\(line)" : String(line)
        }.joined(separator: "\n.PP\n")
    }
}
