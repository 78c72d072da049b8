/// AES as SCP03 needs it. This module knows the protocol, not a cipher: `CardCrypto` implements the port
/// over libcrypto.
public protocol SecureChannelCryptography: Sendable {
    /// A ready key schedule: made once for each session key, used for every APDU.
    associatedtype Key: SecureChannelKey

    /// - Parameter secret: 16, 24 or 32 bytes (AES-128, AES-192, AES-256).
    func makeKey(_ secret: borrowing SecretBytes) throws(SecureChannelCryptographyError) -> Key

    /// Fresh random bytes for challenges.
    func randomBytes(count: Int) throws(SecureChannelCryptographyError) -> [UInt8]
}

/// A class, because it owns a wiped key schedule and a generic parameter can't be `~Copyable` here yet.
public protocol SecureChannelKey: AnyObject, Sendable {
    /// AES-CMAC, 16 bytes. NIST SP 800-38B.
    func cmac(_ message: Span<UInt8>) throws(SecureChannelCryptographyError) -> [16 of UInt8]

    /// AES-CBC without padding; `plaintext` is a multiple of 16 bytes, `iv` 16 bytes. NIST SP 800-38A §6.2.
    func encryptCBC(
        _ plaintext: Span<UInt8>, iv: Span<UInt8>
    ) throws(SecureChannelCryptographyError) -> [UInt8]

    /// The inverse of ``encryptCBC(_:iv:)``.
    func decryptCBC(
        _ ciphertext: Span<UInt8>, iv: Span<UInt8>
    ) throws(SecureChannelCryptographyError) -> [UInt8]
}

/// The cipher's library failed, or was asked for what AES can't do.
public enum SecureChannelCryptographyError: Error, Equatable, Sendable {
    case keyLength(bytes: Int)
    case dataLength(bytes: Int)
    /// The library's own error code.
    case library(code: UInt64)
}
