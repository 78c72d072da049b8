public import COSE

/// A value of a record that the schema names: it reads itself strictly, checks itself, and writes itself
/// back.
///
/// Whatever `init(from:)` takes, `encode(into:)` writes with the same bytes.
public protocol RecordValue: Equatable, Sendable {
    /// Reads the value and checks every constraint of the schema. CBOR or constraint errors: ``RecordError``.
    init(from decoder: inout CBORDecoder) throws(RecordError)

    /// Writes deterministic CBOR. A value that ``validate()`` refuses is written as it is and refused when
    /// read.
    func encode(into encoder: inout CBOREncoder)

    /// Checks every constraint of the schema.
    func validate() throws(RecordError)
}

/// The body of one of the records on a card.
public protocol RecordBody: RecordValue {
    static var recordType: RecordType { get }
    /// The field table.
    static var schema: RecordSchema { get }
    var record: Record { get }
    var cardNumber: CardNumber { get }
    /// The record's position in its issuer's status list (IETF Token Status List, `idx`).
    var statusIndex: Int { get }
}

extension RecordBody {
    /// Reads a body that takes up all of `bytes`.
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
}

extension Record {
    /// Reads a body that takes up all of `bytes`.
    public init(_ type: RecordType, decoding bytes: Span<UInt8>) throws(RecordError) {
        var decoder = CBORDecoder(bytes)
        try self.init(type, from: &decoder)
        do { try decoder.finish() } catch { throw .cbor(error) }
    }

    /// Deterministic CBOR of the body (RFC 8949 §4.2.1).
    public func encoded() -> [UInt8] { body.encoded() }
}

extension RecordType {
    /// nil if no record has this name.
    public init?(name: String) {
        guard let type = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = type
    }
}

/// An enumeration of a schema; the raw value is the number on the wire.
public protocol RecordEnumeration: RecordValue, RawRepresentable where RawValue == Int64 {
    static var choices: [ChoiceDescriptor] { get }
}

extension RecordEnumeration {
    public init(from decoder: inout CBORDecoder) throws(RecordError) {
        let number: Int64
        do { number = try decoder.readInteger() } catch { throw .cbor(error) }
        guard let value = Self(rawValue: number) else { throw .unknownChoice(Self.choices) }
        self = value
    }

    public func encode(into encoder: inout CBOREncoder) { encoder.write(integer: rawValue) }

    public func validate() throws(RecordError) {}

    /// What people call it.
    public func title(in language: DisplayLanguage) -> String {
        Self.choices.first { $0.value == rawValue }?.title[language] ?? ""
    }
}

/// A set of bits of a schema; bits without a meaning are refused, and so is an empty set: it is left out
/// instead.
public protocol RecordBitSet: RecordValue, OptionSet where RawValue == UInt64 {
    static var all: Self { get }
    static var choices: [ChoiceDescriptor] { get }
    init(rawValue: UInt64)
}

extension RecordBitSet {
    public init(from decoder: inout CBORDecoder) throws(RecordError) {
        let bits: UInt64
        do { bits = try decoder.readUnsigned() } catch { throw .cbor(error) }
        self.init(rawValue: bits)
        try validate()
    }

    public func encode(into encoder: inout CBOREncoder) { encoder.write(unsigned: rawValue) }

    public func validate() throws(RecordError) {
        guard rawValue & ~Self.all.rawValue == 0 else { throw .unknownChoice(Self.choices) }
        guard rawValue != 0 else { throw RecordError(.emptySet) }
    }
}

extension RecordError {
    @inline(never)
    static func unknownChoice(_ choices: [ChoiceDescriptor]) -> RecordError {
        RecordError(.unknownChoice(allowed: choices.map(\.name)))
    }

    /// An unknown label belongs to the record itself, not to one of its fields.
    @inline(never)
    static func unknown(_ field: inout Int64?) -> RecordError {
        let label = field ?? 0
        field = nil
        return RecordError(.unknownLabel(label))
    }

    @inline(never)
    static func missing(_ label: Int64, _ field: inout Int64?) -> RecordError {
        field = label
        return RecordError(.missing)
    }
}
