/// How a value of a type is written in Swift: its type, reading, writing, checking, its row in the field
/// table.
struct TypeWriter {
    /// The patterns of the file, in the order of their first use.
    private(set) var patterns: [String] = []

    static func swiftType(_ type: ModelType) -> String {
        switch type {
        case .unsigned(_, "card-number"): "CardNumber"
        case .unsigned(_, "epoch-day"), .integer(_, "epoch-day"): "EpochDay"
        case .unsigned(let range, _): fitsInt(range) ? "Int" : "UInt64"
        case .integer: "Int"
        case .boolean: "Bool"
        case .text: "String"
        case .bytes: "[UInt8]"
        case .named(let rule, _): Names.type(rule)
        case .array(let element, _): "[\(swiftType(element))]"
        }
    }

    private static func fitsInt(_ range: ClosedRange<UInt64>) -> Bool {
        range.upperBound <= UInt64(Int64.max)
    }

    /// The call that reads and checks a value.
    mutating func reading(_ type: ModelType) -> String {
        switch type {
        case .unsigned(_, "card-number"): "decoder.takeCardNumber()"
        case .unsigned(let range, "epoch-day"): "decoder.takeDay(in: \(Self.range(range)))"
        case .integer(let range, "epoch-day"): "decoder.takeDay(in: \(Self.range(range)))"
        case .unsigned(let range, let format) where Self.fitsInt(range):
            "decoder.takeCount(\(Self.arguments(["in: \(Self.range(range))"], format)))"
        case .unsigned(let range, let format):
            "decoder.takeUnsigned(\(Self.arguments(["in: \(Self.range(range))"], format)))"
        case .integer(let range, let format):
            "decoder.takeInteger(\(Self.arguments(["in: \(Self.range(range))"], format)))"
        case .boolean: "decoder.takeBool()"
        case .text(let range, let pattern, let format):
            "decoder.takeText(\(Self.arguments(["bytes: \(range)"] + patternArgument(pattern), format)))"
        case .bytes(let range): "decoder.takeBytes(count: \(range))"
        case .named(let rule, _): "\(Names.type(rule))(from: &decoder)"
        case .array: "[]"
        }
    }

    /// The statement that writes `value`.
    static func writing(_ type: ModelType, _ value: String) -> String {
        switch type {
        case .unsigned(_, "card-number"): "encoder.write(unsigned: \(value).rawValue)"
        case .unsigned(_, "epoch-day"), .integer(_, "epoch-day"):
            "encoder.write(integer: Int64(\(value).rawValue))"
        case .unsigned(let range, _) where !fitsInt(range): "encoder.write(unsigned: \(value))"
        case .unsigned, .integer: "encoder.write(integer: Int64(\(value)))"
        case .boolean: "encoder.write(bool: \(value))"
        case .text: "encoder.write(text: \(value))"
        case .bytes: "encoder.write(bytes: \(value))"
        case .named: "\(value).encode(into: &encoder)"
        case .array: ""
        }
    }

    /// The call that checks `value`, or nil if its type leaves nothing to check.
    mutating func checking(_ type: ModelType, _ value: String) -> String? {
        switch type {
        case .unsigned(_, "card-number"), .boolean: return nil
        case .unsigned(let range, "epoch-day"):
            return "Constraint.check(count: \(value).rawValue, in: \(Self.range(range)))"
        case .integer(let range, "epoch-day"):
            return "Constraint.check(integer: \(value).rawValue, in: \(Self.range(range)))"
        case .unsigned(let range, let format) where Self.fitsInt(range):
            return
                "Constraint.check(\(Self.arguments(["count: \(value)", "in: \(Self.range(range))"], format)))"
        case .unsigned(let range, let format):
            return
                "Constraint.check("
                + Self.arguments(["unsigned: \(value)", "in: \(Self.range(range))"], format) + ")"
        case .integer(let range, let format):
            return
                "Constraint.check("
                + Self.arguments(["integer: \(value)", "in: \(Self.range(range))"], format) + ")"
        case .text(let range, let pattern, let format):
            let arguments = ["text: \(value)", "bytes: \(range)"] + patternArgument(pattern)
            return "Constraint.check(\(Self.arguments(arguments, format)))"
        case .bytes(let range): return "Constraint.check(bytes: \(value), count: \(range))"
        case .named(_, .enumeration): return nil
        case .named: return "\(value).validate()"
        case .array(_, let range): return "Constraint.check(items: \(value).count, in: \(range))"
        }
    }

    /// The row's type in the field table.
    mutating func descriptor(_ type: ModelType) -> String {
        switch type {
        case .unsigned(let range, let format):
            return ".unsigned(\(Self.arguments([Self.range(range)], format)))"
        case .integer(let range, let format):
            return ".integer(\(Self.arguments([Self.range(range)], format)))"
        case .boolean: return ".boolean"
        case .text(let range, let pattern, let format):
            return ".text(\(Self.arguments(["\(range)"] + patternArgument(pattern), format)))"
        case .bytes(let range): return ".bytes(\(range))"
        case .named(let rule, .structure): return ".record(\(Names.type(rule)).schema)"
        case .named(let rule, .enumeration): return ".enumeration(\(Names.type(rule)).choices)"
        case .named(let rule, .bitSet): return ".bitSet(\(Names.type(rule)).choices)"
        case .array(let element, let range): return ".array(\(descriptor(element)), \(range))"
        }
    }

    private mutating func patternArgument(_ pattern: String?) -> [String] {
        guard let pattern else { return [] }
        let index = patterns.firstIndex(of: pattern) ?? patterns.count
        if index == patterns.count { patterns.append(pattern) }
        return ["pattern: Patterns.pattern\(index + 1)"]
    }

    private static func arguments(_ arguments: [String], _ format: String?) -> String {
        (arguments + (format.map { ["format: .\(Names.member($0))"] } ?? [])).joined(separator: ", ")
    }

    static func range<Bound: BinaryInteger>(_ range: ClosedRange<Bound>) -> String {
        func digits(_ value: Bound) -> String {
            let text = String(value)
            let isNegative = text.hasPrefix("-")
            let bare = isNegative ? String(text.dropFirst()) : text
            guard bare.count > 6 else { return isNegative ? "(\(text))" : text }
            var grouped = ""
            for (index, digit) in bare.enumerated() {
                if index > 0, (bare.count - index) % 3 == 0 { grouped += "_" }
                grouped.append(digit)
            }
            return isNegative ? "(-\(grouped))" : grouped
        }
        return "\(digits(range.lowerBound))...\(digits(range.upperBound))"
    }
}
