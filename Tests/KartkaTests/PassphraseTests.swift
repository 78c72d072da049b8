import Foundation
import Testing

@testable import kartka

@Suite("passphrases")
struct PassphraseTests {
    let region: AuthorityRegion
    let directory: TemporaryDirectory

    init() throws {
        region = try AuthorityRegion.shared.get()
        directory = try TemporaryDirectory()
    }

    /// Everything but the passphrase.
    private var words: [String] {
        ["authority", "init", directory.file("region"), "--region", "R", "--country", "804", "--issuer", "1"]
    }

    @Test(
        "a passphrase that can't be had is told with its own status",
        arguments: [
            (["--passphrase-env", "NO_SUCH_VARIABLE"], 64, "is not set"),
            (["--passphrase-env", "SHORT"], 65, "at least 8 bytes"),
            (["--passphrase-env", "EMPTY"], 65, "is empty"),
            (["--passphrase-file", "/nonexistent"], 66, "No such file"),
            (["--passphrase-file", "/dev/null"], 66, "not a regular file"),
            (["--passphrase-file", "/etc/passwd"], 78, "chmod 600"),
            (["--passphrase-file", "/x", "--passphrase-env", "X"], 64, "exclude each other"),
        ])
    func sources(options: [String], status: Int32, message: String) throws {
        let outcome = try KartkaProcess.run(
            words + options, environment: ["SHORT": "seven77", "EMPTY": ""])
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(!outcome.errors.contains("seven77"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test("without a terminal the message says how else to give it")
    func noTerminal() throws {
        let outcome = try KartkaProcess.execute("/usr/bin/setsid", ["--wait", KartkaProcess.path] + words)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("--passphrase-file"))
    }

    @Test("a new passphrase is asked twice at the terminal, unseen; two that differ make nothing")
    func askedTwice() throws {
        let talk = try PseudoTerminal.run(
            words + ["--lang", "uk"],
            answers: [("Новий пароль: ", "first one\r"), ("Ще раз: ", "second one\r")])
        #expect(talk.status == 65)
        #expect(talk.text.contains("паролі не збігаються"))
        #expect(!talk.text.contains("first one"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test("sealing asks once, and shows on the terminal what takes its time")
    func askedOnce() throws {
        let form = try directory.write(
            try KartkaProcess.run(["record", "template", "utilities"]).output, to: "form")
        let talk = try PseudoTerminal.run(
            [
                "record", "seal", "-a", region.folder, "--type", "utilities", "-i", form, "-o",
                directory.file("record"),
            ], answers: [("Passphrase: ", AuthorityRegion.passphrase + "\r")])
        #expect(talk.status == 0, "\(talk.text)")
        #expect(talk.text.contains("1/1 opening the authority's key: utilities"))
        #expect(!talk.text.contains(AuthorityRegion.passphrase))
        #expect(try region.verify(directory.file("record")).status == 0)
    }
}

/// The program at a terminal of its own, with somebody who types.
enum PseudoTerminal {
    static func run(
        _ words: [String], answers: [(question: String, answer: String)]
    ) throws -> (status: Int32, text: String) {
        var master: Int32 = -1
        var slave: Int32 = -1
        try #require(unsafe openpty(&master, &slave, nil, nil, nil) == 0)
        defer { close(master) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
        process.arguments = ["--ctty", "--wait", KartkaProcess.path] + words
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "dumb"]
        let handle = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
        process.standardInput = handle
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        close(slave)
        var text: [UInt8] = []
        var waiting = answers[...]
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            var event = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&event, 1, timeoutMilliseconds) > 0 else {
                process.terminate()
                break
            }
            let count = unsafe read(master, &buffer, buffer.count)
            guard count > 0 else { break }
            text += buffer[..<count]
            if let next = waiting.first, String(decoding: text, as: UTF8.self).hasSuffix(next.question) {
                waiting.removeFirst()
                let answer = Array(next.answer.utf8)
                _ = unsafe write(master, answer, answer.count)
            }
        }
        process.waitUntilExit()
        #expect(waiting.isEmpty, "never asked: \(waiting.map(\.question))")
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }

    private static let timeoutMilliseconds: Int32 = 20_000
}
