internal import CCrypto
public import ISO7816

/// Private keys at rest: PEM "ENCRYPTED PRIVATE KEY", which `openssl pkey` reads and writes.
///
/// PKCS #8 (RFC 5958) with PBES2 (RFC 8018 §6.2): scrypt (RFC 7914) and AES-256-CBC. The file has mode 0600
/// and is refused if group or others can reach it.
public enum KeyFile {
    /// Cost of scrypt. What stands in a file is honoured when it is read; this is what new files get.
    public struct Cost: Sendable {
        /// A power of two.
        public let n: UInt64
        public let r: UInt64
        public let p: UInt64

        public init(n: UInt64, r: UInt64, p: UInt64) {
            self.n = n
            self.r = r
            self.p = p
        }

        /// 16 MiB and about a quarter of a second. OWASP's Password Storage figure for this much memory; more
        /// would exceed the 32 MiB that the `openssl` command allows.
        public static let standard = Cost(n: 16_384, r: 8, p: 5)
    }

    public static let passphraseBytesMin = 8
    private static let saltBytes = 16

    /// Reads the key that `passphrase` opens.
    ///
    /// - Throws: ``SecretFileError``, whose description names the file and what to do.
    public static func load(
        _ path: String, passphrase: borrowing SecretBytes
    ) throws(SecretFileError) -> SigningKey {
        let content = try SecretFile.read(path)
        do {
            return try decode(content.span, passphrase: passphrase)
        } catch {
            throw SecretFileError(path: path, reason: error)
        }
    }

    /// Writes `key` to a new file, or in the place of an old one if `replaces`.
    public static func save(
        _ key: borrowing SigningKey, to path: String, passphrase: borrowing SecretBytes,
        cost: Cost = .standard, replaces: Bool = false
    ) throws(SecretFileError) {
        guard passphrase.count >= passphraseBytesMin else {
            throw SecretFileError(path: path, reason: .passphraseTooShort(bytesMin: passphraseBytesMin))
        }
        let content: SecretBytes
        do {
            content = try encode(key, passphrase: passphrase, cost: cost)
        } catch {
            throw SecretFileError(path: path, reason: .library(error))
        }
        try SecretFile.write(content.span, to: path, replaces: replaces)
    }

    /// The PEM file's content.
    static func encode(
        _ key: borrowing SigningKey, passphrase: borrowing SecretBytes, cost: Cost
    ) throws(CryptoLibraryError) -> SecretBytes {
        let salt = try Secrets.randomBytes(count: saltBytes)
        guard let information = unsafe EVP_PKEY2PKCS8(key.handle.pointer) else { throw .take() }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(information) }
        var mutableSalt = salt
        guard
            let scheme = unsafe PKCS5_pbe2_set_scrypt(
                EVP_aes_256_cbc(), &mutableSalt, Int32(saltBytes), nil, cost.n, cost.r, cost.p)
        else { throw .take() }
        let sealed = unsafe passphrase.span.withUnsafeBufferPointer { buffer in
            // safe: the library reads `count` bytes; it isn't told to look for a zero.
            unsafe UnsafeRawPointer(buffer.baseAddress).flatMap { start in
                unsafe PKCS8_set0_pbe(
                    start.assumingMemoryBound(to: CChar.self), Int32(buffer.count), information, scheme)
            }
        }
        guard let sealed = unsafe sealed else {
            unsafe X509_ALGOR_free(scheme)
            throw .take()
        }
        defer { unsafe X509_SIG_free(sealed) }
        let output = try MemoryBIO.empty()
        guard unsafe PEM_write_bio_PKCS8(output.pointer, sealed) == 1, let content = output.content() else {
            throw .take()
        }
        return content
    }

    static func decode(
        _ content: Span<UInt8>, passphrase: borrowing SecretBytes
    ) throws(SecretFileError.Reason) -> SigningKey {
        let sealed = try MemoryBIO.reading(
            content,
            { (bio) throws(SecretFileError.Reason) in
                guard let sealed = unsafe ccrypto_read_pkcs8(bio.pointer) else {
                    _ = CryptoLibraryError.take()
                    throw isUnencrypted(content) ? .notEncrypted : .malformed
                }
                return unsafe SealedKey(owning: sealed)
            }, else: .malformed)
        let information = unsafe passphrase.span.withUnsafeBufferPointer { buffer in
            unsafe UnsafeRawPointer(buffer.baseAddress).flatMap { start in
                unsafe PKCS8_decrypt(
                    sealed.pointer, start.assumingMemoryBound(to: CChar.self), Int32(buffer.count))
            }
        }
        guard let information = unsafe information else { throw refusal(CryptoLibraryError.take()) }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(information) }
        guard let pointer = unsafe EVP_PKCS82PKEY(information) else {
            _ = CryptoLibraryError.take()
            throw .unsupportedKey
        }
        do {
            return try SigningKey(unsafe KeyHandle(owning: pointer))
        } catch {
            throw .unsupportedKey
        }
    }

    /// Whether it is PEM of a private key that anybody can read.
    private static func isUnencrypted(_ content: Span<UInt8>) -> Bool {
        let labels = ["-----BEGIN PRIVATE KEY", "-----BEGIN EC PRIVATE KEY"].map { [UInt8]($0.utf8) }
        return labels.contains { label in
            content.count >= label.count
                && (0...(content.count - label.count)).contains { start in
                    label.indices.allSatisfy { content[start + $0] == label[$0] }
                }
        }
    }

    /// With a wrong passphrase the last block decrypts to wrong padding, or (once in 256) to what isn't
    /// ASN.1.
    private static func refusal(_ error: CryptoLibraryError) -> SecretFileError.Reason {
        switch error.isFrom.library {
        case ERR_LIB_EVP where error.isFrom.reason == EVP_R_BAD_DECRYPT: .wrongPassphrase
        case ERR_LIB_PROV, ERR_LIB_PKCS12, ERR_LIB_ASN1: .wrongPassphrase
        case ERR_LIB_EVP: .malformed
        default: .library(error)
        }
    }

    /// An `EncryptedPrivateKeyInfo`.
    @safe private struct SealedKey: ~Copyable {
        let pointer: OpaquePointer
        init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }
        deinit { unsafe X509_SIG_free(pointer) }
    }
}
