public import ISO7816

/// Which keys of which card: what goes into the diversification beside the master key.
public struct CardKeyReference: Hashable, Sendable {
    public let role: CardApplication.Role
    /// Of the master key, 1…255; the card tells it in INITIALIZE UPDATE.
    public let masterKeyVersion: UInt8
    /// 10 bytes, from the card's FCI.
    public let cardSerial: [UInt8]

    /// Nil unless the serial has 10 bytes and the version is not 0.
    public init?(role: CardApplication.Role, masterKeyVersion: UInt8, cardSerial: [UInt8]) {
        guard cardSerial.count == CardApplication.Limits.serialBytes, masterKeyVersion > 0 else { return nil }
        self.role = role
        self.masterKeyVersion = masterKeyVersion
        self.cardSerial = cardSerial
    }
}

/// How this product uses AN10922: the three SCP03 keys of one role on one card.
///
/// ```
/// M = card serial (10) ‖ AID (8) ‖ role (1) ‖ master-key version (1) ‖ key kind (1: 01 ENC, 02 MAC, 03 DEK)
/// ```
/// The order (identifier, application, system) is AN10922 §4's. With 21 bytes M fills more than one block, so
/// that the AES-CMAC of any HSM gives the same result; shorter inputs need AN10922's own padding.
public enum CardKeyDiversification {
    enum Kind: UInt8, CaseIterable {
        case encryption = 1
        case mac = 2
        case dataEncryption = 3
    }

    /// The static keys, as long as the master key.
    public static func keySet(
        from master: AESKey, for reference: CardKeyReference
    ) throws(KeyDiversification.Failure) -> SecureChannelKeySet {
        let encryption = try key(from: master, .encryption, reference)
        let mac = try key(from: master, .mac, reference)
        let dataEncryption = try key(from: master, .dataEncryption, reference)
        do {
            return try SecureChannelKeySet(encryption: encryption, mac: mac, dataEncryption: dataEncryption)
        } catch {
            // All three are as long as the master key, which AESKey has checked.
            throw .cryptography(.keyLength(bytes: master.keyBytes))
        }
    }

    static func input(_ kind: Kind, _ reference: CardKeyReference) -> [UInt8] {
        reference.cardSerial + CardApplication.aid.bytes
            + [reference.role.rawValue, reference.masterKeyVersion, kind.rawValue]
    }

    private static func key(
        from master: AESKey, _ kind: Kind, _ reference: CardKeyReference
    ) throws(KeyDiversification.Failure) -> SecretBytes {
        let input = input(kind, reference)
        return try KeyDiversification.key(from: master, input: input.span)
    }
}
