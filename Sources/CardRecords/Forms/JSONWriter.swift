/// Writes a record as JSON in the form that people read and edit: two spaces, one member a line, form order.
struct JSONWriter {
    private(set) var text = ""
    private var depth = 0

    /// Comments on fields are wanted in this language.
    private var comments: DisplayLanguage?
    /// What has been commented on: one comment says it for all that follow.
    private var commented: Set<String> = []

    /// - Parameter comments: what each field is, before its first value; nil for none.
    static func text(
        of members: [(FieldDescriptor, FieldTree)], commentedIn comments: DisplayLanguage? = nil
    ) -> String {
        var writer = JSONWriter()
        writer.comments = comments
        writer.write(.record(members))
        return writer.text + "\n"
    }

    private mutating func list<Element>(
        _ elements: [Element], _ open: String, _ close: String, _ body: (inout JSONWriter, Element) -> Void
    ) {
        guard !elements.isEmpty else {
            text += open + close
            return
        }
        text += open + "\n"
        depth += 1
        for (index, element) in elements.enumerated() {
            text += String(repeating: "  ", count: depth)
            body(&self, element)
            text += index + 1 < elements.count ? ",\n" : "\n"
        }
        depth -= 1
        text += String(repeating: "  ", count: depth) + close
    }

    private mutating func write(_ value: FieldTree) {
        switch value {
        case .unsigned(let number, let format):
            text += format.flatMap { Self.text(of: number, $0) }.map(Self.quoted) ?? String(number)
        case .integer(let number): text += String(number)
        case .boolean(let truth): text += truth ? "true" : "false"
        case .text(let content, .birthDate):
            text += Self.quoted(EpochDay(compact: content).map { $0.description } ?? content)
        case .text(let content, _): text += Self.quoted(content)
        case .bytes(let bytes): text += Self.quoted(Base64.text(of: bytes))
        case .choice(let choice): text += Self.quoted(choice.name)
        case .choices(let choices): list(choices, "[", "]") { $0.text += Self.quoted($1.name) }
        case .money(let amount, let currency):
            text += Self.quoted(MoneyText.text(minorUnits: amount, currency: currency))
        case .record(let members):
            list(members, "{", "}") { writer, member in
                writer.comment(on: member.0)
                writer.text += Self.quoted(member.0.name) + ": "
                writer.write(member.1)
            }
        case .array(let items): list(items, "[", "]") { $0.write($1) }
        }
    }

    private mutating func comment(on field: FieldDescriptor) {
        guard let comments else { return }
        let comment = TemplateWriter.comment(on: field, in: comments)
        guard commented.insert("\(field.name): \(comment)").inserted else { return }
        text += Self.quoted("\(RecordSchema.commentPrefix) \(field.name)") + ": " + Self.quoted(comment)
        text += ",\n" + String(repeating: "  ", count: depth)
    }

    /// A number that people write as text; nil if they write it as a number.
    static func text(of number: UInt64, _ format: ValueFormat) -> String? {
        switch format {
        case .cardNumber: String(number)
        case .epochDay: EpochDay(rawValue: Int(clamping: number))?.description
        case .epochSeconds: EpochSeconds.text(Int64(clamping: number))
        case .calendarDate, .partialDate: PartialDate(number: Int(clamping: number))?.description
        case .minuteOfDay: MinuteOfDay.text(Int(clamping: number))
        default: nil
        }
    }

    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
