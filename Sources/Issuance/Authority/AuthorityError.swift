public import COSE
public import CardCrypto
public import CardRecords
public import StatusLists

/// Why an authority's folder can't be used or made.
public enum AuthorityError: Error, Equatable, Sendable {
    /// No such folder, or no trust list in it.
    case notAnAuthority(path: String)
    case exists(path: String)
    /// A private file: missing, reachable by others, closed by another passphrase …
    case secretFile(SecretFileError)
    /// The operating system's `errno`.
    case system(path: String, code: Int32)
    /// Not what this program wrote there.
    case damaged(path: String)
    case trustList(path: String, TrustListError)
    /// Less than one day, or beyond the year 9999.
    case days(Int64)
    /// All numbers of this issuer are given out.
    case numbersExhausted
    /// The card was begun for another applicant: finish that one first, or take another card.
    case otherApplicant(cardSerial: [UInt8])
    /// A decision on the status of a card or record that isn't taken.
    case status(StatusRefusal)
    /// Lists of this time or a later one are out: the clock has gone back, or it is the same second.
    case published(NumericDate)
    /// The trust list doesn't say where the domain's status list is found.
    case noStatusListURI(Domain)
    /// The trust list has no such key.
    case unknownKey(KeyID)
    /// The private half of the domain's current key isn't at hand.
    case sealingKey(Domain)
    case statusList(Domain, StatusListError)
    case statusDelta(Domain, StatusDeltaError)
    /// A file for validators can't be written; the operating system's `errno`.
    case output(path: String, code: Int32)
    case cryptography
}
