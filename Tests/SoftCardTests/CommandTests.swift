import COSE
import CardCrypto
import ISO7816
import Testing

@testable import SoftCard

@Suite("Commands, byte by byte")
struct CommandTests {
    /// Command and status word, in this order, on one active card after SELECT.
    static let activeTable: [(String, UInt16)] = [
        // Class, instruction.
        ("01B0820000", 0x6881), ("43B0820000", 0x6881), ("08B0820000", 0x6E00), ("20B0820000", 0x6E00),
        ("FFB0820000", 0x6E00), ("80B0820000", 0x6D00), ("00F0400500", 0x6D00), ("00AA000000", 0x6D00),
        ("00C0000000", 0x6D00), ("04B0820000", 0x6985),
        // Lengths.
        ("00B0", 0x6700), ("00B08200", 0x6700), ("00A4040008F0", 0x6700), ("00B082000102", 0x6700),
        ("0088000010 00112233445566778899AABBCCDDEEFF 00", 0x6700),
        // READ BINARY.
        ("00B0820000", 0x9000), ("00B0820028", 0x9000), ("00B0820029", 0x6282), ("00B0822700", 0x9000),
        ("00B0822800", 0x6B00), ("00B0000000", 0x9000), ("00B0000100", 0x9000), ("00B0010000", 0x6B00),
        ("00B0880000", 0x6A82), ("00B0800000", 0x6A82), ("00B0A20000", 0x6A86),
        // VERIFY and its kin.
        ("00200003", 0x6A86), ("00200101", 0x6A86), ("0020000107 24FFFFFFFFFFFF", 0x6700),
        ("00240002 08 241234FFFFFFFFFF", 0x6A86), ("00240001 08 241234FFFFFFFFFF", 0x6700),
        ("002C0101", 0x6A86), ("002C0001 08 241234FFFFFFFFFF", 0x6700),
        ("002C0201 08 241234FFFFFFFFFF", 0x6982),
        ("10200001 08 241234FFFFFFFFFF", 0x6884),
        // Channel.
        ("8050010108 0011223344556677 00", 0x6A86), ("8050010004 00112233 00", 0x6700),
        ("8050770008 0011223344556677 00", 0x6A88), ("8482330010 00112233445566778899AABBCCDDEEFF", 0x6985),
        ("8082330010 00112233445566778899AABBCCDDEEFF", 0x6985),
        // Without a channel.
        ("0047800000", 0x6982), ("0047810000", 0x6982), ("0047820000", 0x6A86), ("80E2880001 00", 0x6982),
        ("80E2000001 00", 0x6A86), ("80F0400408 F04B4152544B4101", 0x6982),
        ("80F0400608 F04B4152544B4101", 0x6A86),
        ("80F0400400", 0x6700), ("00DADF210C 000102030405060708090A0B", 0x6982),
        ("00DADF220C 000102030405060708090A0B", 0x6A88), ("00DADF2101 00", 0x6700),
        ("00CADF2000", 0x6982), ("00CADF2100", 0x6A88), ("00CADF2200", 0x6982), ("00CADF2300", 0x9000),
        ("00CADF2400", 0x6982), ("00CA000000", 0x6A88),
        // Logs.
        ("00B2014400", 0x6982), ("00B2014C00", 0x6982), ("00B2013C00", 0x6A82), ("00B2004400", 0x6A86),
        ("00B2014600", 0x6A86), ("00E2004010 00112233445566778899AABBCCDDEEFF", 0x6985),
        ("00E2004810 00112233445566778899AABBCCDDEEFF", 0x6A86), ("00E2004001 00", 0x6700),
        // SELECT, which ends it all.
        ("00A4040008 F04B4152544B4102 00", 0x6A82), ("00B0820000", 0x6985),
        ("00A4040007 F04B4152544B41 00", 0x6A82), ("00A4000008 F04B4152544B4101 00", 0x6A86),
        ("00A4040008 F04B4152544B4101 00", 0x9000), ("00B0000000", 0x6986), ("00A404000C08 F04B", 0x6700),
        ("00A4040C08 F04B4152544B4101", 0x9000), ("00B0820000", 0x9000),
    ]

