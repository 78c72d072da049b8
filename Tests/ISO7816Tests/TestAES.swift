import ISO7816

/// AES straight from FIPS 197, slow and not in constant time: for these tests only, which link no libcrypto.
final class TestAESKey: SecureChannelKey {
    private let schedule: [[UInt8]]

    init(_ key: [UInt8]) {
        let words = key.count / 4
        var all = stride(from: 0, to: key.count, by: 4).map { Array(key[$0..<($0 + 4)]) }
        var round: UInt8 = 1
        for index in words..<(4 * (words + 7)) {
            var word = all[index - 1]
            if index % words == 0 {
                word = (word[1...] + word[..<1]).map { Self.box[Int($0)] }
                word[0] ^= round
                round = Self.double(round)
            } else if words > 6, index % words == 4 {
                word = word.map { Self.box[Int($0)] }
            }
            all.append(zip(all[index - words], word).map { $0 ^ $1 })
        }
        schedule = stride(from: 0, to: all.count, by: 4).map { Array(all[$0..<($0 + 4)].joined()) }
    }

    private static func double(_ byte: UInt8) -> UInt8 { byte << 1 ^ (byte & 0x80 != 0 ? 0x1B : 0) }

    private static func times(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var product: UInt8 = 0
        var left = left
        for bit in 0..<8 {
            if right >> UInt8(bit) & 1 != 0 { product ^= left }
            left = double(left)
        }
        return product
    }

    private static let box: [UInt8] = (0...255).map { number in
        let byte = UInt8(number)
        // The inverse is the 254th power.
        let inverse = (0..<253).reduce(byte) { power, _ in times(power, byte) }
        return (1...4).reduce(inverse ^ 0x63) { $0 ^ (inverse << UInt8($1) | inverse >> UInt8(8 - $1)) }
    }

    private static let inverseBox: [UInt8] = {
        var inverse = [UInt8](repeating: 0, count: 256)
        for (index, value) in box.enumerated() { inverse[Int(value)] = UInt8(index) }
        return inverse
    }()

    /// Products with 0…15, so that a column costs look-ups only.
    private static let products: [[UInt8]] = (0..<16).map { factor in
        (0...255).map { times(UInt8($0), UInt8(factor)) }
    }

    private static func mix(_ state: inout [UInt8], _ row: [Int]) {
        let tables = row.map { products[$0] }
        for column in stride(from: 0, to: 16, by: 4) {
            let (a, b) = (Int(state[column]), Int(state[column + 1]))
            let (c, d) = (Int(state[column + 2]), Int(state[column + 3]))
            state[column] = tables[0][a] ^ tables[1][b] ^ tables[2][c] ^ tables[3][d]
            state[column + 1] = tables[3][a] ^ tables[0][b] ^ tables[1][c] ^ tables[2][d]
            state[column + 2] = tables[2][a] ^ tables[3][b] ^ tables[0][c] ^ tables[1][d]
            state[column + 3] = tables[1][a] ^ tables[2][b] ^ tables[3][c] ^ tables[0][d]
        }
    }

    private func add(_ state: inout [UInt8], _ round: Int) {
        let key = schedule[round]
        for index in 0..<16 { state[index] ^= key[index] }
    }

    func encrypt(_ block: [UInt8]) -> [UInt8] {
        var state = block
        add(&state, 0)
        for round in 1..<schedule.count {
            let old = state
            for index in 0..<16 { state[index] = Self.box[Int(old[(index + 4 * (index % 4)) % 16])] }
            if round < schedule.count - 1 { Self.mix(&state, [2, 3, 1, 1]) }
            add(&state, round)
        }
        return state
    }

    func decrypt(_ block: [UInt8]) -> [UInt8] {
        var state = block
        for round in (1..<schedule.count).reversed() {
            add(&state, round)
            if round < schedule.count - 1 { Self.mix(&state, [14, 11, 13, 9]) }
            let old = state
            for index in 0..<16 {
                state[index] = Self.inverseBox[Int(old[(index + 12 * (index % 4)) % 16])]
            }
        }
        add(&state, 0)
        return state
    }

    func cmac(_ message: Span<UInt8>) throws(SecureChannelCryptographyError) -> [16 of UInt8] {
        func shifted(_ block: [UInt8]) -> [UInt8] {
            var result = (0..<16).map { block[$0] << 1 | ($0 < 15 ? block[$0 + 1] >> 7 : 0) }
            if block[0] & 0x80 != 0 { result[15] ^= 0x87 }
            return result
        }
        let first = shifted(encrypt([UInt8](repeating: 0, count: 16)))
        var bytes = Array(copying: message)
        let isWhole = !bytes.isEmpty && bytes.count % 16 == 0
        if !isWhole {
            bytes.append(0x80)
            while bytes.count % 16 != 0 { bytes.append(0) }
        }
        let last = isWhole ? first : shifted(first)
        for index in 0..<16 { bytes[bytes.count - 16 + index] ^= last[index] }
        var state = [UInt8](repeating: 0, count: 16)
        for start in stride(from: 0, to: bytes.count, by: 16) {
            state = encrypt((0..<16).map { state[$0] ^ bytes[start + $0] })
        }
        return [16 of UInt8] { state[$0] }
    }

    func encryptCBC(
        _ plaintext: Span<UInt8>, iv: Span<UInt8>
    ) throws(SecureChannelCryptographyError) -> [UInt8] {
        guard plaintext.count % 16 == 0, iv.count == 16 else {
            throw .dataLength(bytes: plaintext.count)
        }
        var (chain, result) = (Array(copying: iv), [UInt8]())
        for start in stride(from: 0, to: plaintext.count, by: 16) {
            chain = encrypt((0..<16).map { chain[$0] ^ plaintext[start + $0] })
            result += chain
        }
        return result
    }

    func decryptCBC(
        _ ciphertext: Span<UInt8>, iv: Span<UInt8>
    ) throws(SecureChannelCryptographyError) -> [UInt8] {
        guard ciphertext.count % 16 == 0, iv.count == 16 else {
            throw .dataLength(bytes: ciphertext.count)
        }
        var (chain, result) = (Array(copying: iv), [UInt8]())
        for start in stride(from: 0, to: ciphertext.count, by: 16) {
            let block = (0..<16).map { ciphertext[start + $0] }
            result += zip(decrypt(block), chain).map { $0 ^ $1 }
            chain = block
        }
        return result
    }
}

/// The port over ``TestAESKey``; its randomness is a counter.
struct TestAES: SecureChannelCryptography {
    func makeKey(_ secret: borrowing SecretBytes) throws(SecureChannelCryptographyError) -> TestAESKey {
        guard [16, 24, 32].contains(secret.count) else { throw .keyLength(bytes: secret.count) }
        return TestAESKey(Array(copying: secret.span))
    }

    func randomBytes(count: Int) throws(SecureChannelCryptographyError) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) }
    }
}

extension SecureChannelKeySet {
    /// A set for tests; the third key is the first.
    static func test(enc: [UInt8], mac: [UInt8]) throws(SecureChannelError) -> SecureChannelKeySet {
        try SecureChannelKeySet(
            encryption: SecretBytes(copying: enc.span), mac: SecretBytes(copying: mac.span),
            dataEncryption: SecretBytes(copying: enc.span))
    }
}
