/// Completion for fish, with the descriptions of the help.
struct FishCompletion {
    let table: CommandTable
    let language: Language

    var script: String {
        var lines = [
            "# fish completion for kartka; put it into ~/.config/fish/completions/kartka.fish",
            "function __kartka_words",
            "    set -l skip 0",
            "    for word in (commandline -opc)[2..-1]",
            "        if test $skip = 1",
            "            set skip 0",
            "            continue",
            "        end",
            "        switch $word",
            "            case --lang --color",
            "                set skip 1",
            "            case '-*'",
            "            case '*'",
            "                echo $word",
            "        end",
            "    end",
            "end",
            "function __kartka_at",
            "    set -l words (__kartka_words)",
            "    set -l wanted (string split ' ' -- $argv[1])",
            "    test (count $words) -ge (count $wanted); or return 1",
            "    test \"$words[1..\"(count $wanted)\"]\" = \"$argv[1]\"",
            "end",
            "function __kartka_needs_verb",
            "    set -l words (__kartka_words)",
            "    test (count $words) -eq 1; and test \"$words[1]\" = \"$argv[1]\"",
            "end",
            "complete -c kartka -f",
        ]
        lines += GlobalOptions.all.map { line($0, condition: nil) }
        for noun in table.nouns {
            lines.append(
                "complete -c kartka -n 'test (count (__kartka_words)) -eq 0' -a \(noun.word) -d "
                    + quoted(noun.summary[language]))
            for command in noun.commands { lines += self.command(command) }
        }
        return lines.joined(separator: "\n")
    }

    private func command(_ command: Command) -> [String] {
        var lines: [String] = []
        if let verb = command.verb {
            lines.append(
                "complete -c kartka -n '__kartka_needs_verb \(command.noun)' -a \(verb) -d "
                    + quoted(command.summary[language]))
        }
        let condition = "__kartka_at \"\(command.words)\""
        lines += command.options.map { line($0, condition: condition) }
        for argument in command.arguments {
            switch argument.kind {
            case .choice(let words):
                lines.append("complete -c kartka -n '\(condition)' -a '\(words.joined(separator: " "))'")
            case .file: lines.append("complete -c kartka -n '\(condition)' -F")
            case .directory:
                lines.append("complete -c kartka -n '\(condition)' -a '(__fish_complete_directories)'")
            case .flag, .text, .number, .time, .duration: break
            }
        }
        return lines
    }

    private func line(_ option: Option, condition: String?) -> String {
        var line = "complete -c kartka"
        if let condition { line += " -n '\(condition)'" }
        if let short = option.short { line += " -s \(short)" }
        line += " -l \(option.name)"
        switch option.kind {
        case .flag: break
        case .text, .number, .time, .duration: line += " -x"
        case .file: line += " -r -F"
        case .directory: line += " -x -a '(__fish_complete_directories)'"
        case .choice(let words): line += " -x -a '\(words.joined(separator: " "))'"
        }
        return line + " -d " + quoted(option.help[language])
    }

    private func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