    @Test("every refusal of an active card without rights")
    func activeCard() throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        for (command, status) in Self.activeTable {
            #expect(try bench.status(command).rawValue == status, "\(command)")
        }
    }

    @Test("before SELECT nothing but SELECT is carried out")
    func beforeSelect() throws {
        let bench = try CardBench.card(.active)
        for command in ["00B0820000", "00CADF2300", "8050010008 0011223344556677 00", "00200001"] {
            #expect(try bench.status(command) == .conditionsOfUseNotSatisfied, "\(command)")
        }
    }

    @Test("FCI as on the page")
    func fileControlInformation() throws {
        let bench = try CardBench.card(.active)
        let answer = try bench.select()
        let fci = try BERTLV.parse(CardApplication.Tag.fci, answer.data.span)
        #expect(fci.child(CardApplication.Tag.dfName)?.value == CardApplication.aid.bytes)
        #expect(fci.child(CardApplication.Tag.lifeCycle)?.value == [0x05])
        let a5 = fci.child(CardApplication.Tag.proprietary)
        #expect(a5?.child(CardApplication.Tag.version)?.value == [1, 0])
        #expect(a5?.child(CardApplication.Tag.serial)?.value == CardBench.serial)
        #expect(a5?.child(CardApplication.Tag.cardCapabilities)?.value == [0x84, 0x01, 0xC0])
        #expect(a5?.child(CardApplication.Tag.extendedLength)?.value == hex("0202240002022400"))
        #expect(a5?.child(CardApplication.Tag.transportLength)?.value == [0, 40])
        let point = a5?.child(CardApplication.Tag.publicKey)?.child(CardApplication.Tag.publicPoint)?.value
        #expect(point?.count == 33)
        #expect(try CardBench.card(.suspended).select().status == .selectedFileDeactivated)
        #expect(try CardBench.card(.terminated).select().status == .selectedFileTerminated)
    }

    @Test(
        "INTERNAL AUTHENTICATE: the signature is the card's, the counter grows, and a tear only skips numbers"
    )
    func internalAuthenticate() throws {
        let bench = try CardBench.card(.active)
        let selected = try bench.select().data
        let fci = try BERTLV.parse(CardApplication.Tag.fci, selected.span)
        let point = try #require(
            fci.child(CardApplication.Tag.proprietary)?.child(CardApplication.Tag.publicKey)?
                .child(CardApplication.Tag.publicPoint)?.value)
        let x = Array(point.dropFirst())
        let coordinate = Coordinate(x.span)
        let key = COSEKey.p256Compressed(x: try #require(coordinate), yIsOdd: point[0] == 3)
        let verifier = try VerificationKey(key)
        let challenge = [UInt8](repeating: 0xC4, count: 32)
        let authenticate = { try bench.transmit([0, 0x88, 0, 0, 32] + challenge + [0]).data }
        for counter in [1, 2, 3] as [UInt8] {
            let answer = try authenticate()
            try #require(answer.count == 68)
            #expect(answer.prefix(4) == [0, 0, 0, counter])
            let head = CardApplication.authenticationPrefix + challenge
            let count = Array(answer.prefix(4))
            var signature = Array(answer.dropFirst(4))
            #expect(verifier.check(signature: signature.span, head: head.span, payload: count.span) == .valid)
            signature[10] ^= 1
            #expect(
                verifier.check(signature: signature.span, head: head.span, payload: count.span) == .invalid)
        }
        bench.slot.arm(.afterCommand(0))
        #expect(throws: CardTransportError.torn) { try authenticate() }
        try bench.restart()
        try bench.select()
        #expect(try authenticate().prefix(4) == [0, 0, 0, 5])
    }

    @Test("a key pair is made on a blank card only, and read any time")
    func keyPair() throws {
        let bench = try CardBench.card(.blank)
        try bench.select()
        try bench.open(.issuer, keys: .factory)
        #expect(try bench.secure(0x00, 0x47, 0x81, 0x00).status == .referencedDataNotFound)
        let first = try bench.secure(0x00, 0x47, 0x80, 0x00).data
        #expect(Array(first.prefix(6)) == hex("7F4943864104") && first.count == 70)
        let second = try bench.secure(0x00, 0x47, 0x80, 0x00).data
        #expect(second != first)
        #expect(try bench.secure(0x00, 0x47, 0x81, 0x00).data == second)
        try bench.personalise()
        try bench.setStatus(.personalised)
        #expect(try bench.secure(0x00, 0x47, 0x80, 0x00).status == .conditionsOfUseNotSatisfied)
    }

    @Test("SET STATUS takes only the transitions that exist, and a card isn't personalised half")
    func setStatus() throws {
        typealias State = CardApplication.LifeCycle
        let allowed: [State: [State]] = [
            .blank: [.blank, .personalised, .terminated],
            .personalised: [.personalised, .active, .terminated],
            .active: [.active, .suspended, .terminated], .suspended: [.suspended, .active, .terminated],
        ]
        for (from, targets) in allowed {
            for to in State.allCases {
                let bench = try CardBench.card(from)
                if from == .blank { try bench.personalise() } else { try bench.select() }
                if from != .blank { try bench.open(.issuer) }
                let answer = try bench.secure(0x80, 0xF0, 0x40, to.rawValue, CardApplication.aid.bytes).status
                #expect(
                    answer == (targets.contains(to) ? .success : .conditionsOfUseNotSatisfied),
                    "\(from) \(to)")
            }
        }
        let bench = try CardBench.card(.blank)
        try bench.select()
        try bench.open(.issuer, keys: .factory)
        #expect(
            try bench.secure(0x80, 0xF0, 0x40, 0x03, CardApplication.aid.bytes).status
                == .conditionsOfUseNotSatisfied)
        #expect(try bench.secure(0x80, 0xF0, 0x40, 0x01, [1, 2, 3, 4, 5, 6, 7, 8]).status == .incorrectData)
    }

    @Test("the log of taps keeps the last ten, and a plain tap needs an authentication of its own")
    func taps() throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        let authenticate = {
            try bench.transmit([0, 0x88, 0, 0, 32] + [UInt8](repeating: 1, count: 32) + [0])
        }
        let tap = { (n: UInt8) in
            try bench.transmit([0, 0xE2, 0, 0x40, 16] + [UInt8](repeating: n, count: 16)).status
        }
        for n in 1...12 as ClosedRange<UInt8> {
            #expect(try authenticate().status == .success)
            #expect(try tap(n) == .success)
            #expect(try tap(n) == .conditionsOfUseNotSatisfied)
        }
        #expect(try bench.verify(can: CardBench.can) == .success)
        #expect(
            try bench.transmit(hex("00B2014400")).data == [0, 0, 0, 12, 0] + [UInt8](repeating: 12, count: 16)
        )
        #expect(try bench.transmit(hex("00B2014500")).data.count == 10 * 21)
        #expect(try bench.transmit(hex("00B2034540")).data.count == 3 * 21)
        #expect(try bench.status("00B20A4400") == .success)
        #expect(try bench.status("00B20B4400") == .recordNotFound)
        try bench.open(.transport)
        #expect(try bench.secure(0x00, 0xE2, 0x00, 0x40, [UInt8](repeating: 9, count: 16)).status == .success)
        #expect(
            try bench.secure(0x00, 0xB2, 0x01, 0x44).data == [0, 0, 0, 12, 1]
                + [UInt8](repeating: 9, count: 16))
    }

    @Test("the log of accesses has role, file, terminal and time, once for each file and channel")
    func accesses() throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        try bench.open(.healthWorker)
        #expect(try bench.giveTerminal() == .success)
        for _ in 0..<3 { #expect(try bench.read(.medicalEmergency).status == .success) }
        #expect(try bench.read(.holder).status == .success)
        #expect(try bench.read(.social).status == .securityStatusNotSatisfied)
        try bench.select()
        #expect(try bench.verify(pin: CardBench.pin) == .success)
        #expect(
            try bench.transmit(hex("00B2014D00")).data
                == [0x11, 0x03] + CardBench.terminal + [0x11, 0x05] + CardBench.terminal)
    }

    @Test("an access that can't be recorded shows nothing")
    func tornAccess() throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        try bench.open(.healthWorker)
        #expect(try bench.giveTerminal() == .success)
        bench.slot.arm(.duringWrite(0, writtenPercent: 50))
        #expect(throws: CardTransportError.torn) { try bench.read(.medicalEmergency) }
    }

    @Test("terminating erases everything but the serial")
    func terminated() throws {
        let bench = try CardBench.card(.terminated)
        #expect(try bench.select().data.count < 80)
        #expect(try bench.transmit(hex("00CADF2300")).data == [0, 0, 0, 0])
        for command in ["00B0820000", "00CADF2000", "8050010008 0011223344556677 00", "00200001"] {
            #expect(try bench.status(command) == .conditionsOfUseNotSatisfied, "\(command)")
        }
    }
}
