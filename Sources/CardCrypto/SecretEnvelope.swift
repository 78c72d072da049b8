internal import CCrypto
internal import ISO7816

/// A secret sealed with a passphrase: PEM "CMS", AuthEnvelopedData (RFC 5083) with AES-256-GCM and one
/// password recipient (RFC 5652 §6.2.4, RFC 3211). `openssl cms -decrypt -inform PEM -binary -pwri_password
/// …` opens it.
///
/// The key is wrapped with AES-256-CBC, as RFC 3211 has it: libcrypto 3.0 fails if GCM is asked for there too
/// (openssl issue 23634), which is what its command line does.
enum SecretEnvelope {
    /// Of PBKDF2-HMAC-SHA-1, which is the one that libcrypto 3.0 writes here. OWASP's Password Storage
    /// figure.
    static let iterations: Int32 = 1_300_000

    static func seal(
        _ content: Span<UInt8>, passphrase: borrowing SecretBytes, iterations: Int32
    ) throws(CryptoLibraryError) -> SecretBytes {
        guard let envelope = unsafe CMS_AuthEnvelopedData_create(EVP_aes_256_gcm()) else { throw .take() }
        defer { unsafe CMS_ContentInfo_free(envelope) }
        guard unsafe CMS_set_detached(envelope, 0) == 1 else { throw .take() }
        guard let copy = unsafe ownedCopy(passphrase) else { throw .take() }
        let recipient = unsafe CMS_add0_recipient_password(
            envelope, iterations, NID_id_alg_PWRI_KEK, NID_id_pbkdf2, copy, passphrase.count,
            EVP_aes_256_cbc())
        guard unsafe recipient != nil else {
            unsafe CRYPTO_clear_free(copy, passphrase.count, nil, 0)
            throw .take()
        }
        let flags = UInt32(CMS_BINARY)
        try MemoryBIO.reading(
            content,
            { (input) throws(CryptoLibraryError) in
                guard unsafe CMS_final(envelope, input.pointer, nil, flags) == 1 else { throw .take() }
            }, else: CryptoLibraryError(code: 0))
        let output = try MemoryBIO.empty()
        guard unsafe ccrypto_write_cms(output.pointer, envelope) == 1, let sealed = output.content() else {
            throw .take()
        }
        return sealed
    }

    /// The content; nothing of it is given out unless its tag is right. The key wrap has a check of its own,
    /// so a wrong passphrase is told from damage but for one case in 2^24.
    static func open(
        _ sealed: Span<UInt8>, passphrase: borrowing SecretBytes
    ) throws(SecretFileError.Reason) -> SecretBytes {
        let envelope = try MemoryBIO.reading(
            sealed,
            { (bio) throws(SecretFileError.Reason) in
                guard let envelope = unsafe ccrypto_read_cms(bio.pointer) else {
                    _ = CryptoLibraryError.take()
                    throw .malformed
                }
                return unsafe Envelope(owning: envelope)
            }, else: .malformed)
        guard unsafe OBJ_obj2nid(CMS_get0_type(envelope.pointer)) == NID_id_smime_ct_authEnvelopedData else {
            throw .malformed
        }
        let isOpened = unsafe passphrase.span.withUnsafeBufferPointer { buffer in
            // safe: the library reads `count` bytes and doesn't write to them.
            unsafe CMS_decrypt_set1_password(
                envelope.pointer, UnsafeMutablePointer(mutating: buffer.baseAddress), buffer.count) == 1
        }
        guard isOpened else {
            _ = CryptoLibraryError.take()
            throw .wrongPassphrase
        }
        let output: MemoryBIO
        do { output = try MemoryBIO.empty() } catch { throw .library(error) }
        guard unsafe CMS_decrypt(envelope.pointer, nil, nil, nil, output.pointer, UInt32(CMS_BINARY)) == 1,
            let content = output.content()
        else {
            _ = CryptoLibraryError.take()
            throw .damaged
        }
        return content
    }

    /// A copy that libcrypto will own, wipe and free.
    private static func ownedCopy(_ secret: borrowing SecretBytes) -> UnsafeMutablePointer<UInt8>? {
        unsafe secret.span.withUnsafeBufferPointer { buffer in
            unsafe CRYPTO_memdup(buffer.baseAddress, buffer.count, nil, 0)?
                .assumingMemoryBound(to: UInt8.self)
        }
    }

    @safe private struct Envelope: ~Copyable {
        let pointer: OpaquePointer
        init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }
        deinit { unsafe CMS_ContentInfo_free(pointer) }
    }
}
