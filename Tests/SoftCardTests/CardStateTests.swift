import ISO7816
import Testing

@testable import SoftCard

@Suite("The card's state as deterministic CBOR")
struct CardStateTests {
    static func full() -> CardState {
        var state = CardState(serial: CardBench.serial)
        state.lifeCycle = .active
        state.cardNumber = hex("9804010123456780FFFF")
        state.issuerData = [1, 2, 3]
        state.pin = ReferenceData(block: pinBlock("1234"), triesLeft: 2)
        state.puk = ReferenceData(block: pinBlock("87654321"), triesLeft: 9)
        state.can = CardAccessNumber(block: pinBlock("246810"), failures: 5)
        let keys = TestKeys.of(.utilities)
        state.keySets[.utilities] = StoredKeySet(
            masterKeyVersion: 3, encryption: keys.encryption, authentication: keys.authentication,
            dataEncryption: keys.dataEncryption, sequenceCounter: 0xFF_FFFF)
        state.privateKey = [UInt8](repeating: 7, count: 32)
        state.authenticationCounter = .max
        state.hasFactoryKeys = false
        state.files[.social] = StoredFile(rule: .pinOrDomain, record: [9, 9])
        state.logs[.taps] = [[UInt8](repeating: 1, count: 21), [UInt8](repeating: 2, count: 21)]
        return state
    }

    @Test("what is encoded is decoded as it was")
    func roundTrip() throws {
        for state in [CardState(serial: CardBench.serial), Self.full()] {
            #expect(try CardState(decoding: state.encoded()) == state)
        }
    }

    @Test("every truncation is refused")
    func truncations() {
        let image = Self.full().encoded()
        for count in image.indices {
            #expect(throws: CardStateError.self) { try CardState(decoding: Array(image[..<count])) }
        }
        #expect(throws: CardStateError.self) { try CardState(decoding: image + [0]) }
    }

    @Test("every altered byte is refused or encodes as it came")
    func alterations() {
        let image = Self.full().encoded()
        for position in image.indices {
            for bit in 0..<8 {
                var altered = image
                altered[position] ^= 1 << UInt8(bit)
                guard let state = try? CardState(decoding: altered) else { continue }
                #expect(state.encoded() == altered, "byte \(position)")
            }
        }
    }

    @Test("another format's version is refused as such")
    func version() {
        var image = CardState(serial: CardBench.serial).encoded()
        image[2] = 2
        #expect(throws: CardStateError.formatVersion(2)) { try CardState(decoding: image) }
    }
}
