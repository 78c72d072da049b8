internal import CCrypto

/// libcrypto failed, or refused what it was given. The environment's fault, never a verdict on a signature.
public struct CryptoLibraryError: Error, Equatable, Sendable {
    /// libcrypto's packed error code (`ERR_peek_last_error`), 0 if it left none.
    public let code: UInt64

    public init(code: UInt64) { self.code = code }

    /// The last error of this thread; empties the thread's error queue, so that nothing stale is reported
    /// later.
    static func take() -> CryptoLibraryError {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        return CryptoLibraryError(code: UInt64(code))
    }

    var isFrom: (library: Int32, reason: Int32) {
        (ccrypto_error_library(UInt(code)), ccrypto_error_reason(UInt(code)))
    }
}

extension CryptoLibraryError: CustomStringConvertible {
    /// libcrypto's own words, for the log of an operator. Never holds key material.
    public var description: String {
        guard code != 0 else { return "libcrypto failed without saying why" }
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            // safe: the function writes at most `count` bytes and ends them with zero.
            guard let start = buffer.baseAddress else { return "libcrypto error \(code)" }
            unsafe ERR_error_string_n(UInt(code), start, buffer.count)
            return unsafe String(cString: start)
        }
    }
}
