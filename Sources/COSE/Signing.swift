/// A public key that checks signatures; `CardCrypto` implements it over libcrypto.
public protocol SignatureVerifying: Sendable {
    /// The name that this key's signatures carry.
    var keyID: KeyID { get }

    /// Whether a message that names this algorithm may be checked with this key.
    func accepts(_ algorithm: COSEAlgorithm) -> Bool

    /// Checks a 64-byte signature (r‖s for ECDSA) over `head` ‖ `payload`, which is the Sig_structure of RFC
    /// 9052 §4.4.
    func check(signature: Span<UInt8>, head: Span<UInt8>, payload: Span<UInt8>) -> SignatureCheck
}

public enum SignatureCheck: Sendable {
    case valid
    case invalid
    /// The library could not decide (out of memory, say): neither valid nor invalid.
    case failed
}

/// A private key that signs; `CardCrypto` implements it over libcrypto, and over PKCS#11 later.
public protocol SignatureCreating: ~Copyable {
    var algorithm: COSEAlgorithm { get }
    var keyID: KeyID { get }

    /// A 64-byte signature (r‖s for ECDSA) over `head` ‖ `payload`, the Sig_structure of RFC 9052 §4.4.
    borrowing func sign(head: Span<UInt8>, payload: Span<UInt8>) throws(SigningFailure) -> [64 of UInt8]
}

/// The key could not sign.
public struct SigningFailure: Error, Equatable, Sendable {
    /// The cryptographic library's own error code.
    public let code: UInt64

    public init(code: UInt64) {
        self.code = code
    }
}
