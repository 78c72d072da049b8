/// A record's field table, generated from its CDDL: what forms, JSON, CSV columns and screens are driven by.
public struct RecordSchema: Sendable {
    /// The name in CDDL: "transport-concession".
    public let name: String
    /// The version of the schema; 0 for a type inside a record.
    public let version: Int
    /// What the record is called.
    public let title: LocalisedText
    /// A fixed array: members go by position, not by label.
    public let isArray: Bool
    /// An amount and its currency, which people write as one text: "1234.50 UAH".
    public let isMoney: Bool
    /// In the order of the CDDL file.
    public let fields: [FieldDescriptor]

    @inline(never)  // The tables are long: inlined, they make an optimised build slow and large.
    public init(
        name: String, version: Int, title: LocalisedText, isArray: Bool = false, isMoney: Bool = false,
        fields: [FieldDescriptor]
    ) {
        self.name = name
        self.version = version
        self.title = title
        self.isArray = isArray
        self.isMoney = isMoney
        self.fields = fields
    }

    /// Members of a JSON object whose names begin so are comments, for people.
    public static let commentPrefix = "//"

    public func field(labelled label: Int64) -> FieldDescriptor? { fields.first { $0.label == label } }

    public func field(named name: String) -> FieldDescriptor? { fields.first { $0.name == name } }

    /// The step of a path that leads to the field with this label.
    func step(to label: Int64) -> RecordPathStep { .field(field(labelled: label)?.name ?? "\(label)") }

    /// In the order of a form: by `order`, then as in the CDDL file.
    public var formFields: [FieldDescriptor] {
        fields.enumerated()
            .sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }
            .map(\.element)
    }

    /// In the bytewise order of the encoded labels: 0, 1, …, then −1, −2, … (RFC 8949 §4.2.1).
    var encodedFields: [FieldDescriptor] {
        let negative = fields.filter { $0.label < 0 }.sorted { $0.label > $1.label }
        return fields.filter { $0.label >= 0 }.sorted { $0.label < $1.label } + negative
    }
}

/// One field of a record, with all that a form needs to show and check it.
public struct FieldDescriptor: Sendable {
    /// The name in CDDL and in JSON: "card-number".
    public let name: String
    /// The CBOR label; the position in a fixed array.
    public let label: Int64
    public let isOptional: Bool
    public let type: FieldType
    /// What the field is called on screens.
    public let title: LocalisedText
    /// What to fill in, for people; may be empty.
    public let help: LocalisedText
    public let order: Int
    public let group: String
    public let groupTitle: LocalisedText
    public let widget: String
    public let privacy: String
    public let readers: [String]
    public let editors: [String]

    @inline(never)  // The tables are long: inlined, they make an optimised build slow and large.
    public init(
        name: String, label: Int64, isOptional: Bool = false, type: FieldType, title: LocalisedText,
        help: LocalisedText = LocalisedText(uk: "", en: "", ru: ""), order: Int, group: String = "",
        groupTitle: LocalisedText = LocalisedText(uk: "", en: "", ru: ""), widget: String = "",
        privacy: String = "", readers: [String] = [], editors: [String] = []
    ) {
        self.name = name
        self.label = label
        self.isOptional = isOptional
        self.type = type
        self.title = title
        self.help = help
        self.order = order
        self.group = group
        self.groupTitle = groupTitle
        self.widget = widget
        self.privacy = privacy
        self.readers = readers
        self.editors = editors
    }
}

/// A field's type with its constraints.
public indirect enum FieldType: Sendable {
    case unsigned(ClosedRange<UInt64>, format: ValueFormat? = nil)
    case integer(ClosedRange<Int64>, format: ValueFormat? = nil)
    case boolean
    /// Length in bytes of UTF-8.
    case text(ClosedRange<Int>, pattern: TextPattern? = nil, format: ValueFormat? = nil)
    /// Length in bytes.
    case bytes(ClosedRange<Int>)
    case enumeration([ChoiceDescriptor])
    /// The numbers of the choices are bit numbers.
    case bitSet([ChoiceDescriptor])
    case record(RecordSchema)
    /// Number of items.
    case array(FieldType, ClosedRange<Int>)
}

/// A member of an enumeration or of a bit set.
public struct ChoiceDescriptor: Equatable, Sendable {
    /// The name in CDDL and in JSON.
    public let name: String
    /// The number on the wire, or the number of the bit.
    public let value: Int64
    public let title: LocalisedText

    @inline(never)
    public init(_ name: String, _ value: Int64, _ title: LocalisedText) {
        self.name = name
        self.value = value
        self.title = title
    }
}
