/// Completion for bash, without needing the bash-completion package.
struct BashCompletion {
    let table: CommandTable

    var script: String {
        var lines = [
            "# bash completion for kartka; load it with: source <(kartka completion bash)",
            "_kartka() {",
            "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}",
            "    local word noun= verb= words= index expects=",
            "    COMPREPLY=()",
            "    for ((index = 1; index < COMP_CWORD; index++)); do",
            "        word=${COMP_WORDS[index]}",
            "        if [[ -n $expects ]]; then expects=; continue; fi",
            "        case $word in",
            "            --lang|--color) expects=yes ;;",
            "            -*) ;;",
            "            *) if [[ -z $noun ]]; then noun=$word; elif [[ -z $verb ]]; then verb=$word; fi ;;",
            "        esac",
            "    done",
            "    case $previous in",
        ]
        for option in GlobalOptions.all { lines += valueCase(option, indent: "        ") }
        lines += ["    esac", "    case \"$noun\" in", "        '')"]
        lines.append(
            "            words='\(table.nouns.map(\.word).joined(separator: " ")) \(globalWords)' ;;")
        for noun in table.nouns { lines += self.noun(noun) }
        lines += [
            "    esac",
            "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))",
            "}",
            "complete -o bashdefault -o default -F _kartka kartka",
        ]
        return lines.joined(separator: "\n")
    }

    private var globalWords: String {
        GlobalOptions.all.map { "--\($0.name)" }.joined(separator: " ")
    }

    private func noun(_ noun: Noun) -> [String] {
        var lines = ["        \(noun.word))"]
        if let command = noun.single {
            lines += body(of: command, indent: "            ") + ["            ;;"]
            return lines
        }
        lines += ["            case \"$verb\" in"]
        lines += ["                '') words='\(noun.verbs.joined(separator: " ")) \(globalWords)' ;;"]
        for command in noun.commands {
            lines.append("                \(command.verb ?? ""))")
            lines += body(of: command, indent: "                    ")
            lines.append("                    ;;")
        }
        return lines + ["            esac", "            ;;"]
    }

    private func body(of command: Command, indent: String) -> [String] {
        var lines: [String] = []
        let cases = command.options.flatMap { valueCase($0, indent: indent + "    ") }
        if !cases.isEmpty { lines += ["\(indent)case $previous in"] + cases + ["\(indent)esac"] }
        var words = command.options.map { "--\($0.name)" }
        var takesFiles = false
        for argument in command.arguments {
            switch argument.kind {
            case .choice(let choices): words = choices + words
            case .file, .directory: takesFiles = true
            case .flag, .text, .number, .time, .duration: break
            }
        }
        lines.append("\(indent)words='\(words.joined(separator: " ")) \(globalWords)'")
        if takesFiles {
            // Nothing fits: bash falls back to file names.
            lines.append(
                "\(indent)[[ $current == -* ]] || { COMPREPLY=($(compgen -f -- \"$current\")); return; }")
        }
        return lines
    }

    private func valueCase(_ option: Option, indent: String) -> [String] {
        let names = (option.short.map { "-\($0)|" } ?? "") + "--\(option.name)"
        switch option.kind {
        case .flag: return []
        case .choice(let words):
            let list = words.joined(separator: " ")
            return ["\(indent)\(names)) COMPREPLY=($(compgen -W '\(list)' -- \"$current\")); return ;;"]
        case .file: return ["\(indent)\(names)) COMPREPLY=($(compgen -f -- \"$current\")); return ;;"]
        case .directory: return ["\(indent)\(names)) COMPREPLY=($(compgen -d -- \"$current\")); return ;;"]
        case .text, .number, .time, .duration: return ["\(indent)\(names)) return ;;"]
        }
    }
}
