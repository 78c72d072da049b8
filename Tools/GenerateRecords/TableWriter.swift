/// What the head of a record.cddl says about the record as a whole.
struct RecordFacts {
    var name: String
    var version: Int
    /// The first paragraph of the comment at the head of the file.
    var summary: String
    /// The CWT claim whose value the record is.
    var claimLabel: Int64
    /// Short file identifier on the card.
    var cardFile: Int

    var swiftName: String { Names.type(name) }
}

/// Writes the field table of a structure.
struct TableWriter {
    let labels: LabelBook
    let form: Form?
    let record: RecordFacts?

    private struct Place {
        var order: Int
        var group: String
        var field: Form.Field?
    }

    func write(
        _ declaration: Declaration, fields: [FieldModel], isArray: Bool, to writer: inout SwiftWriter,
        types: inout TypeWriter
    ) throws(SchemaError) {
        let rule = declaration.name
        let title =
            if record != nil {
                try labels.translation("the record's name") { $0.record?.name }
            } else {
                try labels.translation("rule \(rule)") { $0.rules?[rule]?.label }
            }
        writer.line("public static let schema = RecordSchema(")
        try writer.indented { (writer) throws(SchemaError) in
            writer.line("name: \"\(rule)\",")
            writer.line("version: \(record?.version ?? 0),")
            writer.line("title: \(title.swift),")
            if isArray { writer.line("isArray: true,") }
            if rule == "money" { writer.line("isMoney: true,") }
            writer.line("fields: [")
            try writer.indented { (writer) throws(SchemaError) in
                for field in fields {
                    try writeRow(field, of: rule, fieldCount: fields.count, to: &writer, types: &types)
                }
            }
            writer.line("]")
        }
        writer.line(")")
    }

    private func writeRow(
        _ field: FieldModel, of rule: String, fieldCount: Int, to writer: inout SwiftWriter,
        types: inout TypeWriter
    ) throws(SchemaError) {
        let place = place(of: field, in: rule, fieldCount: fieldCount)
        let title = try labels.translation("\(rule).\(field.name)") {
            $0.rules?[rule]?.fields[field.name]?.label
        }
        let help = try labels.translation("help", isOptional: true) {
            $0.rules?[rule]?.fields[field.name]?.help
        }
        guard help.texts.allSatisfy(\.isEmpty) || help.texts.allSatisfy({ !$0.isEmpty }) else {
            throw SchemaError(
                file: labels.folder, position: SourcePosition(line: 1, column: 1),
                message: "help of \(rule).\(field.name) is missing in one language")
        }
        var arguments = ["name: \"\(field.name)\"", "label: \(field.label)"]
        if field.isOptional { arguments.append("isOptional: true") }
        arguments.append("type: \(types.descriptor(field.type))")
        arguments.append("title: \(title.swift)")
        if !help.texts[0].isEmpty { arguments.append("help: \(help.swift)") }
        arguments.append("order: \(place.order)")
        if !place.group.isEmpty {
            let group = try labels.translation("group \(place.group)") { $0.groups?[place.group] }
            arguments.append("group: \"\(place.group)\"")
            arguments.append("groupTitle: \(group.swift)")
        }
        arguments.append("widget: \"\(place.field?.widget ?? Self.widget(for: field.type))\"")
        if let privacy = place.field?.privacy { arguments.append("privacy: \"\(privacy)\"") }
        if let readers = place.field?.read { arguments.append("readers: \(readers)") }
        if let editors = place.field?.edit { arguments.append("editors: \(editors)") }
        writer.call("FieldDescriptor", arguments, tail: ",")
    }

    /// Where the form has the field; shared types have no form: their fields stand as in the CDDL.
    private func place(of field: FieldModel, in rule: String, fieldCount: Int) -> Place {
        let groups =
            rule == record?.name
            ? form?.groups ?? []
            : (form?.rules?[rule]).map { [Form.Group(group: "", fields: $0)] } ?? []
        var order = 0
        for group in groups {
            for entry in group.fields {
                if entry.field == field.name { return Place(order: order, group: group.group, field: entry) }
                order += 1
            }
        }
        return Place(order: max(order, fieldCount) + Int(field.label & 0xFFFF), group: "", field: nil)
    }

    private static func widget(for type: ModelType) -> String {
        switch type {
        case .unsigned(_, "card-number"): "card-number"
        case .unsigned(_, "epoch-day"), .unsigned(_, "calendar-date"), .text(_, _, "birth-date"): "date"
        case .unsigned(_, "partial-date"): "partial-date"
        case .unsigned, .integer: "number"
        case .boolean: "checkbox"
        case .text(let range, _, _): range.upperBound > 200 ? "textarea" : "text"
        case .bytes: "file"
        case .named("money", _): "money"
        case .named(_, .structure): "section"
        case .named(_, .enumeration): "choice"
        case .named(_, .bitSet): "checkboxes"
        case .array(.named(_, .structure), _): "table"
        case .array: "list"
        }
    }
}
