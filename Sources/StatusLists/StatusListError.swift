public import COSE
public import CardCrypto

/// Why bytes are not a status list, or not one that this key vouches for.
public enum StatusListError: Error, Equatable, Sendable {
    /// Not a COSE_Sign1, not CBOR, or a claim is missing or of another type.
    case malformed(COSEError)
    /// A signed message, but of another kind (`typ`).
    case otherType
    /// Another key than the one given is said to have signed.
    case otherKey
    /// The key may not be used with the message's algorithm.
    case algorithmNotAllowed
    case signatureInvalid
    /// The library could not decide, now; says nothing about the list.
    case checkFailed
    /// Other than 1, 2, 4 or 8 bits for each status.
    case bitsUnsupported(UInt64)
    /// Not a whole zlib stream (RFC 1950) and nothing but that; zlib's own code.
    case compression(code: Int32)
    /// More indexes than the caller allows, or more than ``StatusListLimits/countMax``.
    case tooLong(countMax: Int)
    /// A status that isn't one of ``CardStatus``, in a list of four or eight bits by somebody else.
    case statusUnknown(UInt8, index: Int)
    /// A URI of no or too many bytes, an end not behind the issue, or zero seconds to live.
    case claimsUnusable
    case signing(SigningFailure)
    case library(CryptoLibraryError)
}

extension StatusListError {
    /// What a check of a signature says, as an error.
    static func check(
        _ message: borrowing COSESign1, with key: some SignatureVerifying
    ) throws(StatusListError) {
        if let keyID = message.keyID, keyID != key.keyID { throw .otherKey }
        guard key.accepts(message.algorithm) else { throw .algorithmNotAllowed }
        switch message.check(with: key) {
        case .valid: return
        case .invalid: throw .signatureInvalid
        case .failed: throw .checkFailed
        }
    }
}
