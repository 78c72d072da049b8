public import ISO7816

/// A card's own key, derived from a master key and what is peculiar to the card. NXP AN10922, AES variants.
public enum KeyDiversification {
    /// Diversification input M: 1…31 bytes.
    public static let inputBytes = 1...31

    /// Why a key can't be derived.
    public enum Failure: Error, Equatable, Sendable {
        /// AN10922 takes 1…31 bytes.
        case inputLength(bytes: Int)
        case cryptography(SecureChannelCryptographyError)
    }

    /// The key of the same length as `master` (16, 24 or 32 bytes) for the input `input`.
    ///
    /// AES-128: CMAC(01 ‖ M). AES-192: CMAC(11 ‖ M) and CMAC(12 ‖ M), overlapped. AES-256: CMAC(41 ‖ M) ‖
    /// CMAC(42 ‖ M). AN10922 §2.2, §2.3, §2.4.
    public static func key(
        from master: AESKey, input: Span<UInt8>
    ) throws(Failure) -> SecretBytes {
        guard inputBytes.contains(input.count) else { throw .inputLength(bytes: input.count) }
        return try SecretBytes(count: master.keyBytes) { (key: inout MutableSpan<UInt8>) throws(Failure) in
            switch master.keyBytes {
            case 16:
                let block = try mac(master, constant: 0x01, input)
                for index in 0..<16 { key[index] = block[index] }
            case 24:
                let first = try mac(master, constant: 0x11, input)
                let second = try mac(master, constant: 0x12, input)
                for index in 0..<8 {
                    key[index] = first[index]
                    key[index + 8] = first[index + 8] ^ second[index]
                    key[index + 16] = second[index + 8]
                }
            default:
                let first = try mac(master, constant: 0x41, input)
                let second = try mac(master, constant: 0x42, input)
                for index in 0..<16 {
                    key[index] = first[index]
                    key[index + 16] = second[index]
                }
            }
        }
    }

    /// The CMAC of AN10922 §2.2.1: constant ‖ M is always padded to two blocks, even where SP 800-38B would
    /// use one.
    private static func mac(
        _ master: AESKey, constant: UInt8, _ input: Span<UInt8>
    ) throws(Failure) -> [16 of UInt8] {
        do {
            let zeros = [16 of UInt8](repeating: 0)
            var subkey = doubled(try master.encryptBlock(zeros))
            var blocks = [32 of UInt8](repeating: 0)
            blocks[0] = constant
            for index in input.indices { blocks[index + 1] = input[index] }
            if input.count < 31 {
                blocks[input.count + 1] = 0x80
                subkey = doubled(subkey)
            }
            var block = [16 of UInt8](repeating: 0)
            for index in 0..<16 { block[index] = blocks[index] }
            block = try master.encryptBlock(block)
            for index in 0..<16 { block[index] ^= blocks[index + 16] ^ subkey[index] }
            return try master.encryptBlock(block)
        } catch {
            throw .cryptography(error)
        }
    }

    /// Multiplication by x in GF(2^128), without a branch on the secret. SP 800-38B §6.1.
    private static func doubled(_ block: [16 of UInt8]) -> [16 of UInt8] {
        var result = block
        for index in 0..<15 { result[index] = block[index] << 1 | block[index + 1] >> 7 }
        result[15] = block[15] << 1 ^ (0 &- (block[0] >> 7)) & 0x87
        return result
    }
}
