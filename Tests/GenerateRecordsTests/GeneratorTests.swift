import Foundation
import Testing

@testable import GenerateRecords

private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// A copy of CardSchemas that a test may change.
private struct SchemasCopy: ~Copyable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "schemas-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: root.appending(path: "CardSchemas"), to: folder)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func edit(_ path: String, _ old: String, _ new: String) throws {
        let file = folder.appending(path: path)
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(old), "\(path) has changed: adapt the test")
        let changed = text.replacing(old, with: new, maxReplacements: 1)
        try changed.write(to: file, atomically: true, encoding: .utf8)
    }

    func addSeatLabels() throws {
        for language in Translation.languages {
            try edit(
                "transport-concession/v1/labels.\(language).json", "\"language\": {",
                "\"seat-number\": {\"label\": \"Seat \(language)\"}, \"language\": {")
        }
    }
}

@Suite("The generator")
struct GeneratorTests {
    @Test("the checked-in sources are what CardSchemas gives")
    func upToDate() throws {
        let sources = try Generator(schemas: root.appending(path: "CardSchemas")).sources()
        let folder = GeneratedFolder(root.appending(path: "Sources/CardRecords/Generated"))
        #expect(try folder.changes(to: sources).map(\.file) == [], "run Tools/generate")
    }

    @Test("a difference between schema and sources is noticed")
    func noticed() throws {
        let copy = try SchemasCopy()
        try copy.edit(
            "transport-concession/v1/record.cddl", "passback-minutes = 0..63", "passback-minutes = 0..62")
        let sources = try Generator(schemas: copy.folder).sources()
        let folder = GeneratedFolder(root.appending(path: "Sources/CardRecords/Generated"))
        #expect(try folder.changes(to: sources).map(\.file) == ["TransportConcession.swift"])
    }

    @Test("a new field needs one line of CDDL and its labels")
    func addField() throws {
        let copy = try SchemasCopy()
        try copy.edit(
            "transport-concession/v1/record.cddl", "  ? &(language: 12)",
            "  ? &(seat-number: 13) => 1..99, ; Seat that is reserved.\n  ? &(language: 12)")
        try copy.addSeatLabels()
        let source = try #require(
            try Generator(schemas: copy.folder).sources()["TransportConcession.swift"])
        #expect(source.contains("/// Seat that is reserved.\n    public var seatNumber: Int?"))
        #expect(source.contains("case 13: seatNumber = try decoder.takeCount(in: 1...99)"))
        #expect(source.contains("name: \"seat-number\""))
        #expect(source.contains("LocalisedText(uk: \"Seat uk\", en: \"Seat en\", ru: \"Seat ru\")"))
        try expectParses(source)
    }

    /// The whole module isn't compiled again here (it takes half a minute); its syntax is, and the checked-in
    /// sources, made the same way, are compiled by the build.
    private func expectParses(_ source: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).swift")
        try source.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["swiftc", "-frontend", "-parse", file.path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test("a field without a label is an error that names the file and the field")
    func missingLabel() throws {
        let copy = try SchemasCopy()
        try copy.edit(
            "transport-concession/v1/record.cddl", "  ? &(language: 12)",
            "  ? &(seat-number: 13) => 1..99,\n  ? &(language: 12)")
        let error = try #require(throws: SchemaError.self) { try Generator(schemas: copy.folder).sources() }
        #expect(error.file == "CardSchemas/transport-concession/v1/labels.uk.json")
        #expect(error.message == "no label for transport-concession.seat-number")
    }

    @Test("a label without a field is an error")
    func labelWithoutField() throws {
        let copy = try SchemasCopy()
        try copy.addSeatLabels()
        let error = try #require(throws: SchemaError.self) { try Generator(schemas: copy.folder).sources() }
        #expect(error.message.contains("transport-concession.seat-number"))
    }

    @Test("a field that the form doesn't have is an error in the form")
    func formWithoutField() throws {
        let copy = try SchemasCopy()
        try copy.edit("transport-concession/v1/form.json", "\"field\": \"payer\"", "\"field\": \"player\"")
        let error = try #require(throws: SchemaError.self) { try Generator(schemas: copy.folder).sources() }
        #expect(error.message == "no field transport-concession.player")
    }

    @Test("two records can't share a claim")
    func claimTwice() throws {
        let copy = try SchemasCopy()
        try copy.edit("transport-concession/v1/record.cddl", "CWT claim -65537", "CWT claim 169")
        let error = try #require(throws: SchemaError.self) { try Generator(schemas: copy.folder).sources() }
        #expect(error.message.contains("same claim"))
    }
}
