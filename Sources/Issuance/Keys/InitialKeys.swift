public import ISO7816

/// The issuer keys under which a card leaves its maker: the initial key set of GlobalPlatform, version 255.
///
/// Personalisation replaces them. Whoever knows them can listen to a personalisation, so an order for
/// production asks the maker for keys of its own.
public final class InitialKeys: Sendable {
    /// The master-key version that a card tells in INITIALIZE UPDATE while it has its initial keys.
    public static let version: UInt8 = 0xFF

    /// `40 41 … 4F` for all three keys, which blank cards come with where nothing else was ordered. Everybody
    /// knows them.
    public static let globalPlatformTest: InitialKeys = {
        let bytes = [UInt8](0x40...0x4F)
        let key = { SecretBytes(copying: bytes.span) }
        return InitialKeys(encryption: key(), mac: key(), dataEncryption: key())
    }()

    private let encryption: SecretBytes
    private let mac: SecretBytes
    private let dataEncryption: SecretBytes

    /// - Parameters: three keys of 16, 24 or 32 bytes; a wrong length shows when a channel is opened.
    public init(
        encryption: consuming SecretBytes, mac: consuming SecretBytes, dataEncryption: consuming SecretBytes
    ) {
        self.encryption = encryption
        self.mac = mac
        self.dataEncryption = dataEncryption
    }

    func keySet() throws(SecureChannelError) -> SecureChannelKeySet {
        try SecureChannelKeySet(
            encryption: Self.copy(encryption), mac: Self.copy(mac), dataEncryption: Self.copy(dataEncryption))
    }

    private static func copy(_ secret: borrowing SecretBytes) -> SecretBytes {
        SecretBytes(copying: secret.span)
    }
}
