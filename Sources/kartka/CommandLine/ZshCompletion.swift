/// Completion for zsh, with the descriptions of the help.
struct ZshCompletion {
    let table: CommandTable
    let language: Language

    var script: String {
        var lines = [
            "#compdef kartka",
            "# zsh completion for kartka; put it into a directory of $fpath as _kartka",
            "_kartka() {",
            "    local context state line noun verb",
            "    local -a globals nouns verbs",
            "    globals=(",
        ]
        lines += GlobalOptions.all.map { "        \(specification($0))" }
        lines += [
            "    )",
            "    _arguments -C $globals '1: :->noun' '*:: :->rest' && return",
            "    noun=$line[1]",
            "    case $state in",
            "        noun)",
            "            nouns=(",
        ]
        lines += table.nouns.map { "                \(quoted("\($0.word):\($0.summary[language])"))" }
        lines += ["            )", "            _describe command nouns", "            ;;", "        rest)"]
        lines.append("            case $noun in")
        for noun in table.nouns { lines += self.noun(noun) }
        lines += ["            esac", "            ;;", "    esac", "}", "compdef _kartka kartka"]
        return lines.joined(separator: "\n")
    }

    private func noun(_ noun: Noun) -> [String] {
        let indent = "                "
        var lines = ["\(indent)\(noun.word))"]
        if let command = noun.single {
            return lines + arguments(of: command, indent: indent + "    ") + ["\(indent)    ;;"]
        }
        lines += ["\(indent)    if (( CURRENT == 1 )); then", "\(indent)        verbs=("]
        lines += noun.commands.map {
            "\(indent)            \(quoted("\($0.verb ?? ""):\($0.summary[language])"))"
        }
        lines += ["\(indent)        )", "\(indent)        _describe verb verbs", "\(indent)    else"]
        // _arguments expects the command's own word in front of its arguments.
        lines += ["\(indent)        verb=$words[1]", "\(indent)        case $verb in"]
        for command in noun.commands {
            lines.append("\(indent)            \(command.verb ?? ""))")
            lines += arguments(of: command, indent: indent + "                ")
            lines.append("\(indent)                ;;")
        }
        return lines + ["\(indent)        esac", "\(indent)    fi", "\(indent)    ;;"]
    }

    private func arguments(of command: Command, indent: String) -> [String] {
        var lines = ["\(indent)_arguments $globals \\"]
        lines += command.options.map { "\(indent)    \(specification($0)) \\" }
        for (index, argument) in command.arguments.enumerated() {
            let place = argument.isRepeated ? "*" : "\(index + 1)"
            let gap = argument.isRequired || argument.isRepeated ? ":" : "::"
            let message = colonless(argument.placeholder.text[language])
            lines.append("\(indent)    \(quoted("\(place)\(gap)\(message):\(action(argument.kind))")) \\")
        }
        lines.append("\(indent)    && return")
        return lines
    }

    private func specification(_ option: Option) -> String {
        let help = colonless(option.help[language]).replacing("[", with: "(").replacing("]", with: ")")
        let value =
            option.isFlag ? "" : ":\(colonless(option.placeholder.text[language])):\(action(option.kind))"
        let star = option.isRepeated ? "*" : ""
        return quoted("\(star)--\(option.name)\(option.isFlag ? "" : "=")[\(help)]\(value)")
    }

    private func action(_ kind: Option.Kind) -> String {
        switch kind {
        case .flag, .text, .number, .time, .duration: " "
        case .file: "_files"
        case .directory: "_files -/"
        case .choice(let words): "(\(words.joined(separator: " ")))"
        }
    }

    private func colonless(_ text: String) -> String {
        text.replacing(":", with: "\\:")
    }

    private func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
