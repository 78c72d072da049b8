internal import CCrypto
internal import COSE

/// What one thread needs to check ES256 signatures of one key: `EVP_PKEY_verify_init` was done once, so each
/// record costs its hash and the bare verification.
@safe final class P256Verification: @unchecked Sendable {
    private let context: OpaquePointer
    private let digest: DigestContext

    init?(_ key: KeyHandle) {
        guard let digest = DigestContext(),
            let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key.pointer, nil)
        else { return nil }
        guard unsafe EVP_PKEY_verify_init(context) == 1 else {
            unsafe EVP_PKEY_CTX_free(context)
            return nil
        }
        unsafe self.context = context
        self.digest = digest
    }

    deinit { unsafe EVP_PKEY_CTX_free(context) }

    func check(
        _ signature: ECDSASignature.DER, _ head: Span<UInt8>, _ payload: Span<UInt8>
    ) -> SignatureCheck {
        var hash = [32 of UInt8](repeating: 0)
        guard digest.hash(head, payload, into: &hash) else { return .failed }
        let hashSpan = hash.span
        let derSpan = signature.bytes.span
        let result = unsafe derSpan.withUnsafeBufferPointer { der in
            unsafe hashSpan.withUnsafeBufferPointer { hash in
                // safe: `count` is at most the 72 bytes of the buffer.
                unsafe EVP_PKEY_verify(
                    context, der.baseAddress, signature.count, hash.baseAddress, hash.count)
            }
        }
        switch result {
        case 1: return .valid
        case 0: return .invalid
        default: return .failed
        }
    }
}

/// The same for signing: `EVP_PKEY_sign_init` done once.
@safe final class P256Signing: @unchecked Sendable {
    private let context: OpaquePointer
    private let digest: DigestContext

    init?(_ key: KeyHandle) {
        guard let digest = DigestContext(),
            let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key.pointer, nil)
        else { return nil }
        guard unsafe EVP_PKEY_sign_init(context) == 1 else {
            unsafe EVP_PKEY_CTX_free(context)
            return nil
        }
        unsafe self.context = context
        self.digest = digest
    }

    deinit { unsafe EVP_PKEY_CTX_free(context) }

    func sign(_ head: Span<UInt8>, _ payload: Span<UInt8>) -> [64 of UInt8]? {
        var hash = [32 of UInt8](repeating: 0)
        guard digest.hash(head, payload, into: &hash) else { return nil }
        var der = [72 of UInt8](repeating: 0)
        var count = ECDSASignature.derBytesMax
        let hashSpan = hash.span
        var output = der.mutableSpan
        let isDone = unsafe output.withUnsafeMutableBufferPointer { der in
            unsafe hashSpan.withUnsafeBufferPointer { hash in
                // safe: the library is told the size of the buffer.
                unsafe EVP_PKEY_sign(context, der.baseAddress, &count, hash.baseAddress, hash.count) == 1
            }
        }
        guard isDone, count <= ECDSASignature.derBytesMax else { return nil }
        return ECDSASignature.raw(der: der.span.extracting(0..<count))
    }
}
