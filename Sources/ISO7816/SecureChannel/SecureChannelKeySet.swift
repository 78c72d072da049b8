/// The static keys of one role on one card, each of 16, 24 or 32 bytes and all of one length.
/// Amendment D §4.1.1.
public struct SecureChannelKeySet: ~Copyable, Sendable {
    /// Key-ENC.
    public let encryption: SecretBytes
    /// Key-MAC.
    public let mac: SecretBytes
    /// Key-DEK.
    public let dataEncryption: SecretBytes

    /// - Throws: ``SecureChannelError/keyLength``.
    public init(
        encryption: consuming SecretBytes, mac: consuming SecretBytes,
        dataEncryption: consuming SecretBytes
    ) throws(SecureChannelError) {
        let count = encryption.count
        guard [16, 24, 32].contains(count), mac.count == count, dataEncryption.count == count else {
            throw .keyLength
        }
        self.encryption = encryption
        self.mac = mac
        self.dataEncryption = dataEncryption
    }

    /// Bytes of each key: 16, 24 or 32.
    public var keyBytes: Int { encryption.count }
}

extension SecureChannelCryptography {
    /// Key check value: the first 3 bytes of AES over 16 bytes 01. GlobalPlatform Card Specification §B.6.
    public func keyCheckValue(
        of secret: borrowing SecretBytes
    ) throws(SecureChannelCryptographyError) -> [UInt8] {
        let ones = [UInt8](repeating: 1, count: SCP03.blockBytes)
        let zeros = [UInt8](repeating: 0, count: SCP03.blockBytes)
        return Array(try makeKey(secret).encryptCBC(ones.span, iv: zeros.span).prefix(3))
    }
}
