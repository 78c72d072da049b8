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
        try create(name, content: key.encoded)
    }

    /// The keys that the journal keeps; a file that holds none is passed over.
    func keptKeys() throws(JournalError) -> [VerificationKey] {
        var keys: [VerificationKey] = []
        for name in try names() where name.hasPrefix("key-") && name.hasSuffix(".cose") {
            let bytes = try read(name, bytesMax: 1024)
            var decoder = CBORDecoder(bytes.span)
            guard let key = try? COSEKey(from: &decoder, of: bytes.span),
                let verification = try? VerificationKey(key)
            else { continue }
            keys.append(verification)
        }
        return keys
    }
}
