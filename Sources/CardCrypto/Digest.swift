internal import CCrypto

/// SHA-256 (FIPS 180-4).
public enum Digest {
    public static let sha256Bytes = 32

    /// SHA-256 over `bytes`.
    ///
    /// Throws where the library at hand can't hash; libcrypto's own SHA-256 always can.
    public static func sha256(_ bytes: Span<UInt8>) throws(CryptoLibraryError) -> [32 of UInt8] {
        hash(bytes, Span())
    }

    /// SHA-256 over `head` ‖ `tail`, without joining them.
    public static func sha256(
        _ head: Span<UInt8>, _ tail: Span<UInt8>
    ) throws(CryptoLibraryError) -> [32 of UInt8] {
        hash(head, tail)
    }

    /// The same for a tap's hashes, of which none may fail.
    static func hash(_ head: Span<UInt8>, _ tail: Span<UInt8>) -> [32 of UInt8] {
        var digest = [32 of UInt8](repeating: 0)
        var output = digest.mutableSpan
        unsafe output.withUnsafeMutableBufferPointer { output in
            unsafe head.withUnsafeBufferPointer { head in
                // safe: the two are read as far as they go, and 32 bytes are written, the size of the buffer.
                unsafe tail.withUnsafeBufferPointer { tail in
                    unsafe ccrypto_sha256(
                        head.baseAddress, head.count, tail.baseAddress, tail.count, output.baseAddress)
                }
            }
        }
        return digest
    }
}
