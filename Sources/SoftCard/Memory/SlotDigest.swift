internal import CardCrypto

/// SHA-256 for the slots.
enum SlotDigest {
    /// Over `head` ‖ `tail`.
    static func sha256(_ head: Span<UInt8>, _ tail: Span<UInt8>) throws(CardMemoryError) -> [UInt8] {
        do throws(CryptoLibraryError) {
            let digest = try Digest.sha256(head, tail)
            return digest.indices.map { digest[$0] }
        } catch {
            throw .digest(code: error.code)
        }
    }
}
