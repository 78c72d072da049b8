import ISO7816
import Testing

@testable import CardCrypto

@Suite("Key diversification")
struct DiversificationTests {
    private func derive(_ master: [UInt8], _ input: [UInt8]) throws -> [UInt8] {
        array(try KeyDiversification.key(from: AESKey(master), input: input.span))
    }

    @Test("the examples of AN10922", arguments: Vector.cases(of: "an10922/aes.txt", with: "KEY"))
    func an10922(_ vector: Vector) throws {
        let key = try vector.bytes("KEY")
        let input = try vector.bytes("INPUT")
        let expected = try vector.bytes("DIVERSIFIED")
        #expect(try derive(key, input) == expected)
        #expect(try derive(key, input.flipping(bit: 8)) != expected)
        #expect(try derive(key.flipping(bit: 8), input) != expected)
        #expect(try derive(key, input + [0]) != expected)
    }

    @Test("from 16 bytes of input on it is plain CMAC, as an HSM computes it", arguments: 16...31)
    func plainCMAC(_ count: Int) throws {
        let master = [UInt8](1...16)
        let input = [UInt8](repeating: 0x5A, count: count)
        #expect(try derive(master, input) == (try AESKey(master).cmac([1] + input)))
    }

    @Test("shorter input is padded to two blocks", arguments: 1...15)
    func shortInput(_ count: Int) throws {
        let master = [UInt8](1...16)
        let input = [UInt8](repeating: 0x5A, count: count)
        #expect(try derive(master, input) != (try AESKey(master).cmac([1] + input)))
    }

    @Test("input of 0 or more than 31 bytes is refused", arguments: [0, 32, 100])
    func inputLength(_ count: Int) {
        #expect(throws: KeyDiversification.Failure.inputLength(bytes: count)) {
            _ = try derive([UInt8](1...16), [UInt8](repeating: 0, count: count))
        }
    }

    @Test(
        "every part of the reference changes every key, and the three keys differ", arguments: [16, 24, 32])
    func cardKeys(_ bytes: Int) throws {
        let master = try AESKey([UInt8](repeating: 0xA5, count: bytes))
        let serial = [UInt8](0..<10)
        let references = try [
            #require(CardKeyReference(role: .issuer, masterKeyVersion: 1, cardSerial: serial)),
            #require(CardKeyReference(role: .transport, masterKeyVersion: 1, cardSerial: serial)),
            #require(CardKeyReference(role: .issuer, masterKeyVersion: 2, cardSerial: serial)),
            #require(
                CardKeyReference(role: .issuer, masterKeyVersion: 1, cardSerial: serial.flipping(bit: 79))),
        ]
        var keys: Set<[UInt8]> = []
        for reference in references {
            let set = try CardKeyDiversification.keySet(from: master, for: reference)
            #expect(set.keyBytes == bytes)
            keys.insert(array(set.encryption))
            keys.insert(array(set.mac))
            keys.insert(array(set.dataEncryption))
        }
        #expect(keys.count == 12)
    }

    @Test("the label is serial, AID, role, version and kind")
    func label() throws {
        let reference = try #require(
            CardKeyReference(role: .healthWorker, masterKeyVersion: 7, cardSerial: [UInt8](0x10..<0x1A)))
        let input = CardKeyDiversification.input(.mac, reference)
        #expect(input.hex == "10111213141516171819" + "f04b4152544b4101" + "11" + "07" + "02")
        #expect(CardKeyReference(role: .issuer, masterKeyVersion: 0, cardSerial: [UInt8](0..<10)) == nil)
        #expect(CardKeyReference(role: .issuer, masterKeyVersion: 1, cardSerial: [UInt8](0..<9)) == nil)
    }
}
