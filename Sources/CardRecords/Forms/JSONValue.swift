/// A place in a text; both count from 1, columns in characters.
public struct TextPosition: Equatable, Sendable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A JSON value (RFC 8259) and where it begins. Numbers are exact integers: records have no others.
struct JSONValue: Sendable {
    indirect enum Kind: Sendable {
        case object([JSONMember])
        case array([JSONValue])
        case string(String)
        case integer(Int128)
        case boolean(Bool)
        case null
    }

    var kind: Kind
    var position: TextPosition

    var type: JSONType {
        switch kind {
        case .object: .object
        case .array: .array
        case .string: .string
        case .integer: .number
        case .boolean: .boolean
        case .null: .null
        }
    }
}

struct JSONMember: Sendable {
    var name: String
    var position: TextPosition
    var value: JSONValue
}

/// Why a text is no JSON that we take: the place and the rule.
public struct JSONSyntaxError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Problem: String, Equatable, Sendable {
        case unexpectedEnd = "the text ends too early"
        case unexpectedCharacter = "unexpected character"
        case trailingText = "text behind the end"
        case tooDeep = "nested too deeply"
        case tooLong = "longer than a record's form may be"
        case notUTF8 = "not UTF-8"
        case byteOrderMark = "begins with a byte order mark"
        case notAnInteger = "numbers are whole numbers without exponent"
        case numberTooLarge = "number beyond 64 bits"
        case leadingZero = "number with a leading zero"
        case controlCharacter = "control character in a string"
        case badEscape = "unknown escape in a string"
        case loneSurrogate = "half of a surrogate pair"
        case duplicateName = "name comes twice in an object"
    }

    public let problem: Problem
    public let position: TextPosition

    /// "line 3, column 7: name comes twice in an object"
    public var description: String { "line \(position.line), column \(position.column): \(problem.rawValue)" }
}
