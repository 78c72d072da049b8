extension Record {
    /// Reads the form that people write; see ``RecordSchema/template(in:)``.
    ///
    /// - Throws: ``RecordJSONError`` with every field that is wrong, not only the first.
    public init(_ type: RecordType, json text: [UInt8]) throws(RecordJSONError) {
        let value: JSONValue
        do { value = try JSONReader.value(of: text) } catch { throw .syntax(error) }
        let (bytes, errors) = FormReader.cbor(of: value, as: type.schema)
        guard errors.isEmpty else { throw .fields(errors) }
        do {
            try self.init(type, decoding: bytes.span)
        } catch {
            // The typed decoder has the last word, should it ever be stricter than the table.
            throw .fields([FormError(path: error.path, position: value.position, problem: error.problem)])
        }
    }

    /// Reads the form that people write.
    public init(_ type: RecordType, json text: String) throws(RecordJSONError) {
        try self.init(type, json: Array(text.utf8))
    }

    /// The record in the form that people write, in the order of the form, with a line break at the end.
    ///
    /// - Throws: ``RecordError`` if the record breaks a constraint.
    public func json() throws(RecordError) -> String { JSONWriter.text(of: try FieldTree.of(self)) }
}
