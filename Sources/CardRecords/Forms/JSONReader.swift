/// Reads JSON strictly (RFC 8259): no duplicate names, no floats, no lone surrogates, bounded depth and
/// length.
///
/// Foundation's parser drops duplicate names without a word and has no positions, so this is our own.
struct JSONReader {
    private let bytes: [UInt8]
    private var offset = 0
    private var line = 1
    /// A place on this line and its column: counting goes on from here, so that one long line takes linear
    /// time.
    private var mark = (offset: 0, column: 1)

    static let depthMax = 16
    static let bytesMax = 1 << 20

    static func value(of text: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
        let start = TextPosition(line: 1, column: 1)
        guard text.count <= bytesMax else { throw JSONSyntaxError(problem: .tooLong, position: start) }
        guard !text.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw JSONSyntaxError(problem: .byteOrderMark, position: start)
        }
        guard String(validating: text, as: UTF8.self) != nil else {
            throw JSONSyntaxError(problem: .notUTF8, position: start)
        }
        var reader = JSONReader(bytes: text)
        reader.skipSpace()
        let value = try reader.value(depthLeft: depthMax)
        reader.skipSpace()
        guard reader.offset == text.count else { throw reader.error(.trailingText) }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// Columns count characters (Unicode scalars), not bytes.
    private var position: TextPosition {
        let scalars = bytes[mark.offset..<offset].count { $0 & 0xC0 != 0x80 }
        return TextPosition(line: line, column: mark.column + scalars)
    }

    /// The position here, from which the next one is counted.
    private mutating func markedPosition() -> TextPosition {
        let here = position
        mark = (offset, here.column)
        return here
    }

    private func error(_ problem: JSONSyntaxError.Problem) -> JSONSyntaxError {
        JSONSyntaxError(problem: problem, position: position)
    }

