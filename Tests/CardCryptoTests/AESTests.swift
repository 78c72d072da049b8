import ISO7816
import Testing

@testable import CardCrypto

@Suite("AES against the published vectors")
struct AESTests {
    static let cmacCases = ["128", "192", "256"].flatMap {
        Vector.cases(of: "nist-sp800-38b/nist-800-38b-aes\($0).txt", with: "KEY")
    }
    static let cbcCases =
        Vector.cases(of: "nist-sp800-38a/cbc.txt", with: "KEY")
        + ["128", "192", "256"].flatMap { Vector.cases(of: "nist-cavp/CBCMMT\($0).rsp", with: "KEY") }

    @Test("CMAC is that of SP 800-38B and RFC 4493", arguments: cmacCases)
    func cmac(_ vector: Vector) throws {
        let key = try AESKey(try vector.bytes("KEY"))
        let message = try vector.bytes("MESSAGE")
        let expected = try vector.bytes("OUTPUT")
        #expect(try key.cmac(message) == expected)
        // The context is reused: the second tag must not depend on the first message.
        #expect(try key.cmac(message) == expected)
        let other = try AESKey(try vector.bytes("KEY").flipping(bit: 9))
        #expect(try other.cmac(message) != expected)
        let longer = message + [0]
        #expect(try key.cmac(longer) != expected)
    }

    @Test("CBC is that of SP 800-38A and the CAVP, both ways", arguments: cbcCases)
    func cbc(_ vector: Vector) throws {
        let key = try AESKey(try vector.bytes("KEY"))
        let iv = try vector.bytes("IV")
        let plaintext = try vector.bytes("PLAINTEXT")
        let ciphertext = try vector.bytes("CIPHERTEXT")
        for _ in 0..<2 {
            #expect(try key.encryptCBC(plaintext, iv: iv) == ciphertext)
            #expect(try key.decryptCBC(ciphertext, iv: iv) == plaintext)
        }
        #expect(try key.encryptCBC(plaintext, iv: iv.flipping(bit: 3)) != ciphertext)
        #expect(try key.decryptCBC(ciphertext.flipping(bit: 3), iv: iv) != plaintext)
    }

    @Test("a single block is that of FIPS 197, and the check value is of a block of 01s")
    func block() throws {
        let key = try AESKey([UInt8](0..<16))
        let block: [UInt8] = (0..<16).map { $0 * 0x11 }
        let input = [16 of UInt8] { block[$0] }
        #expect(array(try key.encryptBlock(input)).hex == "69c4e0d86a7b0430d8cdb78070b4c55a")
        let ones = [UInt8](repeating: 1, count: 16)
        let zero = [UInt8](repeating: 0, count: 16)
        let expected = try key.encryptCBC(ones, iv: zero)
        let value = try key.checkValue()
        #expect([value[0], value[1], value[2]] == Array(expected.prefix(3)))
    }

    @Test("a key of another length is refused", arguments: [1, 15, 17, 31, 33, 64])
    func keyLength(_ count: Int) {
        #expect(throws: SecureChannelCryptographyError.keyLength(bytes: count)) {
            _ = try AESKey([UInt8](repeating: 1, count: count))
        }
    }

    @Test("CBC refuses what isn't whole blocks, and an IV of another length")
    func dataLength() throws {
        let key = try AESKey([UInt8](repeating: 1, count: 16))
        let block = [UInt8](repeating: 0, count: 16)
        let odd = [UInt8](repeating: 0, count: 17)
        let short = [UInt8](repeating: 0, count: 15)
        #expect(throws: SecureChannelCryptographyError.dataLength(bytes: 17)) {
            _ = try key.encryptCBC(odd, iv: block)
        }
        #expect(throws: SecureChannelCryptographyError.dataLength(bytes: 17)) {
            _ = try key.decryptCBC(odd, iv: block)
        }
        #expect(throws: SecureChannelCryptographyError.dataLength(bytes: 15)) {
            _ = try key.encryptCBC(block, iv: short)
        }
        #expect(try key.encryptCBC([UInt8](), iv: block).isEmpty)
    }

    @Test("one key serves many threads at once")
    func threads() async throws {
        let key = try AESKey([UInt8](0..<16))
        let tags = try (0..<64).map { try key.cmac([UInt8](repeating: UInt8($0), count: 40)) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<64).allSatisfy { index in
                        let message = [UInt8](repeating: UInt8(index), count: 40)
                        return (try? key.cmac(message)) == tags[index]
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}

@Suite("Digests, comparison, randomness")
struct SecretsTests {
    @Test("SHA-256 is that of FIPS 180-4, whole and in two parts")
    func digests() throws {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(try sha256([UInt8]("abc".utf8)).hex == expected)
        #expect(try sha256([UInt8]("a".utf8), [UInt8]("bc".utf8)).hex == expected)
        #expect(try sha256([UInt8]("abd".utf8)).hex != expected)
        #expect(
            try sha256([]).hex
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test("comparison tells any one bit")
    func comparison() {
        let bytes = [UInt8](0..<32)
        #expect(areEqual(bytes, bytes))
        for bit in 0..<256 { #expect(!areEqual(bytes, bytes.flipping(bit: bit))) }
        let shorter = [UInt8](0..<31)
        #expect(!areEqual(bytes, shorter))
    }

    @Test("random bytes have the length asked for and differ")
    func randomness() throws {
        #expect(try Secrets.randomBytes(count: 0).isEmpty)
        let first = try Secrets.randomBytes(count: 32)
        #expect(first.count == 32)
        #expect(try Secrets.randomBytes(count: 32) != first)
        let secret = try Secrets.randomSecret(count: 32)
        #expect(secret.count == 32)
        #expect(array(secret) != array(try Secrets.randomSecret(count: 32)))
    }

    @Test("wiping leaves zeros")
    func wiping() {
        var bytes = [UInt8](repeating: 7, count: 100)
        Secrets.wipe(&bytes)
        #expect(bytes == [UInt8](repeating: 0, count: 100))
    }
}
