internal import COSE

/// A signed file that lies on no card, with a schema like a record's: read, written and shown the same way.
public protocol SignedDocument: RecordValue {
    /// The field table.
    static var schema: RecordSchema { get }
}

extension SignedDocument {
    /// Reads a document that takes up all of `bytes`.
    public init(decoding bytes: Span<UInt8>) throws(RecordError) {
        var decoder = CBORDecoder(bytes)
        try self.init(from: &decoder)
        do { try decoder.finish() } catch { throw .cbor(error) }
    }

    /// Deterministic CBOR (RFC 8949 §4.2.1).
    public func encoded() -> [UInt8] {
        var encoder = CBOREncoder()
        encode(into: &encoder)
        return encoder.bytes
    }

    /// Reads the form that people write; see ``RecordSchema/template(in:)``.
    ///
    /// - Throws: ``RecordJSONError`` with every field that is wrong, not only the first.
    public init(json text: [UInt8]) throws(RecordJSONError) {
        self = try Self.located(json: text).document
    }

    /// Reads the form that people write and remembers where in it each value stands.
    public static func located(
        json text: [UInt8]
    ) throws(RecordJSONError) -> (document: Self, places: TextPlaces) {
        let value: JSONValue
        do { value = try JSONReader.value(of: text) } catch { throw .syntax(error) }
        let (bytes, errors) = FormReader.cbor(of: value, as: schema)
        guard errors.isEmpty else { throw .fields(errors) }
        do {
            return (try Self(decoding: bytes.span), TextPlaces(value))
        } catch {
            // The typed decoder has the last word, should it ever be stricter than the table.
            throw .fields([FormError(path: error.path, position: value.position, problem: error.problem)])
        }
    }

    /// The document in the form that people write, with a line break at the end.
    ///
    /// - Throws: ``RecordError`` if it breaks a constraint.
    public func json() throws(RecordError) -> String { JSONWriter.text(of: try FieldTree.of(self)) }

    /// The same, with what each field is as a comment before its first value (a member whose name begins with
    /// "//").
    ///
    /// - Throws: ``RecordError`` if it breaks a constraint.
    public func json(commentedIn language: DisplayLanguage) throws(RecordError) -> String {
        JSONWriter.text(of: try FieldTree.of(self), commentedIn: language)
    }

    /// The document as lines for a screen.
    ///
    /// - Throws: ``RecordError`` if it breaks a constraint.
    public func rows(in language: DisplayLanguage) throws(RecordError) -> [RecordRow] {
        RecordRow.rows(of: try FieldTree.of(self), in: language)
    }
}

/// Where in a JSON text the values of a document stand.
public struct TextPlaces: Sendable {
    private let root: JSONValue

    init(_ root: JSONValue) { self.root = root }

    /// Where the value at `path` begins, or the nearest value around it that is there.
    public func position(of path: RecordPath) -> TextPosition {
        var value = root
        for step in path.steps {
            switch (step, value.kind) {
            case (.field(let name), .object(let members)):
                guard let member = members.first(where: { $0.name == name }) else { return value.position }
                value = member.value
            case (.index(let index), .array(let items)) where items.indices.contains(index):
                value = items[index]
            default: return value.position
            }
        }
        return value.position
    }
}
