import Foundation

/// Reads CardSchemas and writes the Swift sources of `CardRecords/Generated`.
struct Generator {
    private let schemas: URL
    private let common: [Rule]
    private let commonLabels: [Labels]

    /// - Parameter schemas: the folder CardSchemas.
    init(schemas: URL) throws {
        self.schemas = schemas
        let folder = schemas.appending(path: "common/v1")
        let file = "CardSchemas/common/v1/common.cddl"
        common = try CDDLParser.rules(of: Self.text(folder.appending(path: "common.cddl")), file: file)
        commonLabels = try Self.labels(in: folder)
    }

    /// File name → source.
    ///
    /// - Parameter note: takes a line on what the schemas leave open and the generator has decided.
    func sources(note: (String) -> Void = { _ in }) throws -> [String: String] {
        var sources: [String: String] = [:]
        let (source, formats) = try commonSources()
        sources["Common.swift"] = source
        sources["ValueFormat.swift"] = formats
        var records: [RecordFacts] = []
        var models: [SchemaModel] = []
        for name in try recordNames() {
            let (facts, model, source) = try recordSource(name, note: note)
            sources["\(facts.swiftName).swift"] = source
            records.append(facts)
            models.append(model)
        }
        sources["Record.swift"] = try RecordEnumerationWriter(records: records, models: models).source()
        for name in try documentNames() {
            let (file, source) = try documentSource(name)
            sources[file] = source
        }
        return sources
    }

    private func recordNames() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: schemas.path(percentEncoded: false))
            .filter { name in
                name != "common"
                    && FileManager.default.fileExists(
                        atPath: schemas.appending(path: "\(name)/v1/record.cddl").path(percentEncoded: false))
            }
            .sorted()
    }

    /// Signed files that lie on no card: folders with labels and a schema of the folder's own name.
    private func documentNames() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: schemas.path(percentEncoded: false))
            .filter { name in
                ["\(name).cddl", "labels.en.json"].allSatisfy { file in
                    FileManager.default.fileExists(
                        atPath: schemas.appending(path: "\(name)/v1/\(file)").path(percentEncoded: false))
                } && name != "common"
            }
            .sorted()
    }

    private func documentSource(_ name: String) throws -> (file: String, source: String) {
        let folder = schemas.appending(path: "\(name)/v1")
        let path = "CardSchemas/\(name)/v1"
        let rules = try CDDLParser.rules(
            of: Self.text(folder.appending(path: "\(name).cddl")), file: "\(path)/\(name).cddl")
        let model = try Resolver.model(
            name: rules.first?.name ?? "", version: 1, source: "\(path)/\(name).cddl", rules: rules,
            common: common)
        let labels = LabelBook(folder: path, own: try Self.labels(in: folder), common: commonLabels)
        try labels.refuseUnknown(
            declarations: [model.root].compactMap { $0 } + model.nested, groups: [])
        let file = SourceFile(model: model, labels: labels, form: nil, record: nil)
        return ("\(model.root?.swiftName ?? name).swift", try file.source())
    }

    private func commonSources() throws -> (types: String, formats: String) {
        let path = "CardSchemas/common/v1"
        let model = try Resolver.model(
            name: "common", version: 1, source: "\(path)/common.cddl", rules: common, common: [])
        let labels = LabelBook(folder: path, own: commonLabels, common: [])
        try labels.refuseUnknown(declarations: model.nested, groups: [])
        let file = SourceFile(model: model, labels: labels, form: nil, record: nil)
        return (try file.source(), try ValueFormatWriter(labels: labels).source(of: model))
    }

    private func recordSource(
        _ name: String, note: (String) -> Void
    ) throws -> (RecordFacts, SchemaModel, String) {
        let folder = schemas.appending(path: "\(name)/v1")
        let path = "CardSchemas/\(name)/v1"
        let text = try Self.text(folder.appending(path: "record.cddl"))
        let facts = try RecordFacts(name: name, version: 1, header: text, file: "\(path)/record.cddl")
        let rules = try CDDLParser.rules(of: text, file: "\(path)/record.cddl")
        let model = try Resolver.model(
            name: name, version: 1, source: "\(path)/record.cddl", rules: rules, common: common)
        let labels = LabelBook(folder: path, own: try Self.labels(in: folder), common: commonLabels)
        let written = try Self.decode(Form.self, folder.appending(path: "form.json"))
        try FormCheck(model: model, file: "\(path)/form.json").check(written)
        let (form, notes) = try FormDefaults(model: model, file: "\(path)/form.json").completed(written)
        notes.forEach(note)
        try labels.refuseUnknown(
            declarations: [model.root].compactMap { $0 } + model.nested,
            groups: form.groups?.map(\.group) ?? [])
        let file = SourceFile(model: model, labels: labels, form: form, record: facts)
        return (facts, model, try file.source())
    }

    // MARK: Files

    private static func text(_ url: URL) throws -> String { try String(contentsOf: url, encoding: .utf8) }

    private static func labels(in folder: URL) throws -> [Labels] {
        try Translation.languages.map { try decode(Labels.self, folder.appending(path: "labels.\($0).json")) }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ url: URL) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: try Data(contentsOf: url))
        } catch {
            throw SchemaError(
                file: url.path(percentEncoded: false), position: SourcePosition(line: 1, column: 1),
                message: "\(error)")
        }
    }
}

extension RecordFacts {
    /// The lines at the head of the file say "CWT claim -65537" and "Card file 2".
    init(name: String, version: Int, header text: String, file: String) throws(SchemaError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let header = lines.prefix { $0.hasPrefix(";") }.joined(separator: " ")
        let paragraph = lines.prefix { $0.hasPrefix(";") && $0.dropFirst().contains { !$0.isWhitespace } }
        func number(after words: String) throws(SchemaError) -> Int64 {
            guard let range = header.range(of: words) else {
                throw SchemaError(
                    file: file, position: SourcePosition(line: 1, column: 1),
                    message: "the head of the file must say \"\(words)N\"")
            }
            let digits = header[range.upperBound...].prefix { $0.isNumber || $0 == "-" }
            guard let value = Int64(digits) else {
                throw SchemaError(
                    file: file, position: SourcePosition(line: 1, column: 1),
                    message: "no number behind \"\(words)\"")
            }
            return value
        }
        let claim = try number(after: "CWT claim ")
        let cardFile = try number(after: "Card file ")
        guard (2...30).contains(cardFile) else {
            throw SchemaError(
                file: file, position: SourcePosition(line: 1, column: 1),
                message: "a card file has a short identifier of 2…30 (ISO/IEC 7816-4 §7.4.1)")
        }
        self.init(
            name: name, version: version,
            summary: paragraph.map { String($0.dropFirst()).trimmed }.joined(separator: " "),
            claimLabel: claim, cardFile: Int(cardFile))
    }
}
