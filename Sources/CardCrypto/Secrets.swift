internal import CCrypto
internal import Glibc
public import ISO7816

/// What every holder of secrets needs: comparison that doesn't tell by its time, randomness, wiping.
public enum Secrets {
    /// Whether the two are equal, in a time that depends on their lengths alone.
    public static func areEqual(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bool {
        guard first.count == second.count else { return false }
        var difference: UInt8 = 0
        for index in first.indices { difference |= first[index] ^ second[index] }
        return difference == 0
    }

    /// `count` bytes of libcrypto's generator, 0…65 536. For challenges and serial numbers.
    public static func randomBytes(count: Int) throws(CryptoLibraryError) -> [UInt8] {
        precondition((0...randomBytesMax).contains(count), "randomBytes: count out of range")
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        try fill(&span)
        return bytes
    }

    /// A fresh secret of `count` bytes from libcrypto's private generator, 1…65 536. For keys.
    public static func randomSecret(count: Int) throws(CryptoLibraryError) -> SecretBytes {
        precondition((1...randomBytesMax).contains(count), "randomSecret: count out of range")
        return try SecretBytes(count: count) { (span: inout MutableSpan<UInt8>) throws(CryptoLibraryError) in
            // safe: the library writes just as many bytes as the span has.
            let result = unsafe span.withUnsafeMutableBufferPointer { buffer in
                unsafe RAND_priv_bytes(buffer.baseAddress, Int32(buffer.count))
            }
            guard result == 1 else { throw .take() }
        }
    }

    /// Overwrites `bytes` in a way that the compiler can't leave out.
    public static func wipe(_ bytes: inout [UInt8]) {
        unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            if let start = buffer.baseAddress { unsafe explicit_bzero(start, buffer.count) }
        }
    }

    private static func fill(_ span: inout MutableSpan<UInt8>) throws(CryptoLibraryError) {
        let result = unsafe span.withUnsafeMutableBufferPointer { buffer in
            unsafe RAND_bytes(buffer.baseAddress, Int32(buffer.count))
        }
        guard result == 1 else { throw .take() }
    }

    private static let randomBytesMax = 65_536
}
