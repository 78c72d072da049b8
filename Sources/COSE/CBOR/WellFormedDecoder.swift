/// A cursor over well-formed CBOR in any of its encodings (RFC 8949 §5.1): for messages that others made.
///
/// Heads may be longer than they need be, keys may stand in any order, maps and arrays may have an indefinite
/// length. A string must lie in one piece, because ranges are handed out. Whoever reads a map makes sure that
/// no key counts twice. What this product writes itself is read by ``CBORDecoder``.
package struct WellFormedDecoder: ~Escapable {
    private let bytes: Span<UInt8>
    /// Bytes read so far.
    package private(set) var offset = 0

    @_lifetime(copy bytes)
    package init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
    }

    /// The items, or pairs, of a container that are still to come.
    package struct Items {
        /// Nil where a "break" ends them.
        fileprivate var left: Int?
    }

    /// The type of the next item, which stays unread.
    package func peekType() throws(CBORError) -> CBORType {
        guard offset < bytes.count else { throw .truncated(at: offset) }
        return CBORType(initialByte: bytes[offset])
    }

    @_lifetime(self: copy self)
    package mutating func readUnsigned() throws(CBORError) -> UInt64 {
        let start = offset
        guard let argument = try readHead(of: .unsigned) else { throw .reservedHead(at: start) }
        return argument
    }

    /// -2^63…2^63 − 1.
    @_lifetime(self: copy self)
    package mutating func readInteger() throws(CBORError) -> Int64 {
        let start = offset
        let head = try readHead()
        guard head.type == .unsigned || head.type == .negative else {
            throw .unexpectedType(head.type, at: start)
        }
        guard let argument = head.argument else { throw .reservedHead(at: start) }
        guard let magnitude = Int64(exactly: argument) else { throw .integerOutOfRange(at: start) }
        return head.type == .unsigned ? magnitude : -1 - magnitude
    }

    @_lifetime(self: copy self)
    package mutating func readText() throws(CBORError) -> String {
        let range = try readStringRange(of: .text)
        do {
            return String(copying: try UTF8Span(validating: bytes.extracting(range)))
        } catch {
            throw .invalidUTF8(at: range.lowerBound)
        }
    }

    /// Where in the input the content of a byte string lies.
    @_lifetime(self: copy self)
    package mutating func readBytesRange() throws(CBORError) -> Range<Int> {
        try readStringRange(of: .bytes)
    }

    @_lifetime(self: copy self)
    package mutating func readTag() throws(CBORError) -> UInt64 {
        let start = offset
        guard let tag = try readHead(of: .tag) else { throw .reservedHead(at: start) }
        return tag
    }

    /// The head of an array; ask ``hasNext(_:)`` before each of its items.
    @_lifetime(self: copy self)
    package mutating func readArray() throws(CBORError) -> Items {
        try readItems(of: .array, bytesEach: 1)
    }

    /// The head of a map; ask ``hasNext(_:)`` before each of its pairs.
    @_lifetime(self: copy self)
    package mutating func readMap() throws(CBORError) -> Items {
        try readItems(of: .map, bytesEach: 2)
    }

    /// Whether one more item, or pair, follows. It must be read before this is asked again.
    @_lifetime(self: copy self)
    package mutating func hasNext(_ items: inout Items) throws(CBORError) -> Bool {
        guard let left = items.left else {
            guard offset < bytes.count else { throw .truncated(at: offset) }
            guard bytes[offset] == Self.breakCode else { return true }
            offset += 1
            items.left = 0
            return false
        }
        guard left > 0 else { return false }
        items.left = left - 1
        return true
    }

    /// Reads one whole item of any type.
    @_lifetime(self: copy self)
    package mutating func skip() throws(CBORError) {
        try skip(depthLeft: CBORLimits.depthMax)
    }

    /// Refuses whatever is left.
    package func finish() throws(CBORError) {
        guard offset == bytes.count else { throw .trailingBytes(at: offset) }
    }

    /// RFC 8949 §3.2.1.
    private static let breakCode: UInt8 = 0xFF

    @_lifetime(self: copy self)
    private mutating func skip(depthLeft: Int) throws(CBORError) {
        let start = offset
        let type = try peekType()
        switch type {
        case .bytes, .text:
            try skipString(of: type)
        case .array, .map:
            var items = try readItems(of: type, bytesEach: type == .map ? 2 : 1)
            guard depthLeft > 0 else { throw .tooDeep(at: start) }
            while try hasNext(&items) {
                try skip(depthLeft: depthLeft - 1)
                if type == .map { try skip(depthLeft: depthLeft - 1) }
            }
        case .tag:
            _ = try readTag()
            guard depthLeft > 0 else { throw .tooDeep(at: start) }
            try skip(depthLeft: depthLeft - 1)
        case .unsigned, .negative, .simple:
            guard try readHead().argument != nil else { throw .reservedHead(at: start) }
        }
    }

    /// In one piece, or in any number of them.
    @_lifetime(self: copy self)
    private mutating func skipString(of type: CBORType) throws(CBORError) {
        guard bytes[offset] & 0x1F == 31 else {
            _ = try readStringRange(of: type)
            return
        }
        offset += 1
        var pieces = Items(left: nil)
        while try hasNext(&pieces) { _ = try readStringRange(of: type) }
    }

    @_lifetime(self: copy self)
    private mutating func readItems(of type: CBORType, bytesEach: Int) throws(CBORError) -> Items {
        let start = offset
        guard let count = try readHead(of: type) else { return Items(left: nil) }
        guard count <= UInt64((bytes.count - offset) / bytesEach) else { throw .truncated(at: start) }
        return Items(left: Int(count))  // safe: not above the input's own length
    }

    @_lifetime(self: copy self)
    private mutating func readStringRange(of type: CBORType) throws(CBORError) -> Range<Int> {
        let start = offset
        guard let count = try readHead(of: type) else { throw .indefiniteLength(at: start) }
        guard count <= UInt64(bytes.count - offset) else { throw .truncated(at: start) }
        let range = offset..<(offset + Int(count))  // safe: inside the input
        offset = range.upperBound
        return range
    }

    @_lifetime(self: copy self)
    private mutating func readHead(of type: CBORType) throws(CBORError) -> UInt64? {
        let start = offset
        let head = try readHead()
        guard head.type == type else { throw .unexpectedType(head.type, at: start) }
        return head.argument
    }

    /// Major type and argument; nil stands for an indefinite length.
    @_lifetime(self: copy self)
    private mutating func readHead() throws(CBORError) -> (type: CBORType, argument: UInt64?) {
        let start = offset
        guard start < bytes.count else { throw .truncated(at: start) }
        let type = CBORType(initialByte: bytes[start])
        let information = bytes[start] & 0x1F
        offset = start + 1
        switch information {
        case 0..<24:
            return (type, UInt64(information))
        case 24...27:
            let count = 1 << Int(information - 24)
            guard count <= bytes.count - offset else { throw .truncated(at: start) }
            var argument: UInt64 = 0
            for _ in 0..<count {
                argument = argument << 8 | UInt64(bytes[offset])
                offset += 1
            }
            // A simple value below 32 has no second form. RFC 8949 §3.3.
            if type == .simple, count == 1, argument < 32 { throw .reservedHead(at: start) }
            return (type, argument)
        case 31 where type.hasIndefiniteForm:
            return (type, nil)
        default:
            throw .reservedHead(at: start)
        }
    }
}
