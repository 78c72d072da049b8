import ISO7816
import Testing

@testable import SoftCard

@Suite("PIN, PUK and CAN")
struct VerificationTests {
    private func active() throws -> CardBench {
        let bench = try CardBench.card(.active)
        try bench.select()
        return bench
    }

    /// PIN tries ‖ PUK tries ‖ CAN delay.
    private func state(_ bench: CardBench) throws -> [UInt8] { try bench.transmit(hex("00CADF2300")).data }

    @Test("the third wrong PIN blocks it, and the right one doesn't help then")
    func threeTries() throws {
        let bench = try active()
        #expect(try bench.verify(pin: "0000").rawValue == 0x63C2)
        #expect(try bench.verify(pin: "0000").rawValue == 0x63C1)
        #expect(try bench.status("00200001").rawValue == 0x63C1)
        #expect(try bench.verify(pin: "0000").rawValue == 0x63C0)
        #expect(try bench.verify(pin: CardBench.pin) == .authenticationMethodBlocked)
        #expect(try bench.status("00200001") == .authenticationMethodBlocked)
        #expect(try state(bench) == [0, 10, 0, 0])
    }

    @Test("a right PIN gives its tries back")
    func triesBack() throws {
        let bench = try active()
        #expect(try bench.verify(pin: "0000").rawValue == 0x63C2)
        #expect(try bench.verify(pin: CardBench.pin) == .success)
        #expect(try bench.status("00200001") == .success)
        #expect(try state(bench) == [3, 10, 0, 0])
        #expect(try bench.verify(pin: "0000").rawValue == 0x63C2)
        #expect(try bench.status("00200001").rawValue == 0x63C2)
    }

    @Test(
        "a block that is none uses no try",
        arguments: [
            "00200001 08 14 1234FFFFFFFFFF", "00200001 08 23 123FFFFFFFFFFF", "00200001 08 24 12A4FFFFFFFFFF",
            "00200001 08 24 12345FFFFFFFFF", "00200002 08 24 1234FFFFFFFFFF",
        ])
    func malformedBlock(_ command: String) throws {
        let bench = try active()
        #expect(try bench.status(command) == .incorrectData)
        #expect(try state(bench) == [3, 10, 0, 0])
    }

    @Test("no tear inside VERIFY gives a free try, and none costs more than one")
    func tearInVerify() throws {
        for tear in TearProgress(commands: 1, writes: 2).tears() {
            let bench = try active()
            bench.slot.arm(tear)
            _ = try? bench.verify(pin: "0000")
            try bench.restart()
            try bench.select()
            let left = try state(bench)[0]
            // Counted, unless the try never reached the card or its counting was torn, and then nothing was
            // compared.
            switch tear {
            case .beforeCommand, .duringWrite(0, 0): #expect(left == 3, "\(tear)")
            case .duringWrite(0, 1...99): #expect(left == 2 || left == 3, "\(tear)")
            default: #expect(left == 2, "\(tear)")
            }
        }
    }

    @Test("three guesses with the power cut before each answer are three guesses")
    func tornGuesses() throws {
        let bench = try active()
        for left in [2, 1, 0] as [UInt8] {
            bench.slot.arm(.afterCommand(0))
            #expect(throws: CardTransportError.torn) { try bench.verify(pin: "0000") }
            try bench.restart()
            try bench.select()
            #expect(try state(bench)[0] == left)
        }
        #expect(try bench.verify(pin: CardBench.pin) == .authenticationMethodBlocked)
    }

    @Test("the PUK sets a new PIN, ten wrong ones end it")
    func puk() throws {
        let bench = try active()
        let reset = { (puk: String, pin: String) in
            try bench.transmit([0, 0x2C, 0, 1, 16] + pinBlock(puk) + pinBlock(pin)).status
        }
        for _ in 0..<3 { _ = try bench.verify(pin: "0000") }
        #expect(try reset("11111111", "4321").rawValue == 0x63C9)
        #expect(try reset(CardBench.puk, "4321") == .success)
        #expect(try bench.status("00200001").rawValue == 0x63C3)
        #expect(try bench.verify(pin: CardBench.pin).rawValue == 0x63C2)
        #expect(try bench.verify(pin: "4321") == .success)
        #expect(try state(bench) == [3, 10, 0, 0])
        for left in (0..<10).reversed() {
            #expect(try reset("11111111", "4321").rawValue == 0x63C0 | UInt16(left))
        }
        #expect(try reset(CardBench.puk, "4321") == .authenticationMethodBlocked)
    }

