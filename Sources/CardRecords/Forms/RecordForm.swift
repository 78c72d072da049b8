/// A record as people write it in JSON, whose status index may be left out: it is given when the record is
/// sealed then.
public struct RecordForm: Sendable {
    public let type: RecordType
    public let cardNumber: CardNumber
    /// Nil where the form leaves it out.
    public let statusIndex: Int?
    private let value: JSONValue

    private static let indexName = "status-index"

    /// Reads and checks the whole form.
    ///
    /// - Throws: ``RecordJSONError`` with everything that is wrong.
    public init(_ type: RecordType, json text: [UInt8]) throws(RecordJSONError) {
        let value: JSONValue
        do { value = try JSONReader.value(of: text) } catch { throw .syntax(error) }
        self.type = type
        self.value = value
        var hasIndex = true
        if case .object(let members) = value.kind {
            hasIndex = members.contains { $0.name == Self.indexName }
        }
        // Any index does for checking the rest.
        let record = try Self.record(type, hasIndex ? value : Self.value(value, with: 0))
        cardNumber = record.body.cardNumber
        statusIndex = hasIndex ? record.body.statusIndex : nil
    }

    /// The record; `index` is its status index where the form has none.
    ///
    /// - Throws: ``RecordJSONError`` for an index that no record can have.
    public func record(statusIndex index: Int) throws(RecordJSONError) -> Record {
        try Self.record(type, statusIndex == nil ? Self.value(value, with: index) : value)
    }

    private static func value(_ value: JSONValue, with index: Int) -> JSONValue {
        guard case .object(let members) = value.kind else { return value }
        var value = value
        value.kind = .object(
            members + [
                JSONMember(
                    name: indexName, position: value.position,
                    value: JSONValue(kind: .integer(Int128(index)), position: value.position))
            ])
        return value
    }

    private static func record(_ type: RecordType, _ value: JSONValue) throws(RecordJSONError) -> Record {
        let (bytes, errors) = FormReader.cbor(of: value, as: type.schema)
        guard errors.isEmpty else { throw .fields(errors) }
        do { return try Record(type, decoding: bytes.span) } catch {
            throw .fields([FormError(path: error.path, position: value.position, problem: error.problem)])
        }
    }
}
