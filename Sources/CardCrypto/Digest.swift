internal import CCrypto

/// SHA-256 (FIPS 180-4).
public enum Digest {
    public static let sha256Bytes = 32

    /// SHA-256 over `bytes`.
    ///
    /// Throws if libcrypto can't hash at all.
    public static func sha256(_ bytes: Span<UInt8>) throws(CryptoLibraryError) -> [32 of UInt8] {
        try sha256(bytes, Span())
    }

    /// SHA-256 over `head` ‖ `tail`, without joining them.
    public static func sha256(
        _ head: Span<UInt8>, _ tail: Span<UInt8>
    ) throws(CryptoLibraryError) -> [32 of UInt8] {
        guard let context = pool.take() ?? DigestContext() else { throw .take() }
        var digest = [32 of UInt8](repeating: 0)
        guard context.hash(head, tail, into: &digest) else { throw .take() }
        pool.giveBack(context)
        return digest
    }

    private static let pool = ContextPool<DigestContext>()
}

/// The algorithm looked up once: a look-up costs as much as the hash of a record.
@safe struct FetchedDigest: @unchecked Sendable {
    let pointer: OpaquePointer?

    static let sha256 = unsafe FetchedDigest(pointer: EVP_MD_fetch(nil, "SHA256", nil))
}

/// One reusable `EVP_MD_CTX`, used by one thread at a time.
@safe final class DigestContext: @unchecked Sendable {
    private let context: OpaquePointer

    init?() {
        guard unsafe FetchedDigest.sha256.pointer != nil, let context = unsafe EVP_MD_CTX_new() else {
            return nil
        }
        unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    func hash(_ head: Span<UInt8>, _ tail: Span<UInt8>, into digest: inout [32 of UInt8]) -> Bool {
        guard unsafe EVP_DigestInit_ex2(context, FetchedDigest.sha256.pointer, nil) == 1,
            update(head), update(tail)
        else { return false }
        var output = digest.mutableSpan
        return unsafe output.withUnsafeMutableBufferPointer { buffer in
            // safe: SHA-256 writes 32 bytes, which is the size of the buffer.
            unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil) == 1
        }
    }

    private func update(_ bytes: Span<UInt8>) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count) == 1
        }
    }
}
