public import CardCrypto
internal import Glibc

/// Why an expanded list can't be written or opened. The signed list, or a delta, gives it again.
public enum StatusArrayError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The operating system refused; `code` is `errno`.
    case system(code: Int32, call: String)
    /// Not such a file, or one of another version.
    case notStatusArray
    /// Such a file, but its length, its header or its content isn't as it was written.
    case damaged
    /// Claims that no list may have.
    case claimsUnusable
    case library(CryptoLibraryError)

    /// Whether there is simply no such file yet.
    public var isMissing: Bool {
        if case .system(let code, _) = self { code == ENOENT } else { false }
    }

    /// The call that has just failed.
    static func last(_ call: String) -> StatusArrayError { .system(code: errno, call: call) }

    public var description: String {
        switch self {
        case .system(let code, let call): "\(call): \(unsafe String(cString: strerror(code))) (errno \(code))"
        case .notStatusArray: "not an expanded status list of this version"
        case .damaged: "the expanded status list is damaged"
        case .claimsUnusable: "the status list's URI or dates can't be used"
        case .library(let error): "\(error)"
        }
    }
}
