internal import CCrypto
internal import ISO7816

/// The three libcrypto contexts of one AES key, each with its key schedule made once.
@safe struct AESContexts: ~Copyable {
    private let mac: OpaquePointer
    private let encryption: OpaquePointer
    private let decryption: OpaquePointer

    private init(mac: OpaquePointer, encryption: OpaquePointer, decryption: OpaquePointer) {
        unsafe self.mac = mac
        unsafe self.encryption = encryption
        unsafe self.decryption = decryption
    }

    /// - Parameter key: 16, 24 or 32 bytes.
    static func ready(for key: Span<UInt8>) throws(SecureChannelCryptographyError) -> AESContexts {
        guard let algorithms = AESAlgorithms.of(keyBytes: key.count) else {
            throw .keyLength(bytes: key.count)
        }
        guard let cmac = unsafe AESAlgorithms.cmac.pointer, let cipher = unsafe algorithms.cipher.pointer,
            let mac = unsafe EVP_MAC_CTX_new(cmac)
        else { throw .takeFromLibrary() }
        guard let encryption = unsafe EVP_CIPHER_CTX_new() else {
            unsafe EVP_MAC_CTX_free(mac)
            throw .takeFromLibrary()
        }
        guard let decryption = unsafe EVP_CIPHER_CTX_new() else {
            unsafe EVP_MAC_CTX_free(mac)
            unsafe EVP_CIPHER_CTX_free(encryption)
            throw .takeFromLibrary()
        }
        // From here on the value owns the contexts, and frees them if we throw.
        let contexts = unsafe AESContexts(mac: mac, encryption: encryption, decryption: decryption)
        let isReady = unsafe key.withUnsafeBufferPointer { buffer in
            unsafe ccrypto_cmac_set_key(mac, algorithms.name, buffer.baseAddress, buffer.count) == 1
                && EVP_EncryptInit_ex2(encryption, cipher, buffer.baseAddress, nil, nil) == 1
                && EVP_CIPHER_CTX_set_padding(encryption, 0) == 1
                && EVP_DecryptInit_ex2(decryption, cipher, buffer.baseAddress, nil, nil) == 1
                && EVP_CIPHER_CTX_set_padding(decryption, 0) == 1
        }
        guard isReady else { throw .takeFromLibrary() }
        return contexts
    }

    deinit {
        unsafe EVP_MAC_CTX_free(mac)
        unsafe EVP_CIPHER_CTX_free(encryption)
        unsafe EVP_CIPHER_CTX_free(decryption)
    }

    func cmac(
        _ message: Span<UInt8>, into tag: inout MutableSpan<UInt8>
    ) throws(SecureChannelCryptographyError) {
        var written = 0
        // Without a key, EVP_MAC_init starts over with the schedule that it has.
        let isDone = unsafe message.withUnsafeBufferPointer { input in
            unsafe tag.withUnsafeMutableBufferPointer { output in
                // safe: the library is told the sizes of both.
                unsafe EVP_MAC_init(mac, nil, 0, nil) == 1
                    && EVP_MAC_update(mac, input.baseAddress, input.count) == 1
                    && EVP_MAC_final(mac, output.baseAddress, &written, output.count) == 1
            }
        }
        guard isDone, written == AESKey.blockBytes else { throw .takeFromLibrary() }
    }

    /// `output` has the length of `input`.
    func cipher(
        _ input: Span<UInt8>, iv: Span<UInt8>, encrypts: Bool, into output: inout MutableSpan<UInt8>
    ) throws(SecureChannelCryptographyError) {
        guard input.count % AESKey.blockBytes == 0, let count = Int32(exactly: input.count) else {
            throw .dataLength(bytes: input.count)
        }
        guard iv.count == AESKey.blockBytes else { throw .dataLength(bytes: iv.count) }
        guard count > 0 else { return }
        precondition(output.count == input.count)
        let context = unsafe encrypts ? encryption : decryption
        var written: Int32 = 0
        let isStarted = unsafe iv.withUnsafeBufferPointer { iv in
            unsafe EVP_CipherInit_ex2(context, nil, nil, iv.baseAddress, encrypts ? 1 : 0, nil) == 1
        }
        let isDone = unsafe input.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                // safe: without padding the library writes as many bytes as it reads.
                unsafe isStarted
                    && EVP_CipherUpdate(context, output.baseAddress, &written, input.baseAddress, count) == 1
            }
        }
        guard isDone, written == count else { throw .takeFromLibrary() }
    }
}

/// Algorithms looked up once for the process.
@safe struct AESAlgorithms: Sendable {
    @safe struct Fetched: @unchecked Sendable {
        let pointer: OpaquePointer?
    }

    let name: String
    let cipher: Fetched

    static let cmac = unsafe Fetched(pointer: EVP_MAC_fetch(nil, "CMAC", nil))
    private static let aes128 = AESAlgorithms("AES-128-CBC")
    private static let aes192 = AESAlgorithms("AES-192-CBC")
    private static let aes256 = AESAlgorithms("AES-256-CBC")

    private init(_ name: String) {
        self.name = name
        cipher = unsafe Fetched(pointer: EVP_CIPHER_fetch(nil, name, nil))
    }

    static func of(keyBytes: Int) -> AESAlgorithms? {
        switch keyBytes {
        case 16: aes128
        case 24: aes192
        case 32: aes256
        default: nil
        }
    }
}
