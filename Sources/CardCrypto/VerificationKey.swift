internal import CCrypto
public import COSE

/// A public key that checks signatures, from any number of threads at once.
///
/// Making one costs about a third of a verification (libcrypto checks the point): keep it for as long as the
/// trust list holds the key. A check allocates nothing once each thread has had its first.
///
/// ``init(accelerating:)`` spends some 30 ms and 150 KB more on a P-256 key, once, and makes each check three
/// times as fast.
@safe public final class VerificationKey: SignatureVerifying {
    /// Both coordinates, whatever form the key came in.
    public let publicKey: COSEKey
    public let thumbprint: KeyThumbprint
    public var keyID: KeyID { thumbprint.keyID }
    /// Whether checks go through a table, and what it costs or why there is none.
    public let acceleration: Acceleration
    let handle: KeyHandle
    private let engine: Engine

    private enum Engine {
        case p256(ContextPool<P256Context>, P256Table?)
        case ed25519(ContextPool<Ed25519Context>)
    }

    /// - Throws: ``KeyImportError/invalidPoint`` for a point that isn't on the curve, or (Ed25519) isn't
    ///   canonical or of small order.
    public convenience init(_ key: COSEKey) throws(KeyImportError) {
        try self.init(KeyHandle.importing(key))
    }

    /// The same with a table, if libcrypto makes one that passes its test: see ``acceleration``. The verdicts
    /// are the same in either case.
    public convenience init(accelerating key: COSEKey) throws(KeyImportError) {
        try self.init(KeyHandle.importing(key), isAccelerated: true)
    }

    init(
        _ handle: KeyHandle, isAccelerated: Bool = false, tableFault: P256Table.Fault? = nil
    ) throws(KeyImportError) {
        self.handle = handle
        publicKey = try handle.publicKey()
        thumbprint = try publicKey.thumbprint()
        switch publicKey.curve {
        case .p256 where isAccelerated:
            let (table, acceleration) = P256Table.making(for: handle, fault: tableFault)
            self.acceleration = acceleration
            engine = .p256(ContextPool(), table)
        case .p256:
            acceleration = .none(.notAskedFor)
            engine = .p256(ContextPool(), nil)
        case .ed25519:
            acceleration = .none(isAccelerated ? .otherCurve : .notAskedFor)
            engine = .ed25519(ContextPool())
        }
    }

    public func accepts(_ algorithm: COSEAlgorithm) -> Bool { algorithm.suits(publicKey) }

    /// Checks 64 bytes (r‖s of ECDSA with SHA-256, or Ed25519) over `head` ‖ `payload`.
    ///
    /// `SignatureCheck.failed` means that libcrypto could not decide. An s in the upper half is accepted:
    /// a signature is never an identifier here. FIPS 186-5 §6.4.2, RFC 8032 §5.1.7.
    public func check(signature: Span<UInt8>, head: Span<UInt8>, payload: Span<UInt8>) -> SignatureCheck {
        guard signature.count == COSELimits.signatureBytes else { return .invalid }
        let result: SignatureCheck
        switch engine {
        case .p256(let pool, let table):
            // Where the table could not decide, the ordinary way still may.
            if let table {
                let result = table.check(signature: signature, head: head, payload: payload)
                if result != .failed { return result }
            }
            guard let context = pool.take() ?? P256Context(handle) else { return failed() }
            result = context.check(signature, head, payload)
            if result != .failed { pool.giveBack(context) }
        case .ed25519(let pool):
            guard let context = pool.take() ?? Ed25519Context(handle, for: .verification) else {
                return failed()
            }
            result = context.check(signature, head, payload)
            if result != .failed { pool.giveBack(context) }
        }
        // What libcrypto noted about a refused signature must not be read later as the cause of something
        // else.
        if result != .valid { ERR_clear_error() }
        return result
    }

    /// Checks a signature over one message, such as a card's answer to INTERNAL AUTHENTICATE.
    public func check(signature: Span<UInt8>, message: Span<UInt8>) -> SignatureCheck {
        check(signature: signature, head: message, payload: Span())
    }

    private func failed() -> SignatureCheck {
        ERR_clear_error()
        return .failed
    }
}

extension COSEKey {
    /// The key's thumbprint: the first 16 bytes of SHA-256 over the deterministic COSE_Key with both
    /// coordinates.
    ///
    /// A compressed key is expanded first, and throws ``KeyImportError/invalidPoint`` if it can't be. RFC
    /// 9679 §3.
    public func thumbprint() throws(KeyImportError) -> KeyThumbprint {
        if case .p256Compressed = self { return try KeyHandle.importing(self).publicKey().thumbprint() }
        let digest: [32 of UInt8]
        do { digest = try Digest.sha256(encoded.span) } catch { throw .library(error) }
        guard let thumbprint = KeyThumbprint(digest.span.extracting(0..<KeyThumbprint.byteCount)) else {
            // Not reached: a digest of 32 bytes has 16 to give.
            throw .library(CryptoLibraryError(code: 0))
        }
        return thumbprint
    }
}
