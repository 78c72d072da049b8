public import CardCrypto
public import CardRecords

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
    case cryptography
}
