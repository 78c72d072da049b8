internal import CCrypto
internal import ISO7816

/// A libcrypto BIO in memory, freed with its owner. What was written into it is wiped.
@safe struct MemoryBIO: ~Copyable {
    let pointer: OpaquePointer

    /// An empty one to write to. Its memory comes from libcrypto's secure heap, which wipes what it frees.
    static func empty() throws(CryptoLibraryError) -> MemoryBIO {
        guard let pointer = unsafe BIO_new(BIO_s_secmem()) else { throw .take() }
        return unsafe MemoryBIO(owning: pointer)
    }

    /// Lends one that reads `bytes` without copying them.
    static func reading<R: ~Copyable, E: Error>(
        _ bytes: Span<UInt8>, _ body: (borrowing MemoryBIO) throws(E) -> R, else failure: E
    ) throws(E) -> R {
        let result: Result<R, E> = unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let count = Int32(exactly: buffer.count),
                let pointer = unsafe BIO_new_mem_buf(buffer.baseAddress, count)
            else { return .failure(failure) }
            let bio = unsafe MemoryBIO(owning: pointer)
            do throws(E) {
                return .success(try body(bio))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe BIO_free(pointer) }

    /// A copy of what was written; nil if it is nothing.
    func content() -> SecretBytes? {
        var start: UnsafeMutablePointer<UInt8>?
        let count = unsafe ccrypto_memory_bytes(pointer, &start)
        guard count > 0, let start = unsafe start else { return nil }
        // safe: the BIO keeps the bytes until it is written to or freed; neither happens here.
        let buffer = unsafe UnsafeBufferPointer(start: start, count: count)
        return SecretBytes(copying: unsafe Span(_unsafeElements: buffer))
    }
}
