import CardCrypto
import ISO7816
import Testing

@testable import SoftCard

@Suite("SCP03 on the card's side")
struct SecureChannelTests {
    static let everyMode: [(CardApplication.Role, SCP03.Mode, SCP03.SecurityLevel)] =
        CardApplication.Role.allCases.flatMap { role in
            SCP03.Mode.allCases.flatMap { mode in
                SCP03.SecurityLevel.allCases.map { (role, mode, $0) }
            }
        }

    @Test("AES-128, 192 and 256, S8 and S16, every level", arguments: everyMode)
    func opens(_ role: CardApplication.Role, _ mode: SCP03.Mode, _ level: SCP03.SecurityLevel) throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        #expect(try bench.open(role, level: level, mode: mode) == .success)
        for _ in 0..<3 { #expect(try bench.giveTerminal() == .success) }
        #expect(try bench.read(.transport).data == CardBench.record(.transport))
    }

    @Test("a wrong key is found out by the host; a wrong host by the card, and the challenge is used up")
    func wrongKeys() throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        #expect(throws: SecureChannelError.cardCryptogram) { try bench.open(.issuer, keys: .factory) }
        #expect(
            try bench.status("8482330010 00112233445566778899AABBCCDDEEFF")
                == .secureMessagingObjectsIncorrect)
        #expect(try bench.transmit(hex("8050010008 0011223344556677 00")).status == .success)
        #expect(
            try bench.status("8482330010 00112233445566778899AABBCCDDEEFF")
                == .secureMessagingObjectsIncorrect)
        #expect(
            try bench.status("8482330010 00112233445566778899AABBCCDDEEFF") == .conditionsOfUseNotSatisfied)
        #expect(try bench.open(.issuer) == .success)
    }

    @Test("one wrong bit anywhere in a protected command closes the channel")
    func everyBit() throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        let context = CommandAPDU(
            cla: 0, ins: 0xDA, p1: 0xDF, p2: 0x21, data: CardBench.terminal, responseBytesMax: 256)
        // Header bits and Lc change what the command is; the data and the MAC are what only the MAC protects.
        for position in 5..<29 {
            try bench.open(.socialWorker)
            var bytes = try bench.wrapped(context)
            try #require(bytes.count == 30)
            bytes[position] ^= 0x10
            #expect(try bench.transmit(bytes).status == .secureMessagingObjectsIncorrect, "byte \(position)")
            bytes[position] ^= 0x10
            #expect(try bench.transmit(bytes).status == .conditionsOfUseNotSatisfied)
        }
    }

    @Test("a command is not accepted twice")
    func replay() throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        try bench.open(.socialWorker)
        let bytes = try bench.wrapped(
            CommandAPDU(
                cla: 0, ins: 0xDA, p1: 0xDF, p2: 0x21, data: CardBench.terminal, responseBytesMax: 256))
        #expect(try bench.transmit(bytes).status == .success)
        #expect(try bench.transmit(bytes).status == .secureMessagingObjectsIncorrect)
    }

    @Test("a plain command ends the channel")
    func plainCommand() throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        try bench.open(.issuer)
        #expect(try bench.status("00B0820000") == .secureMessagingObjectsMissing)
        #expect(try bench.status("00B0820000") == .success)
    }

    @Test("each role has a counter of its own, and it grows by one with each channel")
    func sequenceCounters() throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        let counter = { (role: UInt8) in
            try bench.transmit([0x80, 0x50, role, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0]).data.suffix(3)
        }
        let before = try counter(0x10)
        #expect(Array(before) == [0, 0, 0])
        for _ in 0..<3 { try bench.open(.socialWorker) }
        try bench.restart()
        try bench.select()
        #expect(Array(try counter(0x10)) == [0, 0, 3])
        #expect(Array(try counter(0x11)) == [0, 0, 0])
    }

    @Test("the answer names the master key's version and the serial's last 9 bytes")
    func diversification() throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        let answer = try bench.transmit(hex("8050010008 0011223344556677 00"))
        #expect(answer.data.prefix(13) == [2] + CardBench.serial.dropFirst() + [0x01, 0x03, 0x70])
        let long = try bench.transmit(hex("8050100010 00112233445566778899AABBCCDDEEFF 00"))
        #expect(long.data.prefix(13) == [1] + CardBench.serial.dropFirst() + [0x10, 0x03, 0x71])
        #expect(long.data.count == 48)
    }

    @Test("cards with keys of two master-key versions work side by side")
    func twoVersions() throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        try bench.open(.issuer)
        let newer = TestKeys(seed: 0x77, bytes: 24, version: 9)
        #expect(try bench.store(dgi(0x8F10, newer.group())) == .success)
        #expect(
            try bench.secure(0x00, 0xCA, 0xDF, 0x24).data == [
                0x01, 2, 32, 0x10, 9, 24, 0x11, 1, 24, 0x12, 1, 32, 0x13, 1, 16,
            ])
        #expect(throws: SecureChannelError.cardCryptogram) { try bench.open(.socialWorker) }
        #expect(try bench.open(.socialWorker, keys: newer) == .success)
        #expect(try bench.open(.healthWorker) == .success)
    }
}
