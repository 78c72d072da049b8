import Foundation
import Testing

@testable import kartka

@Suite("program")
struct ProgramTests {
    @Test("usage errors name the option, show the usage line and end with 64")
    func usage() throws {
        let outcome = try KartkaProcess.run(["completion", "bash", "--bogus"])
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("kartka: unknown option --bogus"))
        #expect(outcome.errors.contains("Usage: kartka completion"))
    }

    @Test("the language of an error is that of --lang, else of the locale")
    func languages() throws {
        let ukrainian = try KartkaProcess.run(["--lang", "uk", "nosuch"])
        #expect(ukrainian.errors.contains("немає команди «nosuch»"))
        let russian = try KartkaProcess.run(["nosuch"], environment: ["LC_ALL": "ru_RU.UTF-8"])
        #expect(russian.errors.contains("нет команды «nosuch»"))
    }

    @Test("in JSON mode an error is a problem object with the exit status")
    func problem() throws {
        let outcome = try KartkaProcess.run(["--json", "complete"])
        let problem = try outcome.problem()
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        #expect(problem["exit"] as? Int == 64)
        #expect(problem["type"] as? String == "urn:kartka:problem:unknown-command")
        #expect((problem["next"] as? String)?.contains("kartka completion") == true)
    }

    @Test("--version prints one line, or a document")
    func version() throws {
        #expect(try KartkaProcess.run(["--version"]).output == "kartka \(Version.number)\n")
        #expect(
            try KartkaProcess.run(["--version", "--json"]).document()["version"] as? String == Version.number)
    }

    @Test("a full disk isn't success")
    func fullDisk() throws {
        let outcome = try KartkaProcess.execute(
            "/bin/sh", ["-c", "exec \"$0\" help >/dev/full", KartkaProcess.path])
        #expect(outcome.status == 74)
        #expect(outcome.errors.contains("No space left on device"))
    }

    @Test("a closed pipe is no error")
    func closedPipe() throws {
        let outcome = try KartkaProcess.execute(
            "/bin/bash", ["-c", "set -o pipefail; \"$0\" help --json | true", KartkaProcess.path])
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
    }

    @Test("no command has escape codes off a terminal, unless asked for")
    func colours() throws {
        #expect(try !KartkaProcess.run(["help"]).output.contains("\u{1B}"))
        #expect(try KartkaProcess.run(["help", "--color", "always"]).output.contains("\u{1B}[1m"))
    }

    @Test("bash accepts its completion and completes from it")
    func bash() throws {
        let directory = try TemporaryDirectory()
        let script = try directory.write(
            try KartkaProcess.run(["completion", "bash"]).output, to: "kartka.bash")
        let syntax = try KartkaProcess.execute("/bin/bash", ["-n", script])
        #expect(syntax.status == 0, "\(syntax.errors)")
        let steps = """
            source "$1"
            complete_at() {
              COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _kartka; echo "${COMPREPLY[*]}"
            }
            complete_at kartka com; complete_at kartka completion ''; complete_at kartka --lang u
            complete_at kartka --lang uk completion z; complete_at kartka completion --qu
            """
        let outcome = try KartkaProcess.execute("/bin/bash", ["-c", steps, "bash", script])
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(outcome.errors.isEmpty)
        #expect(lines.first == "completion")
        #expect(lines[1].hasPrefix("bash zsh fish"))
        #expect(Array(lines[2...4]) == ["uk", "zsh", "--quiet"])
    }

    @Test("zsh and fish accept theirs, where they are installed", arguments: ["zsh", "fish"])
    func otherShells(shell: String) throws {
        let directory = try TemporaryDirectory()
        let text = try KartkaProcess.run(["completion", shell, "--lang", "uk"]).output
        #expect(text.contains("kartka"))
        let script = try directory.write(text, to: "script")
        guard
            let path = ["/usr/bin/", "/bin/"].map({ $0 + shell })
                .first(where: FileManager.default.isExecutableFile(atPath:))
        else { return }
        let outcome = try KartkaProcess.execute(path, ["-n", script])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("every manual page passes groff without a warning", arguments: Language.allCases)
    func manual(language: Language) throws {
        let groff = "/usr/bin/groff"
        guard FileManager.default.isExecutableFile(atPath: groff) else { return }
        let directory = try TemporaryDirectory()
        for words in [[]] + CommandTable.all.commands.map({ $0.words.split(separator: " ").map(String.init) })
        {
            let page = try KartkaProcess.run(["man", "--lang", language.rawValue] + words)
            #expect(page.status == 0)
            let file = try directory.write(page.output, to: "page.1")
            let outcome = try KartkaProcess.execute(
                groff, ["-man", "-ww", "-K", "utf8", "-T", "utf8", "-z", file])
            #expect(outcome.status == 0)
            #expect(outcome.errors.isEmpty, "\(words): \(outcome.errors)")
        }
    }

    @Test("the table as JSON lists every command with two examples that name it")
    func table() throws {
        let commands = try #require(
            try KartkaProcess.run(["help", "--json"]).document()["commands"] as? [[String: Any]])
        #expect(commands.compactMap { $0["words"] as? String } == CommandTable.all.commands.map(\.words))
        for command in CommandTable.all.commands {
            #expect(command.examples.count == 2, "\(command.words)")
            for example in command.examples {
                #expect(example.words.hasPrefix(command.words), "\(command.words): \(example.words)")
            }
        }
    }
}
