extension CBORDiagnostic {
    /// Encodes diagnostic notation deterministically: map keys may stand in any order, comments
    /// (`/ … /`, `# …` to the end of the line) are read over, `<< … >>` embeds an item as bytes.
    ///
    /// - Throws: ``CBORDiagnosticError`` with line and column.
    public static func bytes(from text: String) throws(CBORDiagnosticError) -> [UInt8] {
        var parser = Parser(text)
        let item = try parser.item(depthLeft: CBORLimits.depthMax)
        try parser.finish()
        return item
    }
}

/// Text that isn't diagnostic notation.
public struct CBORDiagnosticError: Error, Equatable, Sendable {
    public var problem: Problem
    /// From 1.
    public var line: Int
    /// From 1, in Unicode scalars.
    public var column: Int

    public enum Problem: Equatable, Sendable {
        case unexpected, unexpectedEnd, number, escape, hexadecimal, duplicateKey, tooDeep
    }

    public init(problem: Problem, line: Int, column: Int) {
        self.problem = problem
        self.line = line
        self.column = column
    }
}

private struct Parser {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    mutating func finish() throws(CBORDiagnosticError) {
        try skipSpace()
        guard position == scalars.count else { throw error(.unexpected) }
    }

    mutating func item(depthLeft: Int) throws(CBORDiagnosticError) -> [UInt8] {
        guard depthLeft >= 0 else { throw error(.tooDeep) }
        switch try peek() {
        case "[": return try array(depthLeft: depthLeft)
        case "{": return try map(depthLeft: depthLeft)
        case "\"": return Self.encoded(try quoted()) { $0.write(text: $1) }
        case "<": return try embedded(depthLeft: depthLeft)
        case "-", "0"..."9": return try numberOrTag(depthLeft: depthLeft)
        default: return try word()
        }
    }

    // MARK: Containers

    private mutating func array(depthLeft: Int) throws(CBORDiagnosticError) -> [UInt8] {
        try expect("[")
        var items: [[UInt8]] = []
        while try !take("]") {
            if !items.isEmpty { try expect(",") }
            items.append(try item(depthLeft: depthLeft - 1))
        }
        var encoder = CBOREncoder()
        encoder.writeArray(count: items.count)
        for item in items { encoder.write(encoded: item) }
        return encoder.bytes
    }

    private mutating func map(depthLeft: Int) throws(CBORDiagnosticError) -> [UInt8] {
        try expect("{")
        var pairs: [(key: [UInt8], value: [UInt8])] = []
        while try !take("}") {
            if !pairs.isEmpty { try expect(",") }
            let key = try item(depthLeft: depthLeft - 1)
            if pairs.contains(where: { $0.key == key }) { throw error(.duplicateKey) }
            try expect(":")
            pairs.append((key, try item(depthLeft: depthLeft - 1)))
        }
        pairs.sort { $0.key.lexicographicallyPrecedes($1.key) }
        var encoder = CBOREncoder()
        encoder.writeMap(count: pairs.count)
        for pair in pairs {
            encoder.write(encoded: pair.key)
            encoder.write(encoded: pair.value)
        }
        return encoder.bytes
    }

    private mutating func embedded(depthLeft: Int) throws(CBORDiagnosticError) -> [UInt8] {
        try expect("<")
        try expect("<")
        let content = try item(depthLeft: depthLeft - 1)
        try expect(">")
        try expect(">")
        return Self.encoded(content) { $0.write(bytes: $1) }
    }

    // MARK: Scalars

    private mutating func numberOrTag(depthLeft: Int) throws(CBORDiagnosticError) -> [UInt8] {
        let isNegative = try take("-")
        if isNegative, scalars[position...].starts(with: "Infinity".unicodeScalars) {
            position += 8
            return Self.encoded(-Double.infinity) { $0.write(float: $1) }
        }
        let start = position
        while position < scalars.count, Self.isNumberPart(scalars, position) { position += 1 }
        let digits = String(String.UnicodeScalarView(scalars[start..<position]))
        if digits.unicodeScalars.contains(where: { $0 == "." || $0 == "e" || $0 == "E" }) {
            guard let number = Double(digits) else { throw error(.number) }
            return Self.encoded(isNegative ? -number : number) { $0.write(float: $1) }
        }
        if isNegative, digits == "18446744073709551616" {
            return Self.encoded(UInt64.max) { $0.write(negativeArgument: $1) }
        }
        guard digits.first != "+", let magnitude = UInt64(digits) else { throw error(.number) }
        if isNegative {
            guard magnitude > 0 else { throw error(.number) }
            return Self.encoded(magnitude - 1) { $0.write(negativeArgument: $1) }
        }
        guard try take("(") else { return Self.encoded(magnitude) { $0.write(unsigned: $1) } }
        let content = try item(depthLeft: depthLeft - 1)
        try expect(")")
        var encoder = CBOREncoder()
        encoder.write(tag: magnitude)
        encoder.write(encoded: content)
        return encoder.bytes
    }

    private static func isNumberPart(_ scalars: [Unicode.Scalar], _ position: Int) -> Bool {
        switch scalars[position] {
        case "0"..."9", ".", "e", "E": true
        case "+", "-": position > 0 && (scalars[position - 1] == "e" || scalars[position - 1] == "E")
        default: false
        }
    }

