public import COSE
public import CardCrypto
public import CardRecords
public import ISO7816

extension AuthorityFolder {
    /// The domain's current key alone: who seals one domain's records needs no other private file in the
    /// folder.
    ///
    /// - Returns: nil where the trust list has no active key of the domain that is valid at `time`.
    public func sealingKey(
        of domain: Domain, in list: TrustList, at time: NumericDate, passphrase: borrowing SecretBytes
    ) throws(AuthorityError) -> SigningKey? {
        guard let trusted = list.sealingKey(of: domain, at: time) else { return nil }
        let path = keyPath(domain, trusted.keyID)
        let key: SigningKey
        do { key = try KeyFile.load(path, passphrase: passphrase) } catch { throw .secretFile(error) }
        // A file with another key would seal records that nobody accepts.
        guard key.keyID == trusted.keyID else { throw .damaged(path: path) }
        return key
    }

    /// The current key of every domain that has one: for lists, which need neither the root's key nor the
    /// cards'.
    public func sealingKeys(
        in list: TrustList, at time: NumericDate, passphrase: borrowing SecretBytes
    ) throws(AuthorityError) -> FileKeyStore {
        let store = FileKeyStore()
        for domain in Domain.allCases {
            guard let key = try sealingKey(of: domain, in: list, at: time, passphrase: passphrase) else {
                continue
            }
            store.add(key)
        }
        return store
    }
}
