public import CardCrypto
internal import CardRecords
public import ISO7816

extension AuthorityFolder {
    /// The cards' master keys, and of the sealing keys only those of `domains`: work with one card opens no
    /// more private files than it needs.
    public func unlock(
        _ passphrase: borrowing SecretBytes, sealing domains: Set<Domain>
    ) throws(AuthorityError) -> FileKeyStore {
        let list = try trustList()
        do throws(SecretFileError) {
            let store = FileKeyStore(
                masterKeys: try CardMasterKeys.load("\(path)/card-keys.pem", passphrase: passphrase))
            for key in list.keys where key.state == .active {
                guard let domain = Domain(sealing: key.recordTypes), domains.contains(domain) else {
                    continue
                }
                try store.addKey(fromFile: keyPath(domain, key.keyID), passphrase: passphrase)
            }
            return store
        } catch { throw .secretFile(error) }
    }
}
