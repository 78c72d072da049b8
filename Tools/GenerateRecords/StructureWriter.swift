/// Writes the Swift type of a map or of a fixed array.
struct StructureWriter {
    let declaration: Declaration
    let fields: [FieldModel]
    let isArray: Bool
    /// The record's type, whose schema has a version; nil for a type inside a record.
    let record: RecordFacts?
    let table: TableWriter

    private var name: String { declaration.swiftName }

    func write(to writer: inout SwiftWriter, types: inout TypeWriter) throws(SchemaError) {
        writer.documentation(record?.summary ?? declaration.comment, otherwise: "\(declaration.name).")
        try writer.block("public struct \(name): \(record == nil ? "RecordValue" : "RecordBody")") {
            (writer) throws(SchemaError) in
            for field in fields {
                writer.documentation(field.comment, otherwise: "\(field.name).")
                writer.line("public var \(Names.member(field.name)): \(Self.storedType(field))")
            }
            writer.line()
            try writeInitializer(to: &writer)
            writer.line()
            try writeDecoding(to: &writer, types: &types)
            for field in fields {
                guard case .array(let element, let range) = field.type else { continue }
                writer.line()
                try writeArrayDecoding(of: field, element, range, to: &writer, types: &types)
            }
            writer.line()
            try writeEncoding(to: &writer)
            writer.line()
            try writeValidation(to: &writer, types: &types)
            writer.line()
            try table.write(declaration, fields: fields, isArray: isArray, to: &writer, types: &types)
        }
    }

    private static func storedType(_ field: FieldModel) -> String {
        TypeWriter.swiftType(field.type) + (field.isOptional ? "?" : "")
    }

    private func writeInitializer(to writer: inout SwiftWriter) throws(SchemaError) {
        let parameters = fields.map { field in
            "\(Names.parameter(field.name)): \(Self.storedType(field))\(field.isOptional ? " = nil" : "")"
        }
        writer.call("public init", parameters, tail: " {")
        try writer.indented { (writer) throws(SchemaError) in
            for field in fields {
                writer.line("self.\(Names.parameter(field.name)) = \(Names.member(field.name))")
            }
        }
        writer.line("}")
    }

    // MARK: Decoding

    private func writeDecoding(
        to writer: inout SwiftWriter, types: inout TypeWriter
    ) throws(SchemaError) {
        try writer.block("public init(from decoder: inout CBORDecoder) throws(RecordError)") {
            (writer) throws(SchemaError) in
            // The field being read, for the path of an error.
            writer.line("var field: Int64?")
            try writer.block("do throws(RecordError)", end: "} catch {") { (writer) throws(SchemaError) in
                if isArray {
                    try writeItems(to: &writer, types: &types)
                } else {
                    try writeMembers(to: &writer, types: &types)
                }
            }
            try writer.indented { (writer) throws(SchemaError) in
                writer.line("guard let field else { throw error }")
                writer.line("throw error.inside(Self.schema.step(to: field))")
            }
            writer.line("}")
        }
    }

    private func reading(_ field: FieldModel, types: inout TypeWriter) -> String {
        if case .array = field.type { return "Self.\(Self.arrayReader(field))(from: &decoder)" }
        return types.reading(field.type)
    }

    private func writeItems(to writer: inout SwiftWriter, types: inout TypeWriter) throws(SchemaError) {
        writer.line("_ = try decoder.takeItemCount(in: \(fields.count)...\(fields.count))")
        for field in fields {
            writer.line("field = \(field.label)")
            writer.line("\(Names.member(field.name)) = try \(reading(field, types: &types))")
        }
    }

    private func writeMembers(to writer: inout SwiftWriter, types: inout TypeWriter) throws(SchemaError) {
        for field in fields {
            writer.line("var \(Names.member(field.name)): \(TypeWriter.swiftType(field.type))?")
        }
        writer.line("var map = try decoder.takeMap()")
        try writer.block("while let label = try decoder.takeLabel(&map)") { (writer) throws(SchemaError) in
            writer.line("field = label")
            writer.line("switch label {")
            for field in fields {
                writer.line(
                    "case \(field.label): \(Names.member(field.name)) = try \(reading(field, types: &types))")
            }
            writer.line("default: throw RecordError.unknown(&field)")
            writer.line("}")
            writer.line("field = nil")
        }
        for field in fields where !field.isOptional {
            let name = Names.member(field.name)
            writer.line("guard let \(name) else { throw RecordError.missing(\(field.label), &field) }")
        }
        for field in fields {
            writer.line("self.\(Names.parameter(field.name)) = \(Names.member(field.name))")
        }
    }

