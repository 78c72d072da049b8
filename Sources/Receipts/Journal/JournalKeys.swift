internal import COSE
internal import CardCrypto
internal import Glibc

extension JournalFolder {
    /// Keeps the public key as `key-<kid>.cose`, so that the journal can be checked by itself.
    ///
    /// It proves nothing to others: those who pay know the validator's key from its registration.
    func keep(_ key: COSEKey) throws(JournalError) {
        let keyID: KeyID
        do { keyID = try key.thumbprint().keyID } catch { throw .sealing(.digest(code: 0)) }
        let name = "key-\(keyID).cose"
        guard unsafe access("\(path)/\(name)", F_OK) != 0 else { return }
        try create(name, content: key.encoded, replaces: true)
    }
}
