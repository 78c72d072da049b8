import COSE
import CardCrypto
import CardRecords

/// A trust list and the root key that vouches for it, read from files.
enum TrustListFile {
    static let bytesMax = 1 << 18

    /// - Throws: 66 if a file can't be read; 78 if the list isn't the root's.
    static func verifier(list: String, root: String) throws(Failure) -> RecordVerifier {
        let trusted = try trustList(list: list, root: root)
        do {
            return try RecordVerifier(trusted) { (key) throws(KeyImportError) in try VerificationKey(key) }
        } catch {
            throw Failure(
                .badConfiguration, "trust-list-key",
                RecordPhrase.trustListBad.text.with("path", list).with("cause", "\(error)"))
        }
    }

    /// The list itself, when the root has signed it.
    static func trustList(list: String, root: String) throws(Failure) -> TrustList {
        let rootKey = try key(root)
        let bytes = try InputFile.read(list, bytesMax: bytesMax)
        do { return try TrustList(verifying: bytes.span, with: rootKey) } catch {
            throw Failure(
                .badConfiguration, "trust-list",
                RecordPhrase.trustListBad.text.with("path", list).with("cause", "\(error)"))
        }
    }

    private static func key(_ path: String) throws(Failure) -> VerificationKey {
        let bytes = try InputFile.read(path, bytesMax: 1024)
        let wrong = Failure(.badConfiguration, "root-key", RecordPhrase.rootKeyBad.text.with("path", path))
        var decoder = CBORDecoder(bytes.span)
        do {
            let key = try COSEKey(from: &decoder, of: bytes.span)
            try decoder.finish()
            return try VerificationKey(key)
        } catch {
            throw wrong
        }
    }
}
