internal import COSE

/// Turns JSON into the CBOR of a record by its field table, and collects everything that is wrong.
struct FormReader: ~Copyable {
    private(set) var errors: [FormError] = []
    private var encoder = CBOREncoder()

    /// More than this is not worth reading.
    static let errorCountMax = 100
    private static let excerptCharactersMax = 24

    /// CBOR of `value`; only meaningful while `errors` is empty.
    static func cbor(of value: JSONValue, as schema: RecordSchema) -> ([UInt8], [FormError]) {
        var reader = FormReader()
        reader.write(record: value, as: schema, at: RecordPath())
        return (reader.encoder.bytes, reader.errors)
    }

    private mutating func refuse(
        _ problem: RecordProblem, _ value: JSONValue, at path: RecordPath, isExcerpted: Bool = true
    ) {
        guard errors.count < Self.errorCountMax else { return }
        var excerpt: String?
        switch value.kind {
        case .string(let text) where isExcerpted:
            excerpt =
                text.count > Self.excerptCharactersMax ? text.prefix(Self.excerptCharactersMax) + "…" : text
        case .integer(let number) where isExcerpted: excerpt = String(number)
        default: break
        }
        errors.append(FormError(path: path, position: value.position, problem: problem, excerpt: excerpt))
    }

    private mutating func check(
        _ value: JSONValue, at path: RecordPath, _ body: () throws(RecordError) -> Void
    ) {
        do { try body() } catch { refuse(error.problem, value, at: path) }
    }

    // MARK: Records

    private mutating func write(record value: JSONValue, as schema: RecordSchema, at path: RecordPath) {
        guard !schema.isMoney else { return write(money: value, as: schema, at: path) }
        guard case .object(let members) = value.kind else {
            return refuse(.wrongType(expected: .object, found: value.type), value, at: path)
        }
        var values: [String: JSONValue] = [:]
        for member in members where !member.name.hasPrefix(RecordSchema.commentPrefix) {
            guard schema.field(named: member.name) != nil else {
                let suggestion = Suggestion.nearest(to: member.name, in: schema.fields.map(\.name))
                let marker = JSONValue(kind: .null, position: member.position)
                refuse(.unknownName(suggestion: suggestion), marker, at: path.appending(.field(member.name)))
                continue
            }
            values[member.name] = member.value
        }
        for field in schema.fields where !field.isOptional && values[field.name] == nil {
            refuse(.missing, value, at: path.appending(.field(field.name)))
        }
        let present = schema.encodedFields.filter { values[$0.name] != nil }
        if schema.isArray {
            encoder.writeArray(count: present.count)
        } else {
            encoder.writeMap(count: present.count)
        }
        for field in present {
            guard let value = values[field.name] else { continue }
            if !schema.isArray { encoder.write(integer: field.label) }
            write(value, as: field.type, at: path.appending(.field(field.name)))
        }
    }

    private mutating func write(money value: JSONValue, as schema: RecordSchema, at path: RecordPath) {
        guard case .string(let text) = value.kind else {
            return refuse(.wrongType(expected: .string, found: value.type), value, at: path)
        }
        guard let (amount, currency) = MoneyText.parse(text) else {
            return refuse(.format(.minorUnits), value, at: path)
        }
        encoder.writeArray(count: 2)
        encoder.write(integer: amount)
        encoder.write(text: currency)
        let number = JSONValue(kind: .integer(Int128(amount)), position: value.position)
        for field in schema.fields {
            if case .integer(let range, let format) = field.type {
                check(number, at: path) { () throws(RecordError) in
                    try Constraint.check(
                        integer: Int(clamping: amount), in: Self.clamped(range), format: format)
                }
            }
        }
    }

    // MARK: Values

    private mutating func write(_ value: JSONValue, as type: FieldType, at path: RecordPath) {
        switch type {
        case .unsigned(let range, let format): write(unsigned: value, in: range, format, at: path)
        case .integer(let range, let format): write(integer: value, in: range, format, at: path)
        case .boolean:
            guard case .boolean(let truth) = value.kind else {
                return refuse(.wrongType(expected: .boolean, found: value.type), value, at: path)
            }
            encoder.write(bool: truth)
        case .text(let range, let pattern, let format):
            write(text: value, bytes: range, pattern, format, at: path)
        case .bytes(let range): write(bytes: value, count: range, at: path)
        case .enumeration(let choices):
            guard let choice = choice(value, of: choices, at: path) else { return }
            encoder.write(integer: choice.value)
        case .bitSet(let choices): write(bitSet: value, of: choices, at: path)
        case .record(let schema): write(record: value, as: schema, at: path)
        case .array(let element, let range):
            guard case .array(let items) = value.kind else {
                return refuse(.wrongType(expected: .array, found: value.type), value, at: path)
            }
            if !range.contains(items.count) {
                refuse(.itemCount(items.count, allowed: range), value, at: path)
            }
            encoder.writeArray(count: items.count)
            for (index, item) in items.enumerated() {
                write(item, as: element, at: path.appending(.index(index)))
            }
        }
    }

