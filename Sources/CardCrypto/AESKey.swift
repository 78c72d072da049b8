internal import CCrypto
public import ISO7816
internal import Synchronization

/// An AES-128, AES-192 or AES-256 key with its key schedules ready: CMAC (NIST SP 800-38B), CBC without
/// padding (SP 800-38A §6.2) and single blocks.
///
/// Made once for each key, safe to use from any thread. The schedules are wiped by libcrypto when it goes.
@safe public final class AESKey: SecureChannelKey {
    public static let blockBytes = 16

    /// 16, 24 or 32.
    public let keyBytes: Int
    private let contexts: Mutex<AESContexts>

    /// - Parameter secret: 16, 24 or 32 bytes; any other length throws `.keyLength`.
    public init(_ secret: borrowing SecretBytes) throws(SecureChannelCryptographyError) {
        keyBytes = secret.count
        contexts = Mutex(try AESContexts.ready(for: secret.span))
    }

    /// AES-CMAC over `message`, 16 bytes. NIST SP 800-38B; for AES-128 also RFC 4493.
    public func cmac(_ message: Span<UInt8>) throws(SecureChannelCryptographyError) -> [16 of UInt8] {
        var tag = [16 of UInt8](repeating: 0)
        var output = tag.mutableSpan
        try contexts.withLock { (contexts) throws(SecureChannelCryptographyError) in
            try contexts.cmac(message, into: &output)
        }
        return tag
    }

    public func encryptCBC(
        _ plaintext: Span<UInt8>, iv: Span<UInt8>
    ) throws(SecureChannelCryptographyError) -> [UInt8] {
        try cipher(plaintext, iv: iv, encrypts: true)
    }

    public func decryptCBC(
        _ ciphertext: Span<UInt8>, iv: Span<UInt8>
    ) throws(SecureChannelCryptographyError) -> [UInt8] {
        try cipher(ciphertext, iv: iv, encrypts: false)
    }

    /// One block through the bare cipher: what a card stores as its ICV or an issuer as a check value.
    public func encryptBlock(
        _ block: [16 of UInt8]
    ) throws(SecureChannelCryptographyError) -> [16 of UInt8] {
        var result = [16 of UInt8](repeating: 0)
        let iv = [16 of UInt8](repeating: 0)
        var output = result.mutableSpan
        // One CBC block with a zero IV is the bare cipher.
        try contexts.withLock { (contexts) throws(SecureChannelCryptographyError) in
            try contexts.cipher(block.span, iv: iv.span, encrypts: true, into: &output)
        }
        return result
    }

    /// Key check value: the first 3 bytes of a block of 01s, encrypted.
    /// GlobalPlatform Card Specification, Amendment D §7.2 (AES keys in PUT KEY).
    public func checkValue() throws(SecureChannelCryptographyError) -> [3 of UInt8] {
        let block = try encryptBlock([16 of UInt8](repeating: 1))
        return [block[0], block[1], block[2]]
    }

    private func cipher(
        _ input: Span<UInt8>, iv: Span<UInt8>, encrypts: Bool
    ) throws(SecureChannelCryptographyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: input.count)
        var output = bytes.mutableSpan
        try contexts.withLock { (contexts) throws(SecureChannelCryptographyError) in
            try contexts.cipher(input, iv: iv, encrypts: encrypts, into: &output)
        }
        return bytes
    }
}

/// AES for ISO7816's secure channel, over libcrypto.
public struct OpenSSLAES: SecureChannelCryptography {
    public init() {}

    public func makeKey(
        _ secret: borrowing SecretBytes
    ) throws(SecureChannelCryptographyError) -> AESKey {
        try AESKey(secret)
    }

    public func randomBytes(count: Int) throws(SecureChannelCryptographyError) -> [UInt8] {
        do { return try Secrets.randomBytes(count: count) } catch { throw .library(code: error.code) }
    }
}

extension SecureChannelCryptographyError {
    static func takeFromLibrary() -> SecureChannelCryptographyError {
        .library(code: CryptoLibraryError.take().code)
    }
}
