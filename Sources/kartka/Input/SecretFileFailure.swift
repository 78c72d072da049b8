import CardCrypto
import Glibc

/// What is wrong with a file that holds secrets, and what to do about it, in the user's language.
///
/// A passphrase that doesn't fit is 77, a file that others can reach or that isn't what it should be 78.
enum SecretFileFailure {
    /// - Parameter missing: the status where the file isn't there: 78 inside an authority's directory, 66 for
    ///   a file that the command line names.
    static func failure(_ error: SecretFileError, missing: ExitStatus = .badConfiguration) -> Failure {
        let path = error.path.printable
        func make(
            _ status: ExitStatus, _ code: String, _ what: SecretFilePhrase, _ next: SecretFilePhrase?
        ) -> Failure {
            Failure(status, code, what.text.with("path", path), next: next?.text.with("path", path))
        }
        switch error.reason {
        case .permissions(let mode):
            return Failure(
                .badConfiguration, "file-permissions",
                SecretFilePhrase.permissions.text.with("path", path).with(
                    "mode", "0\(String(mode, radix: 8))"),
                next: SecretFilePhrase.restrict.text.with("path", path))
        case .notRegularFile: return make(missing, "not-a-file", .notRegular, nil)
        case .alreadyExists:
            return Failure(.cannotCreate, "exists", FilePhrase.alreadyThere.text.with("path", path))
        case .tooLarge(let limit):
            return Failure(
                .badConfiguration, "too-large",
                FilePhrase.tooLarge.text.with("path", path)
                    .with("limit", CountedText.bytes.text(for: limit)))
        case .empty: return make(.badConfiguration, "file-empty", .empty, .restore)
        case .malformed: return make(.badConfiguration, "file-malformed", .malformed, .restore)
        case .notEncrypted: return make(.badConfiguration, "key-not-encrypted", .notEncrypted, .encrypt)
        case .unsupportedKey: return make(.badConfiguration, "key-unsupported", .unsupported, nil)
        case .wrongPassphrase:
            return make(.noPermission, "wrong-passphrase", .wrongPassphrase, .checkPassphrase)
        case .damaged: return make(.badConfiguration, "file-damaged", .damaged, .restore)
        case .passphraseTooShort(let bytesMin): return PassphraseFailure.tooShort(bytesMin: bytesMin)
        case .system(let code, let call): return system(error.path, code, call, missing)
        case .library(let cause):
            return Failure(
                .internalFault, "cryptography",
                FilePhrase.internalFault.text.with("cause", "\(path): \(cause)"),
                next: FilePhrase.reportFault.text)
        }
    }

    private static func system(
        _ path: String, _ code: CInt, _ call: String, _ missing: ExitStatus
    ) -> Failure {
        let cause = SystemError(code).text
        switch (call, code) {
        case ("open", ENOENT), ("open", EACCES), ("open", ENOTDIR):
            return Failure(
                missing, code == ENOENT ? "not-found" : "unreadable",
                FilePhrase.cannotRead.text.with("path", path.printable).with("cause", cause),
                next: FilePhrase.checkPath.text)
        default:
            return Failure(
                .inputOutput, "file-failed",
                SecretFilePhrase.system.text.with("path", path.printable).with("cause", "\(call): \(cause)"))
        }
    }
}
