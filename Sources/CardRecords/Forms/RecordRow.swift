/// One line of a record as a screen shows it.
public struct RecordRow: Equatable, Sendable {
    /// The group of the form, in the language asked for.
    public let group: String
    /// The field's name; with the number of the item and the name inside it: "Allergies 2 – Substance".
    public let title: String
    /// Dates, amounts and choices as people of the language write them.
    public let value: String
    public let path: RecordPath
    /// "public", "personal", "medical" or "financial".
    public let privacy: String
    /// Who may see it.
    public let readers: [String]
}

extension Record {
    /// The record as lines for a screen, in the order of the form.
    ///
    /// - Throws: ``RecordError`` if the record breaks a constraint.
    public func rows(in language: DisplayLanguage) throws(RecordError) -> [RecordRow] {
        RecordRow.rows(of: try FieldTree.of(self), in: language)
    }
}

extension RecordRow {
    static func rows(
        of members: [(FieldDescriptor, FieldTree)], in language: DisplayLanguage
    ) -> [RecordRow] {
        var writer = RowWriter(language: language)
        for (field, value) in members {
            writer.write(
                value, title: field.title[language], at: RecordPath([.field(field.name)]), of: field)
        }
        return writer.rows
    }
}

private struct RowWriter {
    let language: DisplayLanguage
    private(set) var rows: [RecordRow] = []

    init(language: DisplayLanguage) { self.language = language }

    /// - Parameter field: the record's own field, whose group and access hold for what is inside it.
    mutating func write(_ value: FieldTree, title: String, at path: RecordPath, of field: FieldDescriptor) {
        switch value {
        case .record(let members):
            for (member, value) in members {
                write(
                    value, title: "\(title) – \(member.title[language])",
                    at: path.appending(.field(member.name)), of: field)
            }
        case .array(let items):
            for (index, item) in items.enumerated() {
                let number = items.count > 1 ? " \(index + 1)" : ""
                write(item, title: title + number, at: path.appending(.index(index)), of: field)
            }
        default:
            rows.append(
                RecordRow(
                    group: field.groupTitle[language], title: title, value: text(of: value), path: path,
                    privacy: field.privacy, readers: field.readers))
        }
    }

    private func text(of value: FieldTree) -> String {
        switch value {
        case .unsigned(let number, let format): text(of: number, format)
        case .integer(let number): String(number)
        case .boolean(let truth): truth ? words.yes : words.no
        case .text(let content, .birthDate): EpochDay(compact: content)?.text(in: language) ?? content
        case .text(let content, _): content
        case .bytes(let bytes): "\(bytes.count) \(words.bytes)"
        case .choice(let choice): choice.title[language]
        case .choices(let choices): choices.map { $0.title[language] }.joined(separator: ", ")
        case .money(let amount, let currency):
            MoneyText.text(minorUnits: amount, currency: currency, in: language)
        case .record, .array: ""
        }
    }

    private func text(of number: UInt64, _ format: ValueFormat?) -> String {
        switch format {
        case .epochDay: EpochDay(rawValue: Int(clamping: number))?.text(in: language) ?? String(number)
        case .epochSeconds: EpochSeconds.text(Int64(clamping: number), in: language) ?? String(number)
        case .calendarDate, .partialDate:
            PartialDate(number: Int(clamping: number))?.text(in: language) ?? String(number)
        case .minuteOfDay: MinuteOfDay.text(Int(clamping: number)) ?? String(number)
        case .percent: "\(number)\u{A0}%"
        default: String(number)
        }
    }

    private var words: (yes: String, no: String, bytes: String) {
        switch language {
        case .ukrainian: ("так", "ні", "байтів")
        case .english: ("yes", "no", "bytes")
        case .russian: ("да", "нет", "байт")
        }
    }
}
