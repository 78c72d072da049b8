public import CardCrypto

/// Why a delta can't be read or doesn't fit.
public enum StatusDeltaError: Error, Equatable, Sendable {
    /// Not a COSE_Sign1, not the deterministic CBOR of a delta, of another kind (`typ`), or not vouched for
    /// by the key.
    case message(StatusListError)
    /// Its changes are not coded as they must be: counts, order, padding, or a change that changes nothing.
    case changesMalformed
    /// It was made for another array than the one at hand.
    case otherBase
    /// Put together with its base it doesn't give the array that it announces.
    case otherResult
    /// The new list is shorter than the old one, or longer than ``StatusListLimits/countMax``.
    case countUnusable
    case library(CryptoLibraryError)

    /// Whether the full list brings the validator on: always, but for a failure of the machine.
    public var asksForFullList: Bool {
        switch self {
        case .message(.checkFailed), .message(.library), .library: false
        case .message, .changesMalformed, .otherBase, .otherResult, .countUnusable: true
        }
    }
}
