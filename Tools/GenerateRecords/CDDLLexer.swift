/// A lexical element of CDDL (RFC 8610 appendix B), without white space and comments.
struct Token: Equatable {
    enum Kind: Equatable {
        case name(String)
        case integer(Int128)
        case text(String)
        case control(String)
        case symbol(String)
        case end
    }

    var kind: Kind
    var position: SourcePosition
}

/// Comments by line: those after code on their line, and those that have a line for themselves.
struct Comments: Equatable {
    var trailing: [Int: String] = [:]
    var own: [Int: String] = [:]
}

/// Splits CDDL text into tokens; comments are kept aside, because they become documentation.
struct CDDLLexer {
    private let file: String
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var position = SourcePosition(line: 1, column: 1)
    private var lastTokenLine = 0
    /// Where the first token of the last line with tokens stands.
    private var firstColumn = 1
    /// The last line of a trailing comment, and the line that it belongs to: comment lines that follow and
    /// are indented deeper than the member continue it.
    private var continued: (line: Int, owner: Int)?
    private(set) var comments = Comments()

    init(_ text: String, file: String) {
        self.file = file
        scalars = Array(text.unicodeScalars)
    }

    static func tokens(of text: String, file: String) throws(SchemaError) -> ([Token], Comments) {
        var lexer = CDDLLexer(text, file: file)
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return (tokens, lexer.comments) }
        }
    }

    private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        index + ahead < scalars.count ? scalars[index + ahead] : nil
    }

    private mutating func advance() {
        if scalars[index] == "\n" {
            position = SourcePosition(line: position.line + 1, column: 1)
        } else {
            position.column += 1
        }
        index += 1
    }

    private mutating func next() throws(SchemaError) -> Token {
        skipSpaceAndComments()
        let start = position
        guard let scalar = peek() else { return Token(kind: .end, position: start) }
        if start.line != lastTokenLine { firstColumn = start.column }
        lastTokenLine = start.line
        if Self.isNameStart(scalar) { return Token(kind: .name(readName()), position: start) }
        if Self.isDigit(scalar) || scalar == "-" {
            return Token(kind: .integer(try readInteger()), position: start)
        }
        if scalar == "\"" { return Token(kind: .text(try readText()), position: start) }
        if scalar == ".", let after = peek(1), Self.isNameStart(after) {
            advance()
            return Token(kind: .control(readName()), position: start)
        }
        return Token(kind: .symbol(try readSymbol()), position: start)
    }

    private mutating func skipSpaceAndComments() {
        while let scalar = peek() {
            if scalar == ";" {
                readComment()
            } else if scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" {
                advance()
            } else {
                return
            }
        }
    }

    private mutating func readComment() {
        let start = position
        var text = ""
        advance()
        while let scalar = peek(), scalar != "\n" {
            text.unicodeScalars.append(scalar)
            advance()
        }
        text = text.trimmed
        if lastTokenLine == start.line {
            comments.trailing[start.line] = text
            continued = (start.line, start.line)
        } else if let above = continued, above.line == start.line - 1, start.column > firstColumn {
            comments.trailing[above.owner, default: ""] += " " + text
            continued = (start.line, above.owner)
        } else {
            comments.own[start.line] = text
        }
    }

    private mutating func readName() -> String {
        var name = ""
        while let scalar = peek() {
            // A hyphen or a dot may stand inside a name, not at its end (RFC 8610 appendix B, `id`).
            let inner = scalar == "-" || scalar == "."
            guard Self.isNameStart(scalar) || Self.isDigit(scalar) || inner else { break }
            if inner {
                guard let after = peek(1), Self.isNameStart(after) || Self.isDigit(after) else { break }
                if scalar == ".", peek(1) == "." { break }
            }
            name.unicodeScalars.append(scalar)
            advance()
        }
        return name
    }

    private mutating func readInteger() throws(SchemaError) -> Int128 {
        let start = position
        var digits = ""
        if peek() == "-" {
            digits = "-"
            advance()
        }
        var radix = 10
        if peek() == "0", peek(1) == "x" {
            radix = 16
            advance()
            advance()
        }
        while let scalar = peek(), Self.isDigit(scalar) || (radix == 16 && Self.isHexLetter(scalar)) {
            digits.unicodeScalars.append(scalar)
            advance()
        }
        guard let value = Int128(digits, radix: radix), value >= Int128(Int64.min),
            value <= Int128(UInt64.max)
        else { throw SchemaError(file: file, position: start, message: "not a 64-bit integer") }
        if peek() == ".", peek(1) != "." {
            throw SchemaError(
                file: file, position: start, message: "floating-point numbers are not supported")
        }
        return value
    }

    private mutating func readText() throws(SchemaError) -> String {
        let start = position
        var text = ""
        advance()
        while let scalar = peek(), scalar != "\n" {
            advance()
            if scalar == "\"" { return text }
            if scalar == "\\", let escaped = peek() {
                guard escaped == "\\" || escaped == "\"" || escaped == "/" else {
                    throw SchemaError(
                        file: file, position: start, message: "only \\\\, \\/ and \\\" may be escaped")
                }
                text.unicodeScalars.append(escaped)
                advance()
                continue
            }
            text.unicodeScalars.append(scalar)
        }
        throw SchemaError(file: file, position: start, message: "text without its closing quote")
    }

    private mutating func readSymbol() throws(SchemaError) -> String {
        let start = position
        for symbol in ["...", "..", "=>", "//=", "/=", "//"] {
            let wanted = Array(symbol.unicodeScalars)
            guard wanted.indices.allSatisfy({ peek($0) == wanted[$0] }) else { continue }
            for _ in wanted { advance() }
            return symbol
        }
        guard let scalar = peek(), "={}[]()<>&?*+:,/~#^".unicodeScalars.contains(scalar) else {
            throw SchemaError(file: file, position: start, message: "unexpected character")
        }
        advance()
        return String(Character(scalar))
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar >= "0" && scalar <= "9" }

    private static func isHexLetter(_ scalar: Unicode.Scalar) -> Bool {
        (scalar >= "a" && scalar <= "f") || (scalar >= "A" && scalar <= "F")
    }

    private static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
        (scalar >= "a" && scalar <= "z") || (scalar >= "A" && scalar <= "Z")
            || scalar == "_" || scalar == "@" || scalar == "$"
    }
}

extension String {
    /// The text without the white space at both ends.
    var trimmed: String {
        var slice = self[...]
        while let first = slice.first, first.isWhitespace { slice.removeFirst() }
        while let last = slice.last, last.isWhitespace { slice.removeLast() }
        return String(slice)
    }
}
