import Foundation
import Testing

@testable import kartka

/// The help of every command in every language, compared with what is checked in.
/// After a change that is meant: `KARTKA_RECORD_HELP=1 swift test --filter HelpTests`, and read the
/// difference.
@Suite("help")
struct HelpTests {
    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "Help")

    @Test("help is as it was read and agreed", arguments: Language.allCases)
    func golden(language: Language) throws {
        let help = Help(table: .all, language: language) { text, _ in text }
        var pages = [("kartka", help.page(.program))]
        pages += CommandTable.all.commands.map { ($0.pageName, help.page(.command($0))) }
        let directory = Self.directory.appendingPathComponent(language.rawValue)
        let isRecording = ProcessInfo.processInfo.environment["KARTKA_RECORD_HELP"] != nil
        if isRecording {
            try? FileManager.default.removeItem(at: directory)
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        }
        for (name, page) in pages {
            let file = directory.appendingPathComponent("\(name).txt")
            if isRecording { try Data((page + "\n").utf8).write(to: file) }
            let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            #expect(page + "\n" == golden, "\(file.path)")
        }
        let there = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(Set(there) == Set(pages.map { "\($0.0).txt" }))
    }

    @Test("no line of the help is wider than the page", arguments: Language.allCases)
    func width(language: Language) {
        let help = Help(table: .all, language: language) { text, _ in text }
        let pages = [help.page(.program)] + CommandTable.all.commands.map { help.page(.command($0)) }
        for line in pages.flatMap({ $0.split(separator: "\n") }) where !line.contains("    kartka ") {
            #expect(String(line).displayWidth <= Help.widthColumns, "\(line)")
        }
    }

    @Test("the program prints the very same page for help and --help")
    func same() throws {
        let first = try KartkaProcess.run(["help", "completion", "--lang", "uk"])
        let second = try KartkaProcess.run(["completion", "--help", "--lang", "uk"])
        #expect(first.output == second.output)
        #expect(first.output.contains("kartka completion – друкує"))
    }
}
