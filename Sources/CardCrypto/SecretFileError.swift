/// Why a file with keys can't be read or written; names the file and what to do. Never holds what is in it.
public struct SecretFileError: Error, Equatable, Sendable, CustomStringConvertible {
    public let path: String
    public let reason: Reason

    public enum Reason: Error, Equatable, Sendable {
        /// Group or others may read or write it; `mode` as of chmod(1).
        case permissions(mode: UInt32)
        case notRegularFile
        case alreadyExists
        case tooLarge(bytesMax: Int)
        case empty
        /// Not the format that was expected (PEM label, ASN.1, content).
        case malformed
        /// A private key in the clear.
        case notEncrypted
        /// A key on another curve, of another kind or length.
        case unsupportedKey
        /// The passphrase doesn't open it (or, in an encrypted key, its encrypted part is damaged).
        case wrongPassphrase
        /// The passphrase fits, but the content was altered.
        case damaged
        /// A new file wants a passphrase of at least so many bytes.
        case passphraseTooShort(bytesMin: Int)
        /// The operating system refused; `errno`.
        case system(code: Int32, call: String)
        case library(CryptoLibraryError)
    }

    public init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }

    public var description: String {
        switch reason {
        case .permissions(let mode):
            "\(path): others than the owner can reach this file (mode 0\(String(mode, radix: 8))); "
                + "run: chmod 600 '\(path)'"
        case .notRegularFile: "\(path): not a regular file"
        case .alreadyExists: "\(path): exists already; move it away first, nothing was overwritten"
        case .tooLarge(let bytesMax): "\(path): larger than \(bytesMax) bytes, so not a file of ours"
        case .empty: "\(path): empty"
        case .malformed: "\(path): not in the expected format; restore it from a backup"
        case .notEncrypted:
            "\(path): a private key without encryption; run: "
                + "openssl pkcs8 -topk8 -scrypt -in '\(path)' -out NEW"
        case .unsupportedKey: "\(path): this kind of key is not supported; P-256 and Ed25519 are"
        case .wrongPassphrase: "\(path): the passphrase does not open it (or the file is damaged); try again"
        case .damaged: "\(path): the passphrase is right, but the file is damaged; restore it from a backup"
        case .passphraseTooShort(let bytesMin): "\(path): the passphrase needs at least \(bytesMin) bytes"
        case .system(let code, let call): "\(path): \(call) failed: \(SystemCall.message(code))"
        case .library(let error): "\(path): \(error)"
        }
    }
}
