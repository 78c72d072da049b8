public import COSE
public import CardCrypto
internal import CardRecords
public import ISO7816
public import Receipts

extension ValidatorDirectory {
    /// The public half of the validator's key, a COSE_Key: what an operator registers.
    public var publicKey: String { "\(path)/validator.cosekey" }

    /// Makes the folder a validator's: root key, name, and a fresh key of its own.
    ///
    /// If the power goes on the way, there is no `validator.key` yet, and the call may be made again.
    ///
    /// - Parameters:
    ///   - root: the region's, as its office gave it; all trust goes back to it.
    ///   - passphrase: closes the private key, at least 8 bytes.
    /// - Returns: the validator's public key.
    /// - Throws: ``ValidatorError``; a folder that has a validator's key is left alone.
    public func make(
        root: COSEKey, id: ValidatorID, passphrase: borrowing SecretBytes, cost: KeyFile.Cost = .standard
    ) throws(ValidatorError) -> COSEKey {
        do throws(KeyImportError) { _ = try VerificationKey(root) } catch { throw .rootKey }
        let key: SigningKey
        do throws(FileFault) {
            for folder in [path, statusLists, state] { try FileBytes.makeFolder(folder, mode: 0o755) }
            if try FileBytes.exists(validatorKey) { throw .alreadyThere(validatorKey) }
            try FileBytes.write(root.encoded, to: rootKey)
            try FileBytes.write(Array("\(id)\n".utf8), to: validatorID)
        } catch { throw .file(error) }
        do throws(KeyImportError) { key = try SigningKey.generate(.p256) } catch {
            throw .validatorKey(SecretFileError(path: validatorKey, reason: .unsupportedKey))
        }
        do throws(FileFault) { try FileBytes.write(key.publicKey.encoded, to: publicKey) } catch {
            throw .file(error)
        }
        do throws(SecretFileError) {
            try KeyFile.save(key, to: validatorKey, passphrase: passphrase, cost: cost)
        } catch { throw .validatorKey(error) }
        return key.publicKey
    }
}
