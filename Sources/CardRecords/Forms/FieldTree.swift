internal import COSE

/// A record's values by its field table, for everything that shows them.
indirect enum FieldTree {
    case unsigned(UInt64, ValueFormat?)
    case integer(Int64)
    case boolean(Bool)
    case text(String, ValueFormat?)
    case bytes([UInt8])
    case choice(ChoiceDescriptor)
    case choices([ChoiceDescriptor])
    case money(minorUnits: Int64, currency: String)
    /// In the order of the form.
    case record([(FieldDescriptor, FieldTree)])
    case array([FieldTree])

    /// - Throws: ``RecordError`` if the record breaks a constraint.
    static func of(_ record: Record) throws(RecordError) -> [(FieldDescriptor, FieldTree)] {
        try record.validate()
        return try of(record.encoded(), record.type.schema)
    }

    /// - Throws: ``RecordError`` if the document breaks a constraint.
    static func of<Document: SignedDocument>(
        _ document: Document
    ) throws(RecordError) -> [(FieldDescriptor, FieldTree)] {
        try document.validate()
        return try of(document.encoded(), Document.schema)
    }

    private static func of(
        _ bytes: [UInt8], _ schema: RecordSchema
    ) throws(RecordError) -> [(FieldDescriptor, FieldTree)] {
        var decoder = CBORDecoder(bytes.span)
        do { return try members(of: schema, &decoder) } catch { throw .cbor(error) }
    }

    private static func members(
        of schema: RecordSchema, _ decoder: inout CBORDecoder
    ) throws(CBORError) -> [(FieldDescriptor, FieldTree)] {
        var members: [(FieldDescriptor, FieldTree)] = []
        if schema.isArray {
            _ = try decoder.readArrayCount()
            for field in schema.fields { members.append((field, try value(of: field.type, &decoder))) }
        } else {
            var map = try decoder.readMap()
            while let label = try decoder.nextLabel(&map) {
                // Encoded by the same table: the label is in it.
                guard let field = schema.field(labelled: label) else {
                    try decoder.skip()
                    continue
                }
                members.append((field, try value(of: field.type, &decoder)))
            }
        }
        return members.enumerated()
            .sorted { ($0.element.0.order, $0.offset) < ($1.element.0.order, $1.offset) }
            .map(\.element)
    }

    private static func value(of type: FieldType, _ decoder: inout CBORDecoder) throws(CBORError) -> FieldTree
    {
        switch type {
        case .unsigned(_, let format): return .unsigned(try decoder.readUnsigned(), format)
        case .integer: return .integer(try decoder.readInteger())
        case .boolean: return .boolean(try decoder.readBool())
        case .text(_, _, let format): return .text(try decoder.readText(), format)
        case .bytes: return .bytes(try decoder.readBytes())
        case .enumeration(let choices):
            let number = try decoder.readInteger()
            return choices.first { $0.value == number }.map { .choice($0) } ?? .integer(number)
        case .bitSet(let choices):
            let bits = try decoder.readUnsigned()
            return .choices(choices.filter { bits & (1 << UInt64($0.value)) != 0 })
        case .record(let schema) where schema.isMoney:
            _ = try decoder.readArrayCount()
            return .money(minorUnits: try decoder.readInteger(), currency: try decoder.readText())
        case .record(let schema): return .record(try members(of: schema, &decoder))
        case .array(let element, _):
            var items: [FieldTree] = []
            for _ in 0..<(try decoder.readArrayCount()) { items.append(try value(of: element, &decoder)) }
            return .array(items)
        }
    }
}
