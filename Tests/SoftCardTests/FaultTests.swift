import ISO7816
import Testing

@testable import SoftCard

@Suite("Faults and random commands")
struct FaultTests {
    @Test("broken answers reach the reader as they are meant to")
    func answers() throws {
        let bench = try CardBench.card(.active)
        let select = hex("00A4040008 F04B4152544B4101 00")
        let expected: [(CardFault, Result<Int, CardTransportError>)] = [
            (.emptyAnswer, .failure(.torn)), (.oneByte, .failure(.torn)),
            (.longAnswer(bytes: 65_538), .success(65_538)),
            (.longAnswer(bytes: 65_539), .failure(.responseTooLong(bytes: 65_539))),
            (.status(.noPreciseDiagnosis), .success(2)), (.endlessWrongLength, .success(2)),
            (.endlessMoreData, .success(3)),
        ]
        for (fault, outcome) in expected {
            bench.slot.fault = fault
            let transport = SoftCardTransport(bench.slot)
            let seen = Result { () throws(CardTransportError) in try transport.transmit(select).count }
            #expect(seen == outcome, "\(fault)")
        }
        bench.slot.fault = nil
        #expect(try bench.select().status == .success)
    }

    @Test(
        "a card that spoils what it stores is found out by the file table",
        arguments: [
            CardFault.droppedByteInWrites, .alteredByteInWrites,
        ])
    func spoiledWrites(_ fault: CardFault) throws {
        let bench = try CardBench.card(.personalised)
        try bench.select()
        try bench.open(.issuer)
        let group = dgi(0x0102, [0x00] + CardBench.record(.transport))
        #expect(try bench.store(group) == .success)
        let good = try bench.secure(0x00, 0xCA, 0xDF, 0x20).data
        bench.slot.fault = fault
        #expect(try bench.store(group) == .success)
        #expect(try bench.secure(0x00, 0xCA, 0xDF, 0x20).data != good)
        #expect(try bench.read(.transport).data != CardBench.record(.transport))
    }

    @Test("100 000 random commands don't trap the card, and leave its secrets where they were")
    func randomCommands() throws {
        var random = SplitMix(state: 0x4B_41_52_54)
        let instructions = CardApplication.Instruction.allCases.map(\.rawValue)
        let classes: [UInt8] = [0x00, 0x80, 0x04, 0x84, 0x10, 0x90, 0x01, 0xFF]
        let cards = try SoftCardProfile.allCases.map { try CardBench.card(.active, profile: $0) }
        for bench in cards { try bench.select() }
        for round in 0..<100_000 {
            let bench = cards[round % cards.count]
            var command: [UInt8] = []
            if random.next() % 4 != 0 {
                command = [
                    classes[Int(random.next() % 8)],
                    instructions[Int(random.next() % UInt64(instructions.count))],
                    random.byte(), random.byte(),
                ]
                let count = UInt8(random.next() % 20)
                if count > 0 { command += [count] + (0..<count).map { _ in random.byte() } }
                if random.next() % 2 == 0 { command.append(0) }
            } else {
                command = (0..<random.next() % 24).map { _ in random.byte() }
            }
            let answer = bench.slot.exchange(command)
            guard case .bytes(let bytes) = answer, bytes.count >= 2 else {
                Issue.record("no answer to \(command)")
                return
            }
        }
        for bench in cards {
            #expect(bench.slot.lifeCycle == .active)
            try bench.restart()
            _ = try bench.status("00A4040C08 F04B4152544B4101")
            #expect(try bench.open(.issuer) == .success)
        }
    }
}

/// A small generator with a seed, so that a failure can be repeated. SplitMix64, public domain.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }
}
