public import COSE

/// What is wrong with a value. No case holds the value: a message may go into a log.
public enum RecordProblem: Error, Equatable, Sendable {
    case cbor(CBORError)
    case missing
    /// A CBOR label that the schema doesn't have.
    case unknownLabel(Int64)
    /// A JSON name that the schema doesn't have; with the nearest name that it has.
    case unknownName(suggestion: String?)
    case duplicateName
    /// A number that an office doesn't choose: it comes when the card is issued.
    case givenAtIssuing
    case wrongType(expected: JSONType, found: JSONType)
    /// The length of a text (in UTF-8) or of a byte string.
    case byteCount(Int, allowed: ClosedRange<Int>)
    /// The length of an array.
    case itemCount(Int, allowed: ClosedRange<Int>)
    case unsignedRange(ClosedRange<UInt64>)
    case integerRange(ClosedRange<Int64>)
    case pattern(String)
    case format(ValueFormat)
    /// Not one of the names or numbers of an enumeration or a bit set.
    case unknownChoice(allowed: [String])
    case notBase64
    /// A bit set without a bit: leave it out.
    case emptySet

    /// The rule that the value breaks, as the schema has it.
    public var rule: String {
        switch self {
        case .cbor: "RFC 8949 §4.2.1"
        case .missing: "required"
        case .unknownLabel, .unknownName: "no such field"
        case .duplicateName: "RFC 8259 §4"
        case .givenAtIssuing: "CardSchemas/README.md"
        case .wrongType(let expected, _): "type \(expected.rawValue)"
        case .byteCount(_, let allowed): ".size \(Self.text(allowed))"
        case .itemCount(_, let allowed): "items \(Self.text(allowed))"
        case .unsignedRange(let allowed): "\(allowed.lowerBound)..\(allowed.upperBound)"
        case .integerRange(let allowed): "\(allowed.lowerBound)..\(allowed.upperBound)"
        case .pattern(let pattern): ".regexp \(pattern)"
        case .format(let format): format.rawValue
        case .unknownChoice(let allowed): allowed.joined(separator: " / ")
        case .emptySet: "not empty"
        case .notBase64: "RFC 4648 §4"
        }
    }

    private static func text(_ range: ClosedRange<Int>) -> String {
        range.lowerBound == range.upperBound
            ? "\(range.lowerBound)" : "(\(range.lowerBound)..\(range.upperBound))"
    }
}

/// The types of JSON values (RFC 8259 §3).
public enum JSONType: String, Equatable, Sendable {
    case object, array, string, number, boolean, null
}
