internal import CCrypto
internal import COSE

/// What one thread needs to sign or check ES256 with one key: everything that doesn't depend on the message
/// was done once, so each record costs its hash and the bare ECDSA.
@safe final class P256Context: @unchecked Sendable {
    private let context: OpaquePointer

    init?(_ key: KeyHandle) {
        guard let context = unsafe ccrypto_ecdsa_new(key.pointer) else { return nil }
        unsafe self.context = context
    }

    /// One whose key is set later, again and again.
    init?() {
        guard let context = unsafe ccrypto_ecdsa_new_p256() else { return nil }
        unsafe self.context = context
    }

    deinit { unsafe ccrypto_ecdsa_free(context) }

    /// Another public key, from 33 bytes; both its coordinates are written.
    ///
    /// - Returns: false where that is no point of P-256; nil where libcrypto could not decide.
    func setPoint(_ point: Span<UInt8>, coordinates: inout [64 of UInt8]) -> Bool? {
        precondition(point.count == 33)
        var output = coordinates.mutableSpan
        let result = unsafe output.withUnsafeMutableBufferPointer { coordinates in
            // safe: 33 bytes are read and 64 written, as many as there are.
            unsafe point.withUnsafeBufferPointer { point in
                unsafe ccrypto_ecdsa_set_point(context, point.baseAddress, coordinates.baseAddress)
            }
        }
        return result < 0 ? nil : result == 1
    }

    /// `signature` is r ‖ s, 64 bytes.
    func check(
        _ signature: Span<UInt8>, _ head: Span<UInt8>, _ payload: Span<UInt8>
    ) -> SignatureCheck {
        let hash = Digest.hash(head, payload)
        return check(signature, digest: hash.span)
    }

    /// The same on a digest of 32 bytes.
    func check(_ signature: Span<UInt8>, digest: Span<UInt8>) -> SignatureCheck {
        precondition(signature.count == COSELimits.signatureBytes && digest.count == Digest.sha256Bytes)
        let result = unsafe signature.withUnsafeBufferPointer { signature in
            // safe: 64 bytes are read of the one and 32 of the other, as many as they have.
            unsafe digest.withUnsafeBufferPointer { digest in
                unsafe ccrypto_ecdsa_verify(context, signature.baseAddress, digest.baseAddress)
            }
        }
        switch result {
        case 1: return .valid
        case 0: return .invalid
        default: return .failed
        }
    }

    func sign(_ head: Span<UInt8>, _ payload: Span<UInt8>) -> [64 of UInt8]? {
        let hash = Digest.hash(head, payload)
        var signature = [64 of UInt8](repeating: 0)
        let hashSpan = hash.span
        var output = signature.mutableSpan
        let isDone = unsafe output.withUnsafeMutableBufferPointer { signature in
            // safe: 64 bytes are written and 32 read, as many as there are.
            unsafe hashSpan.withUnsafeBufferPointer { hash in
                unsafe ccrypto_ecdsa_sign(context, hash.baseAddress, signature.baseAddress) == 1
            }
        }
        return isDone ? signature : nil
    }
}
