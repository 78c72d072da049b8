import ISO7816
import Testing

@testable import SoftCard

@Suite("STORE DATA")
struct StoreDataTests {
    private static let old = CardBench.record(.social)
    private static let new = CardBench.record(.social, version: 0x55)
    private static let group = dgi(0x0104, [0x02] + new)

    private func opened(_ role: CardApplication.Role = .issuer) throws -> CardBench {
        let bench = try CardBench.card(.active)
        try bench.select()
        try bench.open(role)
        return bench
    }

    private func social(_ bench: CardBench) throws -> [UInt8] {
        try bench.restart()
        try bench.select()
        #expect(try bench.verify(pin: CardBench.pin) == .success)
        return try bench.transmit(hex("00B0840000")).data
    }

    @Test(
        "torn at every command and every write: the old record or the new one; the new one once answered"
    )
    func everyTear() throws {
        let whole = try opened()
        whole.slot.arm(nil)
        #expect(try whole.store(Self.group, blockBytes: 10) == .success)
        let progress = whole.slot.progress
        #expect(progress.commands == 5 && progress.writes == 1)
        var outcomes: Set<[UInt8]> = []
        for tear in progress.tears(writtenPercents: [0, 1, 25, 50, 75, 99, 100]) {
            let bench = try opened()
            bench.slot.arm(tear)
            #expect(throws: CardTransportError.torn) { try bench.store(Self.group, blockBytes: 10) }
            #expect(throws: CardTransportError.removed) { try bench.transmit(hex("00B0840000")) }
            let record = try social(bench)
            #expect(record == Self.old || record == Self.new, "\(tear)")
            outcomes.insert(record)
            if case .afterCommand(4) = tear { #expect(record == Self.new) }
            if case .beforeCommand = tear { #expect(record == Self.old) }
            // A second attempt completes whatever the first one left.
            try bench.open(.issuer)
            #expect(try bench.store(Self.group, blockBytes: 10) == .success)
            #expect(try social(bench) == Self.new)
        }
        #expect(outcomes.count == 2)
    }

    @Test("a personalisation torn at every command and write goes on where it was")
    func tornPersonalisation() throws {
        let whole = try CardBench.card(.blank)
        whole.slot.arm(nil)
        try whole.personalise()
        for tear in whole.slot.progress.tears(writtenPercents: [50]) {
            let bench = try CardBench.card(.blank)
            bench.slot.arm(tear)
            #expect(throws: (any Error).self) { try bench.personalise() }
            try bench.restart()
            try bench.select()
            // Either set of issuer keys is whole; the other one doesn't open a channel.
            let hasFactoryKeys = (try? bench.open(.issuer, keys: .factory)) == .success
            if !hasFactoryKeys { #expect(try bench.open(.issuer) == .success, "\(tear)") }
            if try bench.secure(0x00, 0x47, 0x81, 0x00).status != .success {
                #expect(try bench.secure(0x00, 0x47, 0x80, 0x00).status == .success)
            }
            for group in [CardBench.recordGroup, try CardBench.secretGroup()] {
                #expect(try bench.store(group) == .success)
            }
            try bench.setStatus(.personalised, .active)
            #expect(try social(bench) == Self.old, "\(tear)")
        }
    }

    @Test("nothing is visible before the last block, nor after a lost channel")
    func invisible() throws {
        let bench = try opened()
        #expect(try bench.secure(0x80, 0xE2, 0x08, 0x00, Array(Self.group.prefix(20))).status == .success)
        #expect(try bench.status("00B0820000") == .secureMessagingObjectsMissing)
        try bench.open(.issuer)
        #expect(
            try bench.secure(0x80, 0xE2, 0x88, 0x01, Array(Self.group.dropFirst(20))).status == .incorrectP1P2
        )
        #expect(try social(bench) == Self.old)
    }

    @Test("a wrong block number drops the group; block 00 begins a new one")
    func blockNumbers() throws {
        let bench = try opened()
        let head = Array(Self.group.prefix(20))
        let tail = Array(Self.group.dropFirst(20))
        #expect(try bench.secure(0x80, 0xE2, 0x08, 0x00, head).status == .success)
        #expect(try bench.secure(0x80, 0xE2, 0x88, 0x02, tail).status == .incorrectP1P2)
        #expect(try bench.secure(0x80, 0xE2, 0x88, 0x01, tail).status == .incorrectP1P2)
        #expect(try bench.secure(0x80, 0xE2, 0x08, 0x00, [1, 2, 3]).status == .success)
        #expect(try bench.secure(0x80, 0xE2, 0x08, 0x00, head).status == .success)
        #expect(try bench.secure(0x80, 0xE2, 0x88, 0x01, tail).status == .success)
        #expect(try social(bench) == Self.new)
    }

    @Test(
        "bad groups, each with its own status",
        arguments: [
            ("01", 0x6A80), ("0104", 0x6A80), ("0104 03 02AA", 0x6A80), ("0104 FF 0001 02", 0x6A80),
            ("0104 00", 0x6A80), ("0104 02 01AA", 0x6A80), ("0104 02 07AA", 0x6A80),
            ("0104 02 02AA 0104 02 02BB", 0x6A80), ("0108 02 02AA", 0x6A88), ("9999 01 00", 0x6A88),
            ("8F20 01 00", 0x6A88), ("0201 0A 9804010123456781FFFF", 0x6A80), ("0201 01 98", 0x6A80),
            ("0202 00", 0x6A80),
            ("8010 08 231234FFFFFFFFFF", 0x6A80), ("8011 08 241234FFFFFFFFFF", 0x6A80),
            ("8012 08 241234FFFFFFFFFF", 0x6A80), ("8F01 02 0110", 0x6A80),
            ("0104 02 02AA 8010 08 FFFFFFFFFFFFFFFF", 0x6A80),
        ])
    func badGroups(_ group: String, _ status: UInt16) throws {
        let bench = try opened()
        #expect(try bench.store(hex(group)).rawValue == status)
        #expect(try social(bench) == Self.old)
    }

    @Test(
        "a record one byte too long is refused, the longest is stored",
        arguments: CardApplication.File.allCases)
    func longest(_ file: CardApplication.File) throws {
        let bench = try opened()
        let record = [UInt8](repeating: 0x5A, count: file.recordBytesMax)
        let number = 0x0100 | UInt16(file.rawValue)
        let rule = file.accessRules[0].rawValue
        #expect(try bench.store(dgi(number, [rule] + record + [0])) == .notEnoughMemory)
        #expect(try bench.store(dgi(number, [rule] + record)) == .success)
        #expect(try bench.read(file, ne: 65_536).data == record)
    }

    @Test("more than 16384 bytes are refused")
    func groupLimit() throws {
        let bench = try opened()
        let group = dgi(0x0103, [0x01] + [UInt8](repeating: 1, count: 8_192))
        #expect(try bench.store(group + group, blockBytes: 2_000) == .notEnoughMemory)
    }

    @Test("wrong key check value: no key is changed")
    func checkValue() throws {
        let bench = try opened()
        var data = try TestKeys(seed: 0x22, bytes: 16).group()
        data[data.count - 1] ^= 1
        #expect(try bench.store(dgi(0x8F10, data)) == .incorrectData)
        #expect(try bench.open(.socialWorker) == .success)
    }

    @Test("a role writes its own files and nothing else", arguments: CardApplication.Role.allCases)
    func domains(_ role: CardApplication.Role) throws {
        let own: [CardApplication.Role: [CardApplication.File]] = [
            .issuer: CardApplication.File.allCases, .socialWorker: [.social],
            .healthWorker: [.medicalEmergency, .medicalSummary], .utilities: [.utilities],
            .transport: [.transport],
        ]
        let bench = try opened(role)
        for file in CardApplication.File.allCases {
            let group = dgi(0x0100 | UInt16(file.rawValue), [file.accessRules[0].rawValue, 1, 2, 3])
            let expected: StatusWord =
                own[role]?.contains(file) == true ? .success : .securityStatusNotSatisfied
            #expect(try bench.store(group) == expected, "\(file)")
        }
        let expected: StatusWord = role == .issuer ? .success : .securityStatusNotSatisfied
        #expect(try bench.store(dgi(0x8010, pinBlock("9876"))) == expected)
        #expect(try bench.store(dgi(0x8F10, TestKeys.of(.socialWorker).group())) == expected)
    }

    @Test(
        "without C-ENC nothing is stored",
        arguments: [SCP03.SecurityLevel.commandMAC, .commandAndResponseMAC])
    func levels(_ level: SCP03.SecurityLevel) throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        try bench.open(.issuer, level: level)
        #expect(try bench.store(Self.group) == .securityStatusNotSatisfied)
    }

    @Test("the file table tells what is stored, so that a torn personalisation can be compared")
    func fileTable() throws {
        let bench = try opened()
        #expect(try bench.secure(0x00, 0xCA, 0xDF, 0x20).data.count == 7 * 20)
        try bench.open(.healthWorker)
        let table = try bench.secure(0x00, 0xCA, 0xDF, 0x20).data
        #expect(table.count == 2 * 20 && table[0] == 5 && table[1] == 2 && table[20] == 6 && table[21] == 4)
    }
}
