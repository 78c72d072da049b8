import Foundation
import Testing

@testable import GenerateRecords

let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
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

    func addSeatToForm() throws {
        try edit(
            "transport-concession/v1/form.json", "{\"field\": \"language\"",
            """
            {"field": "seat-number", "widget": "number", "privacy": "public", "read": ["anyone"],
              "edit": ["transport"]},
            {"field": "language"
            """)
    }

    func addSeatLabels() throws {
        for language in Translation.languages {
            try edit(
                "transport-concession/v1/labels.\(language).json", "\"language\": {",
                "\"seat-number\": {\"label\": \"Seat \(language)\"}, \"language\": {")
        }
    }
}

/// The first field of that name in a generated table, without what follows it.
private func fieldRow(_ name: String, in source: String) throws -> Substring {
    let start = try #require(source.range(of: "name: \"\(name)\",")).lowerBound
    let end = source.range(of: "FieldDescriptor(", range: start..<source.endIndex)?.lowerBound
    return source[start..<(end ?? source.endIndex)]
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

    @Test("a new field needs one line of CDDL and its three labels, and CardRecords compiles")
    func addField() throws {
        let copy = try SchemasCopy()
        try copy.edit(
            "transport-concession/v1/record.cddl", "  ? &(language: 12)",
            "  ? &(seat-number: 13) => 1..99, ; Seat that is reserved.\n  ? &(language: 12)")
        try copy.addSeatLabels()
        var notes: [String] = []
        let sources = try Generator(schemas: copy.folder).sources { notes.append($0) }
        #expect(
            notes == [
                "note: transport-concession/v1/form.json doesn't place seat-number: "
                    + "it comes last, guarded like card-number"
            ])
        let source = try #require(sources["TransportConcession.swift"])
        #expect(source.contains("/// Seat that is reserved.\n    public var seatNumber: Int?"))
        #expect(source.contains("case 13: seatNumber = try decoder.takeCount(in: 1...99)"))
        let row = try fieldRow("seat-number", in: source)
        #expect(row.contains("LocalisedText(uk: \"Seat uk\", en: \"Seat en\", ru: \"Seat ru\")"))
        #expect(row.contains("order: 13,") && row.contains("group: \"gate\""))
        #expect(row.contains("widget: \"number\""))
        #expect(row.contains("privacy: \"public\""))
        #expect(row.contains("readers: [\"anyone\"]") && row.contains("editors: [\"issuer\"]"))
        #expect(try CardRecordsModule.typeChecks(with: sources))
        let broken = sources.mapValues { $0.replacing("seatNumber: Int?", with: "seatNumber: Bool?") }
        #expect(try !CardRecordsModule.typeChecks(with: broken, only: "TransportConcession.swift"))
    }

    @Test("a place in the form comes before the default, and nothing is noted")
    func placedField() throws {
        let copy = try SchemasCopy()
        try copy.edit(
            "transport-concession/v1/record.cddl", "  ? &(language: 12)",
            "  ? &(seat-number: 13) => 1..99,\n  ? &(language: 12)")
        try copy.addSeatToForm()
        try copy.addSeatLabels()
        var notes: [String] = []
        let sources = try Generator(schemas: copy.folder).sources { notes.append($0) }
        #expect(notes == [])
        let row = try fieldRow("seat-number", in: try #require(sources["TransportConcession.swift"]))
        #expect(row.contains("order: 12,") && row.contains("editors: [\"transport\"]"))
    }

    @Test(
        "a form says of each field what it must, in words that exist",
        arguments: [
            ("\"privacy\": \"public\"", "\"privacy\": \"secret\"", "privacy has no \"secret\""),
            ("\"privacy\": \"public\", ", "", "card-number has no privacy"),
            ("\"read\": [\"anyone\"]", "\"read\": [\"everyone\"]", "read has no \"everyone\""),
            ("\"read\": [\"anyone\"]", "\"read\": []", "card-number has no read"),
            ("\"widget\": \"card-number\"", "\"widget\": \"slider\"", "widget has no \"slider\""),
            ("\"record\": \"transport-concession\"", "\"record\": \"utilities\"", "must be of record"),
            ("\"field\": \"class\", ", "\"field\": \"klass\", ", "no field profile.klass"),
        ])
    func formWords(old: String, new: String, message: String) throws {
        let copy = try SchemasCopy()
        try copy.edit("transport-concession/v1/form.json", old, new)
        let error = try #require(throws: SchemaError.self) { try Generator(schemas: copy.folder).sources() }
        #expect(error.file == "CardSchemas/transport-concession/v1/form.json")
        #expect(error.message.contains(message))
    }

    @Test("an enumeration that names bits can't be the type of a value too")
    func bitsAsValue() throws {
        let copy = try SchemasCopy()
        try copy.edit(
            "transport-concession/v1/record.cddl", "  ? &(language: 12)",
            "  ? &(seat-number: 13) => vehicle-mode,\n  ? &(language: 12)")
        let error = try #require(throws: SchemaError.self) { try Generator(schemas: copy.folder).sources() }
        #expect(error.file == "CardSchemas/transport-concession/v1/record.cddl")
        #expect(error.position.line > 1)
        #expect(error.message.hasPrefix("vehicle-mode names the bits of a set"))
    }

    @Test("a field without a label is an error that names the file and the field")
    func missingLabel() throws {
        let copy = try SchemasCopy()
        try copy.edit(
            "transport-concession/v1/record.cddl", "  ? &(language: 12)",
            "  ? &(seat-number: 13) => 1..99,\n  ? &(language: 12)")
        try copy.addSeatToForm()
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
