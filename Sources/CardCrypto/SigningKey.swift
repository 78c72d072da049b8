internal import CCrypto
public import COSE
public import ISO7816

/// A private key that signs: ES256 on P-256, or Ed25519. One owner, no copies, no description of its secret.
///
/// Any number of threads may sign with one key at once. Its memory is wiped by libcrypto with the key.
/// After fork(2) the child should use a key only if the parent had no other thread: a lock might be held.
@safe public struct SigningKey: ~Copyable, SignatureCreating, Sendable {
    /// `COSEAlgorithm.es256` or `COSEAlgorithm.edDSA`.
    public let algorithm: COSEAlgorithm
    /// The public half, both coordinates.
    public let publicKey: COSEKey
    public let thumbprint: KeyThumbprint
    public var keyID: KeyID { thumbprint.keyID }
    let handle: KeyHandle
    private let engine: Engine

    private enum Engine {
        case p256(ContextPool<P256Context>)
        case ed25519(ContextPool<Ed25519Context>)
    }

    /// A fresh key from libcrypto's private generator.
    public static func generate(_ curve: COSEKey.Curve) throws(KeyImportError) -> SigningKey {
        let handle: KeyHandle
        do { handle = try KeyHandle.generating(curve) } catch { throw .library(error) }
        return try SigningKey(handle)
    }

    /// - Parameter secret: 32 bytes: the scalar of P-256 in big endian, 1…n−1, or the seed of Ed25519 (RFC
    ///   8032 §5.1.5).
    public init(secret: borrowing SecretBytes, curve: COSEKey.Curve) throws(KeyImportError) {
        try self.init(KeyHandle.importing(secret: secret, curve: curve))
    }

    init(_ handle: KeyHandle) throws(KeyImportError) {
        let publicKey = try handle.publicKey()
        thumbprint = try publicKey.thumbprint()
        self.handle = handle
        self.publicKey = publicKey
        switch publicKey.curve {
        case .p256:
            algorithm = .es256
            engine = .p256(ContextPool())
        case .ed25519:
            algorithm = .edDSA
            engine = .ed25519(ContextPool())
        }
    }

    /// The private half, 32 bytes, in the form that ``init(secret:curve:)`` takes.
    public borrowing func secret() throws(CryptoLibraryError) -> SecretBytes {
        try handle.secret()
    }

    /// Checks what this key signs.
    public borrowing func verificationKey() throws(KeyImportError) -> VerificationKey {
        try VerificationKey(publicKey)
    }

    /// 64 bytes over `head` ‖ `payload`: r‖s of ECDSA with SHA-256, or Ed25519.
    public borrowing func sign(
        head: Span<UInt8>, payload: Span<UInt8>
    ) throws(SigningFailure) -> [64 of UInt8] {
        switch engine {
        case .p256(let pool):
            guard let context = pool.take() ?? P256Context(handle),
                let signature = context.sign(head, payload)
            else { throw SigningFailure(code: CryptoLibraryError.take().code) }
            pool.giveBack(context)
            return signature
        case .ed25519(let pool):
            guard let context = pool.take() ?? Ed25519Context(handle, for: .signing),
                let signature = context.sign(head, payload)
            else { throw SigningFailure(code: CryptoLibraryError.take().code) }
            pool.giveBack(context)
            return signature
        }
    }

    /// Signs one message, such as a card's answer to INTERNAL AUTHENTICATE.
    public borrowing func sign(message: Span<UInt8>) throws(SigningFailure) -> [64 of UInt8] {
        try sign(head: message, payload: Span())
    }
}
