public import COSE
public import ISO7816

/// Holds private keys and signs with them; the keys need not leave it. A file store here, PKCS #11 next.
public protocol SigningKeyStore: Sendable {
    /// The public halves, in no particular order.
    func publicKeys() throws(KeyStoreError) -> [COSEKey]

    /// 64 bytes over `head` ‖ `payload`.
    func sign(
        with keyID: KeyID, head: Span<UInt8>, payload: Span<UInt8>
    ) throws(KeyStoreError) -> [64 of UInt8]
}

/// Holds the cards' master keys, which never leave it; gives out one card's keys.
///
/// An HSM computes them with its AES-CMAC (see ``CardKeyDiversification``).
public protocol CardKeyStore: Sendable {
    /// Ascending; the last one is for new cards. Empty if the store has no key for the role.
    func masterKeyVersions(of role: CardApplication.Role) throws(KeyStoreError) -> [UInt8]

    /// The static SCP03 keys of one role on one card: for opening a channel, and for putting them on a new
    /// card.
    func keySet(for reference: CardKeyReference) throws(KeyStoreError) -> SecureChannelKeySet
}

/// Why a key store can't do what was asked.
public enum KeyStoreError: Error, Equatable, Sendable {
    case unknownKey(KeyID)
    case unknownMasterKey(CardApplication.Role, version: UInt8)
    /// 255 versions are the most that a card can tell apart.
    case versionsExhausted(CardApplication.Role)
    case signing(SigningFailure)
    case cryptography(SecureChannelCryptographyError)
    case library(CryptoLibraryError)
    /// The store itself failed; its own code (CK_RV of PKCS #11, say).
    case store(code: UInt64)
}

extension CardMasterKeys: CardKeyStore {
    public func masterKeyVersions(of role: CardApplication.Role) throws(KeyStoreError) -> [UInt8] {
        versions(of: role)
    }
}

/// One key of a store, as what seals records takes it.
public struct StoredSigningKey<Store: SigningKeyStore>: SignatureCreating, Sendable {
    public let algorithm: COSEAlgorithm
    public let keyID: KeyID
    public let publicKey: COSEKey
    private let store: Store

    /// - Throws: ``KeyStoreError/unknownKey(_:)`` if the store has no such key.
    public init(_ keyID: KeyID, in store: Store) throws(KeyStoreError) {
        for key in try store.publicKeys() {
            guard let thumbprint = try? key.thumbprint(), thumbprint.keyID == keyID else { continue }
            self.keyID = keyID
            publicKey = key
            algorithm = key.curve == .p256 ? .es256 : .edDSA
            self.store = store
            return
        }
        throw .unknownKey(keyID)
    }

    public func sign(head: Span<UInt8>, payload: Span<UInt8>) throws(SigningFailure) -> [64 of UInt8] {
        do {
            return try store.sign(with: keyID, head: head, payload: payload)
        } catch {
            switch error {
            case .signing(let failure): throw failure
            case .library(let failure): throw SigningFailure(code: failure.code)
            case .store(let code): throw SigningFailure(code: code)
            default: throw SigningFailure(code: 0)
            }
        }
    }
}