    private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            offset += 1
            if byte == 0x0A {
                line += 1
                mark = (offset, 1)
            }
        }
    }

    private mutating func expect(_ byte: UInt8) throws(JSONSyntaxError) {
        guard let found = current else { throw error(.unexpectedEnd) }
        guard found == byte else { throw error(.unexpectedCharacter) }
        offset += 1
    }

    private mutating func value(depthLeft: Int) throws(JSONSyntaxError) -> JSONValue {
        let start = markedPosition()
        guard let byte = current else { throw error(.unexpectedEnd) }
        let kind: JSONValue.Kind
        switch byte {
        case 0x7B:
            guard depthLeft > 0 else { throw error(.tooDeep) }
            kind = .object(try members(depthLeft: depthLeft - 1))
        case 0x5B:
            guard depthLeft > 0 else { throw error(.tooDeep) }
            kind = .array(try items(depthLeft: depthLeft - 1))
        case 0x22: kind = .string(try string())
        case 0x2D, 0x30...0x39: kind = .integer(try integer())
        case 0x74: kind = try word("true", .boolean(true))
        case 0x66: kind = try word("false", .boolean(false))
        case 0x6E: kind = try word("null", .null)
        default: throw error(.unexpectedCharacter)
        }
        return JSONValue(kind: kind, position: start)
    }

    private mutating func word(
        _ word: StaticString, _ kind: JSONValue.Kind
    ) throws(JSONSyntaxError) -> JSONValue.Kind {
        for byte in word.description.utf8 { try expect(byte) }
        return kind
    }

    private mutating func members(depthLeft: Int) throws(JSONSyntaxError) -> [JSONMember] {
        try expect(0x7B)
        var members: [JSONMember] = []
        var names: Set<String> = []
        skipSpace()
        if current == 0x7D {
            offset += 1
            return members
        }
        while true {
            skipSpace()
            let start = markedPosition()
            guard current == 0x22 else { throw error(current == nil ? .unexpectedEnd : .unexpectedCharacter) }
            let name = try string()
            // Compared by code points, as RFC 8259 §8.3 has it: Swift's own equality is by canonical
            // equivalence, which is stricter.
            guard names.insert(name).inserted else {
                throw JSONSyntaxError(problem: .duplicateName, position: start)
            }
            skipSpace()
            try expect(0x3A)
            skipSpace()
            members.append(JSONMember(name: name, position: start, value: try value(depthLeft: depthLeft)))
            skipSpace()
            if current == 0x2C {
                offset += 1
                continue
            }
            try expect(0x7D)
            return members
        }
    }

    private mutating func items(depthLeft: Int) throws(JSONSyntaxError) -> [JSONValue] {
        try expect(0x5B)
        var items: [JSONValue] = []
        skipSpace()
        if current == 0x5D {
            offset += 1
            return items
        }
        while true {
            skipSpace()
            items.append(try value(depthLeft: depthLeft))
            skipSpace()
            if current == 0x2C {
                offset += 1
                continue
            }
            try expect(0x5D)
            return items
        }
    }

    private mutating func integer() throws(JSONSyntaxError) -> Int128 {
        let start = offset
        let isNegative = current == 0x2D
        if isNegative { offset += 1 }
        let digits = offset
        var value: Int128 = 0
        while let byte = current, (0x30...0x39).contains(byte) {
            guard offset - digits < 20 else { throw error(.numberTooLarge) }
            value = value * 10 + Int128(byte - 0x30)
            offset += 1
        }
        guard offset > digits else { throw error(current == nil ? .unexpectedEnd : .unexpectedCharacter) }
        if let byte = current, byte == 0x2E || byte == 0x65 || byte == 0x45 {
            offset = start
            throw error(.notAnInteger)
        }
        if bytes[digits] == 0x30, offset - digits > 1 {
            offset = start
            throw error(.leadingZero)
        }
        if isNegative { value = -value }
        guard value >= Int128(Int64.min), value <= Int128(UInt64.max) else {
            offset = start
            throw error(.numberTooLarge)
        }
        return value
    }

    // MARK: Strings

    private mutating func string() throws(JSONSyntaxError) -> String {
        try expect(0x22)
        var content: [UInt8] = []
        while let byte = current {
            switch byte {
            case 0x22:
                offset += 1
                return String(decoding: content, as: UTF8.self)
            case 0x5C:
                let scalar = try escape()
                content.append(contentsOf: String(Character(scalar)).utf8)
            case 0..<0x20: throw error(.controlCharacter)
            default:
                content.append(byte)
                offset += 1
            }
        }
        throw error(.unexpectedEnd)
    }

    private mutating func escape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = markedPosition()
        offset += 1
        guard let byte = current else { throw error(.unexpectedEnd) }
        offset += 1
        switch byte {
        case 0x22: return "\""
        case 0x5C: return "\\"
        case 0x2F: return "/"
        case 0x62: return "\u{08}"
        case 0x66: return "\u{0C}"
        case 0x6E: return "\n"
        case 0x72: return "\r"
        case 0x74: return "\t"
        case 0x75: return try escapedScalar(at: start)
        default: throw JSONSyntaxError(problem: .badEscape, position: start)
        }
    }

    /// `\uXXXX`, or a surrogate pair of two of them.
    private mutating func escapedScalar(at start: TextPosition) throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(UInt32(first)) { return scalar }
        guard first < 0xDC00, current == 0x5C, offset + 1 < bytes.count, bytes[offset + 1] == 0x75 else {
            throw JSONSyntaxError(problem: .loneSurrogate, position: start)
        }
        offset += 2
        let second = try codeUnit()
        guard (0xDC00...0xDFFF).contains(second) else {
            throw JSONSyntaxError(problem: .loneSurrogate, position: start)
        }
        let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        guard let scalar = Unicode.Scalar(value) else {
            throw JSONSyntaxError(problem: .loneSurrogate, position: start)
        }
        return scalar
    }

    private mutating func codeUnit() throws(JSONSyntaxError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = current else { throw error(.unexpectedEnd) }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error(.badEscape)
            }
            value = value << 4 | UInt16(truncatingIfNeeded: digit)
            offset += 1
        }
        return value
    }
}