    private mutating func word() throws(CBORDiagnosticError) -> [UInt8] {
        let start = position
        while position < scalars.count, scalars[position].properties.isAlphabetic { position += 1 }
        switch String(String.UnicodeScalarView(scalars[start..<position])) {
        case "true": return [0xF5]
        case "false": return [0xF4]
        case "null": return [0xF6]
        case "undefined": return [0xF7]
        case "NaN": return Self.encoded(Double.nan) { $0.write(float: $1) }
        case "Infinity": return Self.encoded(Double.infinity) { $0.write(float: $1) }
        case "h": return Self.encoded(try hexadecimal()) { $0.write(bytes: $1) }
        case "simple": return try simple()
        default:
            position = start
            throw error(.unexpected)
        }
    }

    private mutating func simple() throws(CBORDiagnosticError) -> [UInt8] {
        try expect("(")
        try skipSpace()
        let start = position
        while position < scalars.count, ("0"..."9").contains(scalars[position]) { position += 1 }
        guard let value = UInt8(String(String.UnicodeScalarView(scalars[start..<position]))),
            value < 20 || value >= 32
        else { throw error(.number) }
        try expect(")")
        return Self.encoded(value) { $0.write(simple: $1) }
    }

    private mutating func hexadecimal() throws(CBORDiagnosticError) -> [UInt8] {
        guard position < scalars.count, scalars[position] == "'" else { throw error(.hexadecimal) }
        position += 1
        var digits: [UInt8] = []
        while true {
            guard position < scalars.count else { throw error(.unexpectedEnd) }
            let scalar = scalars[position]
            if scalar == "'" { break }
            if let digit = Character(scalar).hexDigitValue, scalar.isASCII {
                digits.append(UInt8(digit))
            } else if !Self.isSpace(scalar) {
                throw error(.hexadecimal)
            }
            position += 1
        }
        position += 1
        guard digits.count.isMultiple(of: 2) else { throw error(.hexadecimal) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private mutating func quoted() throws(CBORDiagnosticError) -> String {
        position += 1
        var units: [UInt16] = []
        while true {
            guard position < scalars.count else { throw error(.unexpectedEnd) }
            let scalar = scalars[position]
            position += 1
            switch scalar {
            case "\"":
                guard let text = String(validating: units, as: UTF16.self) else { throw error(.escape) }
                return text
            case "\\": units.append(try escape())
            default: units.append(contentsOf: UTF16.encode(scalar) ?? .init())
            }
        }
    }

    /// One UTF-16 unit, as in JSON: a scalar beyond the first 65 536 takes two escapes.
    private mutating func escape() throws(CBORDiagnosticError) -> UInt16 {
        guard position < scalars.count else { throw error(.unexpectedEnd) }
        let scalar = scalars[position]
        position += 1
        switch scalar {
        case "\"", "\\", "/": return UInt16(scalar.value)
        case "b": return 8
        case "t": return 9
        case "n": return 10
        case "f": return 12
        case "r": return 13
        case "u":
            guard scalars.count - position >= 4 else { throw error(.unexpectedEnd) }
            let digits = scalars[position..<(position + 4)]
            guard digits.allSatisfy({ $0.isASCII && $0.properties.isASCIIHexDigit }),
                let unit = UInt16(String(String.UnicodeScalarView(digits)), radix: 16)
            else { throw error(.escape) }
            position += 4
            return unit
        default: throw error(.escape)
        }
    }

    private static func encoded<Value>(_ value: Value, by write: (inout CBOREncoder, Value) -> Void)
        -> [UInt8]
    {
        var encoder = CBOREncoder()
        write(&encoder, value)
        return encoder.bytes
    }

    // MARK: Characters

    private mutating func peek() throws(CBORDiagnosticError) -> Unicode.Scalar {
        try skipSpace()
        guard position < scalars.count else { throw error(.unexpectedEnd) }
        return scalars[position]
    }

    private mutating func take(_ scalar: Unicode.Scalar) throws(CBORDiagnosticError) -> Bool {
        try skipSpace()
        guard position < scalars.count, scalars[position] == scalar else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ scalar: Unicode.Scalar) throws(CBORDiagnosticError) {
        guard try peek() == scalar else { throw error(.unexpected) }
        position += 1
    }

    private mutating func skipSpace() throws(CBORDiagnosticError) {
        while position < scalars.count {
            switch scalars[position] {
            case let scalar where Self.isSpace(scalar): position += 1
            case "#": while position < scalars.count, scalars[position] != "\n" { position += 1 }
            case "/":
                guard let end = scalars[(position + 1)...].firstIndex(of: "/") else {
                    throw error(.unexpectedEnd)
                }
                position = end + 1
            default: return
            }
        }
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r"
    }

    private func error(_ problem: CBORDiagnosticError.Problem) -> CBORDiagnosticError {
        let before = scalars[..<min(position, scalars.count)]
        let lineStart = before.lastIndex(of: "\n").map { $0 + 1 } ?? 0
        return CBORDiagnosticError(
            problem: problem, line: before.count { $0 == "\n" } + 1, column: before.count - lineStart + 1)
    }
}
