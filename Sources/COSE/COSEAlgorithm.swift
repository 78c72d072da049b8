/// Signature algorithms, by their COSE numbers.
///
/// ES256 and EdDSA are what this product writes; the fully specified identifiers of RFC 9864 are taken as
/// well.
public enum COSEAlgorithm: Int64, Sendable, CaseIterable {
    /// ECDSA with SHA-256; with this product's keys always on P-256. RFC 9053 §2.1.
    case es256 = -7
    /// With this product's keys always Ed25519. RFC 9053 §2.2.
    case edDSA = -8
    /// ECDSA with P-256 and SHA-256. RFC 9864 §2.1.
    case esp256 = -9
    /// RFC 9864 §2.2.
    case ed25519 = -19

    /// Whether a message that names `self` may be checked with `key`: the key decides, never the message.
    public func suits(_ key: COSEKey) -> Bool {
        switch self {
        case .es256, .esp256: key.curve == .p256
        case .edDSA, .ed25519: key.curve == .ed25519
        }
    }
}