    /// The wire number of a value that people write as text; nil if the format is a plain number.
    private static func number(of text: String, _ format: ValueFormat) -> UInt64?? {
        switch format {
        case .cardNumber: .some(CardNumber(digits: text)?.rawValue)
        case .epochDay: .some(EpochDay(text).flatMap { UInt64(exactly: $0.rawValue) })
        case .epochSeconds: .some(EpochSeconds.parse(text).flatMap { UInt64(exactly: $0) })
        case .calendarDate: .some(EpochDay(text).flatMap { UInt64($0.compact) })
        case .partialDate: .some(PartialDate(text).flatMap { UInt64(exactly: $0.number) })
        case .minuteOfDay: .some(MinuteOfDay.parse(text).map { UInt64($0) })
        default: nil
        }
    }

    private mutating func write(
        unsigned value: JSONValue, in range: ClosedRange<UInt64>, _ format: ValueFormat?, at path: RecordPath
    ) {
        if let format, format.isText {
            guard case .string(let text) = value.kind else {
                return refuse(.wrongType(expected: .string, found: value.type), value, at: path)
            }
            guard case .some(.some(let number)) = Self.number(of: text, format) else {
                return refuse(.format(format), value, at: path)
            }
            check(value, at: path) { () throws(RecordError) in
                try Constraint.check(unsigned: number, in: range, format: format)
            }
            return encoder.write(unsigned: number)
        }
        guard case .integer(let integer) = value.kind else {
            return refuse(.wrongType(expected: .number, found: value.type), value, at: path)
        }
        guard let number = UInt64(exactly: integer), range.contains(number) else {
            return refuse(.unsignedRange(range), value, at: path)
        }
        encoder.write(unsigned: number)
    }

    private mutating func write(
        integer value: JSONValue, in range: ClosedRange<Int64>, _ format: ValueFormat?, at path: RecordPath
    ) {
        guard case .integer(let integer) = value.kind else {
            return refuse(.wrongType(expected: .number, found: value.type), value, at: path)
        }
        guard let number = Int64(exactly: integer), range.contains(number) else {
            return refuse(.integerRange(range), value, at: path)
        }
        encoder.write(integer: number)
    }

    private mutating func write(
        text value: JSONValue, bytes range: ClosedRange<Int>, _ pattern: TextPattern?, _ format: ValueFormat?,
        at path: RecordPath
    ) {
        guard case .string(var text) = value.kind else {
            return refuse(.wrongType(expected: .string, found: value.type), value, at: path)
        }
        if format == .birthDate {
            guard let day = EpochDay(text) else { return refuse(.format(.birthDate), value, at: path) }
            text = day.compact
        }
        check(value, at: path) { () throws(RecordError) in
            try Constraint.check(text: text, bytes: range, pattern: pattern, format: format)
        }
        encoder.write(text: text)
    }

    private mutating func write(bytes value: JSONValue, count range: ClosedRange<Int>, at path: RecordPath) {
        guard case .string(let text) = value.kind else {
            return refuse(.wrongType(expected: .string, found: value.type), value, at: path)
        }
        guard let bytes = Base64.bytes(of: text) else {
            return refuse(.notBase64, value, at: path, isExcerpted: false)
        }
        if !range.contains(bytes.count) {
            refuse(.byteCount(bytes.count, allowed: range), value, at: path, isExcerpted: false)
        }
        encoder.write(bytes: bytes)
    }

    private mutating func choice(
        _ value: JSONValue, of choices: [ChoiceDescriptor], at path: RecordPath
    ) -> ChoiceDescriptor? {
        guard case .string(let name) = value.kind else {
            refuse(.wrongType(expected: .string, found: value.type), value, at: path)
            return nil
        }
        guard let choice = choices.first(where: { $0.name == name }) else {
            refuse(.unknownChoice(allowed: choices.map(\.name)), value, at: path)
            return nil
        }
        return choice
    }

    private mutating func write(bitSet value: JSONValue, of choices: [ChoiceDescriptor], at path: RecordPath)
    {
        guard case .array(let items) = value.kind else {
            return refuse(.wrongType(expected: .array, found: value.type), value, at: path)
        }
        if items.isEmpty { refuse(.emptySet, value, at: path) }
        var bits: UInt64 = 0
        for (index, item) in items.enumerated() {
            let place = path.appending(.index(index))
            guard let choice = choice(item, of: choices, at: place) else { continue }
            let bit: UInt64 = 1 << UInt64(choice.value)
            if bits & bit != 0 { refuse(.duplicateName, item, at: place) }
            bits |= bit
        }
        encoder.write(unsigned: bits)
    }

    private static func clamped(_ range: ClosedRange<Int64>) -> ClosedRange<Int> {
        Int(clamping: range.lowerBound)...Int(clamping: range.upperBound)
    }
}