    private static func arrayReader(_ field: FieldModel) -> String {
        let member = Names.type(field.name)
        return "read\(member)"
    }

    private func writeArrayDecoding(
        of field: FieldModel, _ element: ModelType, _ range: ClosedRange<Int>, to writer: inout SwiftWriter,
        types: inout TypeWriter
    ) throws(SchemaError) {
        let reading = types.reading(element)
        let type = TypeWriter.swiftType(field.type)
        writer.line("private static func \(Self.arrayReader(field))(")
        try writer.indented { (writer) throws(SchemaError) in writer.line("from decoder: inout CBORDecoder") }
        try writer.block(") throws(RecordError) -> \(type)") { (writer) throws(SchemaError) in
            writer.line("let count = try decoder.takeItemCount(in: \(range))")
            writer.line("var items: \(type) = []")
            writer.line("items.reserveCapacity(count)")
            try writer.block("for index in 0..<count") { (writer) throws(SchemaError) in
                try writer.block("do throws(RecordError)", end: "} catch {") { (writer) throws(SchemaError) in
                    writer.line("items.append(try \(reading))")
                }
                try writer.indented { (writer) throws(SchemaError) in
                    writer.line("throw error.inside(.index(index))")
                }
                writer.line("}")
            }
            writer.line("return items")
        }
    }

    // MARK: Encoding

    private func writeEncoding(to writer: inout SwiftWriter) throws(SchemaError) {
        try writer.block("public func encode(into encoder: inout CBOREncoder)") {
            (writer) throws(SchemaError) in
            if isArray {
                writer.line("encoder.writeArray(count: \(fields.count))")
            } else {
                let required = fields.count { !$0.isOptional }
                let optional = fields.filter(\.isOptional)
                writer.line("\(optional.isEmpty ? "let" : "var") count = \(required)")
                for field in optional { writer.line("if \(Names.member(field.name)) != nil { count += 1 }") }
                writer.line("encoder.writeMap(count: count)")
            }
            for field in isArray ? fields : Self.inEncodedOrder(fields) {
                let member = Names.member(field.name)
                if field.isOptional {
                    try writer.block("if let \(member)") { (writer) throws(SchemaError) in
                        try writeValue(of: field, to: &writer)
                    }
                } else {
                    try writeValue(of: field, to: &writer)
                }
            }
        }
    }

    private func writeValue(of field: FieldModel, to writer: inout SwiftWriter) throws(SchemaError) {
        let member = Names.member(field.name)
        if !isArray { writer.line("encoder.write(integer: \(field.label))") }
        guard case .array(let element, _) = field.type else {
            return writer.line(TypeWriter.writing(field.type, member))
        }
        writer.line("encoder.writeArray(count: \(member).count)")
        writer.line("for item in \(member) { \(TypeWriter.writing(element, "item")) }")
    }

    /// Keys sorted by their encoded bytes: 0, 1, …, then −1, −2, …. RFC 8949 §4.2.1.
    static func inEncodedOrder(_ fields: [FieldModel]) -> [FieldModel] {
        let positive = fields.filter { $0.label >= 0 }.sorted { $0.label < $1.label }
        return positive + fields.filter { $0.label < 0 }.sorted { $0.label > $1.label }
    }

    // MARK: Validation

    private func writeValidation(
        to writer: inout SwiftWriter, types: inout TypeWriter
    ) throws(SchemaError) {
        var lines: [(FieldModel, [String])] = []
        for field in fields {
            var checks: [String] = []
            let member = Names.member(field.name)
            if let check = types.checking(field.type, member) { checks.append("try \(check)") }
            if case .array(let element, _) = field.type, let check = types.checking(element, "item") {
                checks.append(
                    "try Constraint.checkEach(\(member)) { (item) throws(RecordError) in try \(check) }")
            }
            if !checks.isEmpty { lines.append((field, checks)) }
        }
        try writer.block("public func validate() throws(RecordError)") { (writer) throws(SchemaError) in
            guard !lines.isEmpty else { return }
            writer.line("var field: Int64 = 0")
            try writer.block("do throws(RecordError)", end: "} catch {") { (writer) throws(SchemaError) in
                for (field, checks) in lines {
                    writer.line("field = \(field.label)")
                    if field.isOptional {
                        try writer.block("if let \(Names.member(field.name))") {
                            (writer) throws(SchemaError) in
                            for check in checks { writer.line(check) }
                        }
                    } else {
                        for check in checks { writer.line(check) }
                    }
                }
            }
            try writer.indented { (writer) throws(SchemaError) in
                writer.line("throw error.inside(Self.schema.step(to: field))")
            }
            writer.line("}")
        }
    }
}
