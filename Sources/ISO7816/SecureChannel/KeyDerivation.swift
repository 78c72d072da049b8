/// SP 800-108 in counter mode with AES-CMAC, as Amendment D §4.1.5 lays the input out.
enum KeyDerivation {
    enum Constant: UInt8 {
        case cardCryptogram = 0x00
        case hostCryptogram = 0x01
        case cardChallenge = 0x02
        case sessionEncryption = 0x04
        case sessionMAC = 0x06
        case sessionResponseMAC = 0x07
    }

    /// Label (11 bytes 00 and the constant) ‖ 00 ‖ L (bits) ‖ i ‖ context.
    private static func input(
        _ constant: Constant, bytes: Int, block: UInt8, context: [UInt8]
    ) -> [UInt8] {
        let bits = UInt16(truncatingIfNeeded: bytes * 8)
        var input = [UInt8](repeating: 0, count: 11)
        input.reserveCapacity(16 + context.count)
        input += [
            constant.rawValue, 0, UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits),
            block,
        ]
        return input + context
    }

    /// A cryptogram or challenge of at most 16 bytes.
    static func value<Key: SecureChannelKey>(
        _ constant: Constant, key: Key, bytes: Int, context: [UInt8]
    ) throws(SecureChannelError) -> [UInt8] {
        let block = try key.mac(input(constant, bytes: bytes, block: 1, context: context))
        return Array(copying: block.span.extracting(0..<min(bytes, SCP03.blockBytes)))
    }

    /// A session key of 16, 24 or 32 bytes.
    static func key<Key: SecureChannelKey>(
        _ constant: Constant, key: Key, bytes: Int, context: [UInt8]
    ) throws(SecureChannelError) -> SecretBytes {
        try SecretBytes(count: bytes) {
            (secret: inout MutableSpan<UInt8>) throws(SecureChannelError) in
            var filled = 0
            var number: UInt8 = 1
            while filled < secret.count {
                let block = try key.mac(
                    input(constant, bytes: bytes, block: number, context: context))
                for index in 0..<min(SCP03.blockBytes, secret.count - filled) {
                    secret[filled + index] = block[index]
                }
                filled += SCP03.blockBytes
                number &+= 1
            }
        }
    }
}
