public import COSE
public import ISO7816
internal import Synchronization

/// Keys that were read from files and live in this process's memory.
public final class FileKeyStore: SigningKeyStore, CardKeyStore {
    /// `SigningKey` can't be copied, so it can't be in a dictionary by itself.
    private final class Box: Sendable {
        let key: SigningKey
        init(_ key: consuming SigningKey) { self.key = key }
    }

    private let signingKeys = Mutex<[KeyID: Box]>([:])
    private let masterKeys: CardMasterKeys?

    public init(masterKeys: CardMasterKeys? = nil) { self.masterKeys = masterKeys }

    /// Takes the key over; a key with the same identifier is replaced.
    public func add(_ key: consuming SigningKey) {
        let box = Box(key)
        signingKeys.withLock { $0[box.key.keyID] = box }
    }

    /// Reads a key file and takes its key over.
    @discardableResult
    public func addKey(
        fromFile path: String, passphrase: borrowing SecretBytes
    ) throws(SecretFileError) -> KeyID {
        let key = try KeyFile.load(path, passphrase: passphrase)
        let keyID = key.keyID
        add(key)
        return keyID
    }

    public func publicKeys() throws(KeyStoreError) -> [COSEKey] {
        signingKeys.withLock { keys in keys.values.map { $0.key.publicKey } }
    }

    public func sign(
        with keyID: KeyID, head: Span<UInt8>, payload: Span<UInt8>
    ) throws(KeyStoreError) -> [64 of UInt8] {
        guard let box = signingKeys.withLock({ $0[keyID] }) else { throw .unknownKey(keyID) }
        do { return try box.key.sign(head: head, payload: payload) } catch { throw .signing(error) }
    }

    public func masterKeyVersions(of role: CardApplication.Role) throws(KeyStoreError) -> [UInt8] {
        masterKeys?.versions(of: role) ?? []
    }

    public func keySet(for reference: CardKeyReference) throws(KeyStoreError) -> SecureChannelKeySet {
        guard let masterKeys else {
            throw .unknownMasterKey(reference.role, version: reference.masterKeyVersion)
        }
        return try masterKeys.keySet(for: reference)
    }
}
