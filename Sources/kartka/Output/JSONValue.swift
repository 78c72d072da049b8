/// JSON to print, its members in the order given. RFC 8259.
indirect enum JSONValue: Sendable {
    /// Number of the output's shape; grows only if a member changes its meaning or disappears.
    static let schema: Int64 = 1

    case null
    case bool(Bool)
    case number(Int64)
    case text(String)
    case array([JSONValue])
    case object([(String, JSONValue)])
    /// JSON text that somebody else has made.
    case encoded(String)

    static func text(orNull text: String?) -> JSONValue {
        text.map { .text($0) } ?? .null
    }

    /// A document of this program: `schema` first.
    static func document(_ members: [(String, JSONValue)]) -> JSONValue {
        .object([("schema", .number(schema))] + members)
    }

    /// On one line.
    var line: String {
        var output = ""
        write(to: &output)
        return output
    }

    private func write(to output: inout String) {
        switch self {
        case .null: output += "null"
        case .bool(let value): output += value ? "true" : "false"
        case .number(let value): output += String(value)
        case .text(let value): Self.write(value, to: &output)
        // Line breaks stand between values only: inside strings they are escaped.
        case .encoded(let text): output += text.replacing("\n", with: "")
        case .array(let items):
            output += "["
            for (index, item) in items.enumerated() {
                if index > 0 { output += "," }
                item.write(to: &output)
            }
            output += "]"
        case .object(let members):
            output += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { output += "," }
                Self.write(member.0, to: &output)
                output += ":"
                member.1.write(to: &output)
            }
            output += "}"
        }
    }

    private static func write(_ text: String, to output: inout String) {
        output += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            // Control characters must be escaped; U+2028 and U+2029 end a line in JavaScript.
            case "\0"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}