    @Test("CHANGE REFERENCE DATA wants the old PIN and a new one that is one")
    func change() throws {
        let bench = try active()
        let change = { (old: String, new: [UInt8]) in
            try bench.transmit([0, 0x24, 0, 1, 16] + pinBlock(old) + new).status
        }
        #expect(try change("0000", pinBlock("5678")).rawValue == 0x63C2)
        #expect(try change(CardBench.pin, [UInt8](repeating: 0xFF, count: 8)) == .incorrectData)
        #expect(try state(bench)[0] == 2)
        #expect(try change(CardBench.pin, pinBlock("567890")) == .success)
        #expect(try bench.verify(pin: "567890") == .success)
        #expect(try bench.verify(pin: CardBench.pin).rawValue == 0x63C2)
    }

    @Test("the issuer unblocks the PIN, with a new one or the old")
    func issuerUnblocks() throws {
        let bench = try active()
        for _ in 0..<3 { _ = try bench.verify(pin: "0000") }
        #expect(try bench.status("002C0301") == .securityStatusNotSatisfied)
        try bench.open(.issuer)
        #expect(try bench.secure(0x00, 0x2C, 0x03, 0x01).status == .success)
        #expect(try bench.secure(0x00, 0x2C, 0x02, 0x01, pinBlock("9999")).status == .success)
        try bench.select()
        #expect(try bench.verify(pin: "9999") == .success)
        try bench.open(.socialWorker)
        #expect(try bench.secure(0x00, 0x2C, 0x03, 0x01).status == .securityStatusNotSatisfied)
    }

    @Test(
        "from the third wrong CAN on a delay doubles, has to pass under power, and begins anew after power-on"
    )
    func canDelay() throws {
        let bench = try active()
        for _ in 0..<2 { #expect(try bench.verify(can: "000000") == .verificationFailed) }
        #expect(try state(bench)[2...] == [0, 0])
        for seconds in [1, 2, 4, 8] as [UInt8] {
            #expect(try bench.verify(can: "000000") == .verificationFailed)
            #expect(try state(bench)[2...] == [0, seconds])
            #expect(try bench.verify(can: CardBench.can) == .authenticationMethodBlocked)
            bench.time.advance(milliseconds: UInt64(seconds) * 1_000 - 1)
            #expect(try bench.verify(can: CardBench.can) == .authenticationMethodBlocked)
            bench.time.advance(milliseconds: 1)
        }
        try bench.restart()
        try bench.select()
        #expect(try state(bench)[2...] == [0, 8])
        bench.time.advance(milliseconds: 8_000)
        #expect(try bench.verify(can: CardBench.can) == .success)
        #expect(try bench.verify(can: "000000") == .verificationFailed)
        #expect(try state(bench)[2...] == [0, 0])
    }

    @Test("the CAN's delay ends growing at 2048 seconds")
    func canDelayLimit() throws {
        let bench = try active()
        for _ in 0..<300 {
            #expect(try bench.verify(can: "000000") == .verificationFailed)
            bench.time.advance(milliseconds: 2_048_000)
        }
        #expect(try bench.verify(can: "000000") == .verificationFailed)
        #expect(try state(bench)[2...] == [0x08, 0x00])
    }

    @Test("no tear inside VERIFY of the CAN gives a free try")
    func tearInCAN() throws {
        let torn = Tear.duringWrite(1, writtenPercent: 0)
        for tear in [Tear.duringWrite(0, writtenPercent: 100), .afterCommand(0), torn] {
            let bench = try active()
            for _ in 0..<2 { _ = try bench.verify(can: "000000") }
            bench.slot.arm(tear)
            _ = try? bench.verify(can: tear == torn ? CardBench.can : "000000")
            try bench.restart()
            try bench.select()
            #expect(try state(bench)[2...] == [0, 1], "\(tear)")
        }
    }

    @Test("P implies C; a reset takes both")
    func statusP() throws {
        let bench = try active()
        #expect(try bench.status("00200002") == .verificationFailed)
        #expect(try bench.verify(pin: CardBench.pin) == .success)
        #expect(try bench.status("00200002") == .success)
        bench.slot.reset()
        try bench.select()
        #expect(try bench.status("00200001").rawValue == 0x63C3)
        #expect(try bench.status("00200002") == .verificationFailed)
    }
}
