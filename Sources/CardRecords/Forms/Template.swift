extension RecordSchema {
    /// A filled-in example of the record's JSON with every field, and with what each field is as comments
    /// (members whose names begin with "//"); a valid record as it stands.
    public func template(in language: DisplayLanguage) -> String {
        var writer = TemplateWriter(language: language)
        writer.write(self)
        return writer.text + "\n"
    }
}

struct TemplateWriter {
    let language: DisplayLanguage
    private(set) var text = ""
    private var depth = 0

    init(language: DisplayLanguage) { self.language = language }

    mutating func write(_ schema: RecordSchema) {
        text += "{\n"
        depth += 1
        let fields = schema.formFields
        for (index, field) in fields.enumerated() {
            indent()
            text += "\(JSONWriter.quoted("\(RecordSchema.commentPrefix) \(field.name)")): "
            text += "\(JSONWriter.quoted(Self.comment(on: field, in: language))),\n"
            indent()
            text += "\(JSONWriter.quoted(field.name)): "
            write(field.type, named: field.name)
            text += index + 1 < fields.count ? ",\n" : "\n"
        }
        depth -= 1
        indent()
        text += "}"
    }

    private mutating func indent() { text += String(repeating: "  ", count: depth) }

    /// "Card number: up to 19 digits, as printed on the card", "Zones (may be left out): …".
    static func comment(on field: FieldDescriptor, in language: DisplayLanguage) -> String {
        var parts = [field.help[language]]
        if let hint = format(of: field.type)?.hint[language] { parts.append(hint) }
        if let choices = choices(of: field.type) {
            parts.append(choices.map { "\($0.name) = \($0.title[language])" }.joined(separator: "; "))
        }
        if case .array(_, let range) = field.type { parts.append("\(range.lowerBound)…\(range.upperBound)") }
        let optional =
            switch language {
            case .english: " (may be left out)"
            case .ukrainian: " (необов’язково)"
            case .russian: " (необязательно)"
            }
        let title = field.title[language] + (field.isOptional ? optional : "")
        return ([title] + parts.filter { !$0.isEmpty }).joined(separator: ": ")
    }

    private static func format(of type: FieldType) -> ValueFormat? {
        switch type {
        case .unsigned(_, let format), .integer(_, let format), .text(_, _, let format): format
        case .array(let element, _): format(of: element)
        case .record(let schema) where schema.isMoney: .minorUnits
        case .boolean, .bytes, .enumeration, .bitSet, .record: nil
        }
    }

    private static func choices(of type: FieldType) -> [ChoiceDescriptor]? {
        switch type {
        case .enumeration(let choices), .bitSet(let choices): choices
        case .array(let element, _): choices(of: element)
        default: nil
        }
    }

    private mutating func write(_ type: FieldType, named name: String) {
        switch type {
        case .unsigned(let range, let format):
            let number =
                format.flatMap(Self.number).flatMap { range.contains($0) ? $0 : nil } ?? range.lowerBound
            text +=
                format.flatMap { JSONWriter.text(of: number, $0) }.map(JSONWriter.quoted) ?? String(number)
        case .integer(let range, _): text += String(range.contains(0) ? 0 : range.lowerBound)
        case .boolean: text += "false"
        case .text(let range, let pattern, let format):
            text += JSONWriter.quoted(Self.sample(of: range, pattern, format))
        case .bytes(let range):
            text += JSONWriter.quoted(Base64.text(of: [UInt8](repeating: 0, count: range.lowerBound)))
        case .enumeration(let choices): text += JSONWriter.quoted(choices.first?.name ?? "")
        case .bitSet(let choices): text += "[\(JSONWriter.quoted(choices.first?.name ?? ""))]"
        case .record(let schema) where schema.isMoney: text += "\"1234.50 UAH\""
        case .record(let schema): write(schema)
        case .array(let element, let range):
            text += "["
            for index in 0..<max(1, range.lowerBound) {
                if index > 0 { text += ", " }
                write(element, named: name)
            }
            text += "]"
        }
    }

    private static func number(for format: ValueFormat) -> UInt64? {
        switch format {
        case .cardNumber: 9_804_044_200_000_000_125
        case .epochDay: 20_697
        case .epochSeconds: 1_788_220_800
        case .minuteOfDay: 7 * 60
        case .calendarDate: 19_570_314
        case .partialDate: 199_805
        default: nil
        }
    }

    private static func sample(of range: ClosedRange<Int>, _ pattern: TextPattern?, _ format: ValueFormat?)
        -> String
    {
        let known: String? =
            switch format {
            case .birthDate: "1957-03-14"
            case .iban: "UA213223130000026007233566001"
            case .organisationCode: "00032129"
            case .phoneNumber: "+380441234567"
            case .emailAddress: "name@example.org"
            case .icd10Code: "E11.9"
            case .atcCode: "A10BA02"
            case .currencyCode: "UAH"
            case .countryCode: "UA"
            case .language6393: "ukr"
            case .territoryCode: "UA80000000000093317"
            case .taxpayerNumber: "1234567890"
            default: nil
            }
        if let known { return known }
        guard let pattern else {
            let word = "…"
            return range.contains(word.utf8.count) ? word : String(repeating: "x", count: range.lowerBound)
        }
        return pattern.shortestMatch
    }
}
