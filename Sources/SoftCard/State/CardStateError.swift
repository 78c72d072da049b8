public import COSE

/// Why an image, though complete, is no card's state: it was written by another version of this program.
public enum CardStateError: Error, Equatable, Sendable {
    case encoding(CBORError)
    /// The format's version is not `CardState.formatVersion`.
    case formatVersion(UInt64)
    /// The value under this label, or the label itself, can't be.
    case value(label: Int64)
    /// A label that every state has is missing.
    case missing(label: Int64)
}
