import ISO7816
import Testing

/// Answers from a list; the last one again and again.
final class ScriptedCard {
    var answers: [[UInt8]]
    var commands: [[UInt8]] = []

    init(_ answers: [[UInt8]]) { self.answers = answers }
}

struct ScriptedTransport: CardTransport {
    let card: ScriptedCard
    var limits = TransportLimits.extended

    mutating func transmit(_ command: [UInt8]) throws(CardTransportError) -> [UInt8] {
        card.commands.append(command)
        guard let answer = card.answers.first else { throw .removed }
        if card.answers.count > 1 { card.answers.removeFirst() }
        return answer
    }
}

struct NoPINBlock: Error {}

func pinBlock(_ digits: String) throws(NoPINBlock) -> PINBlock {
    let text = Array(digits.utf8)
    guard let block = PINBlock(digits: text.span) else { throw NoPINBlock() }
    return block
}

enum Sample {
    static let serial: [UInt8] = Array(0x10...0x19)

    static func fci(transportBytes: Int = 200, extended: Bool = false) -> [UInt8] {
        CardInformation(
            serial: serial, lifeCycle: .active,
            extendedLimits: extended
                ? TransportLimits(commandBytesMax: 4096, responseBytesMax: 4096) : nil,
            transportBytes: transportBytes
        ).encoded() + [0x90, 0x00]
    }

    static func selected(_ answers: [[UInt8]], fci: [UInt8] = fci()) throws(CardError) -> (
        ScriptedCard, () throws(CardError) -> SelectedCard<ScriptedTransport>
    ) {
        let card = ScriptedCard([fci] + answers)
        return (
            card, { () throws(CardError) in try SelectedCard(selecting: ScriptedTransport(card: card)) }
        )
    }
}

/// What a bad card says to READ BINARY of SOCIAL, and the error that it has to end in.
struct BadAnswer: Sendable, CustomTestStringConvertible {
    let name: String
    let answers: [[UInt8]]
    let error: CardError
    /// Commands after SELECT that may be spent on it.
    let commandsMax: Int

    var testDescription: String { name }

    static let read = CardApplication.Instruction.readBinary.rawValue
    static let all: [BadAnswer] = [
        .init(name: "0 bytes", answers: [[]], error: .transport(.torn), commandsMax: 1),
        .init(name: "1 byte", answers: [[0x90]], error: .transport(.torn), commandsMax: 1),
        .init(
            name: "more than any answer has", answers: [[UInt8](repeating: 0, count: 65_539)],
            error: .transport(.responseTooLong(bytes: 65_539)), commandsMax: 1),
        .init(
            name: "more than Ne", answers: [[UInt8](repeating: 0, count: 257) + [0x90, 0]],
            error: .answer(.tooLong(bytes: 257), instruction: read), commandsMax: 1),
        .init(
            name: "9000 without data", answers: [[0x90, 0]],
            error: .answer(.length(bytes: 0), instruction: read), commandsMax: 1),
        .init(
            name: "6CXX for ever", answers: [[0x6C, 0x10]],
            error: .answer(.endlessWrongLength, instruction: read), commandsMax: 3),
        .init(
            name: "61XX for ever, without data", answers: [[0x61, 0x10]],
            error: .answer(.endlessGetResponse, instruction: read), commandsMax: 3),
        .init(
            name: "61XX for ever, with data", answers: [[UInt8](repeating: 1, count: 16) + [0x61, 0x10]],
            error: .answer(.tooLong(bytes: 272), instruction: read), commandsMax: 17),
        .init(
            name: "6F00", answers: [[0x6F, 0]], error: .status(.noPreciseDiagnosis, instruction: read),
            commandsMax: 1),
        .init(
            name: "a status of no standard", answers: [[0x12, 0x34]],
            error: .status(StatusWord(rawValue: 0x1234), instruction: read), commandsMax: 1),
        .init(
            name: "a file without end", answers: [[UInt8](repeating: 1, count: 256) + [0x90, 0]],
            error: .answer(.recordTooLong(bytes: 2304), instruction: read), commandsMax: 9),
    ]
}

@Suite("Cards that misbehave")
struct BadCardTests {
    @Test("READ BINARY ends in a typed error within a bound", arguments: BadAnswer.all)
    func read(_ bad: BadAnswer) throws {
        let (card, select) = try Sample.selected(bad.answers)
        #expect(throws: bad.error) {
            var selected = try select()
            _ = try selected.read(.social)
        }
        #expect(card.commands.count - 1 <= bad.commandsMax)
    }

    @Test(
        "SELECT that answers 9000 with anything but an FCI is refused",
        arguments: 0..<Sample.fci().count - 2)
    func shortFCI(_ count: Int) {
        let card = ScriptedCard([Array(Sample.fci().prefix(count)) + [0x90, 0]])
        #expect(throws: CardError.answer(.dataObjects, instruction: 0xA4)) {
            _ = try SelectedCard(selecting: ScriptedTransport(card: card))
        }
    }

    @Test("a short answer to INTERNAL AUTHENTICATE is refused", arguments: [0, 1, 4, 67, 69])
    func shortAuthentication(_ count: Int) throws {
        let (_, select) = try Sample.selected([[UInt8](repeating: 1, count: count) + [0x90, 0]])
        #expect(throws: CardError.self) {
            var selected = try select()
            _ = try selected.authenticate(challenge: [UInt8](repeating: 0, count: 32))
        }
    }

    @Test("a fault of the transport comes through, at every command of a tap", arguments: 0..<3)
    func transportFaults(_ position: Int) throws {
        for error in [CardTransportError.removed, .reset, .torn, .timeout, .reader(code: 5)] {
            let card = ScriptedCard([
                Sample.fci(), [UInt8](repeating: 7, count: 200) + [0x90, 0],
                [UInt8](repeating: 9, count: 68) + [0x90, 0],
            ])
            #expect(throws: CardError.transport(error)) {
                let faulty = FaultTransport(ScriptedTransport(card: card), .lost(error), at: position)
                var selected = try SelectedCard(selecting: faulty)
                _ = try selected.tap(challenge: [UInt8](repeating: 0, count: 32))
            }
        }
    }
}

@Suite("Card session")
struct CardSessionTests {
    @Test("a tap takes three exchanges, and its commands are these")
    func tap() throws {
        let record = [UInt8](repeating: 7, count: 200)
        let (card, select) = try Sample.selected([
            record + [0x90, 0], [0, 0, 1, 2] + [UInt8](repeating: 9, count: 64) + [0x90, 0],
        ])
        var selected = try select()
        let tap = try selected.tap(challenge: [UInt8](repeating: 0xC3, count: 32))
        #expect(tap.record == record)
        #expect(tap.authentication.counter == 258)
        #expect(tap.information.serial == Sample.serial)
        #expect(
            tap.authentication.signedMessage
                == Array("KARTKA-AUTH-v1".utf8) + [UInt8](repeating: 0xC3, count: 32) + [0, 0, 1, 2])
        #expect(
            card.commands == [
                [0, 0xA4, 4, 0, 8, 0xF0, 0x4B, 0x41, 0x52, 0x54, 0x4B, 0x41, 1, 0],
                [0, 0xB0, 0x82, 0, 200],
                [0, 0x88, 0, 0, 32] + [UInt8](repeating: 0xC3, count: 32) + [68],
            ])
    }

    @Test("a TRANSPORT record of 256 bytes is one READ BINARY")
    func wholeShortRecord() throws {
        let record = [UInt8](repeating: 7, count: 256)
        let (card, select) = try Sample.selected(
            [record + [0x90, 0], [0x6B, 0]], fci: Sample.fci(transportBytes: 256))
        var selected = try select()
        let found = try selected.read(.transport)
        #expect(found == record)
        #expect(card.commands.count == 2)
    }

    @Test("a long file is read in chunks by offset", arguments: [300, 511, 512, 513])
    func chunks(_ count: Int) throws {
        let record = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let parts = stride(from: 0, to: count, by: 256).map {
            Array(record[$0..<min($0 + 256, count)]) + [0x90, 0]
        }
        let (card, select) = try Sample.selected(parts + [[0x6B, 0]])
        var selected = try select()
        let found = try selected.read(.social)
        #expect(found == record)
        #expect(card.commands[1] == [0, 0xB0, 0x84, 0, 0])
        #expect(card.commands[2] == [0, 0xB0, 1, 0, 0])
    }

    @Test("with extended length a long file is one READ BINARY")
    func extended() throws {
        let record = [UInt8](repeating: 3, count: 2000)
        let (card, select) = try Sample.selected(
            [record + [0x62, 0x82]], fci: Sample.fci(extended: true))
        var selected = try select()
        let found = try selected.read(.social)
        #expect(found == record)
        #expect(card.commands[1] == [0, 0xB0, 0x84, 0, 0, 0x0F, 0xFE])
    }

    @Test("no record is nil, not an error")
    func noRecord() throws {
        let (_, select) = try Sample.selected([[0x6A, 0x82]])
        var selected = try select()
        let found = try selected.read(.social)
        #expect(found == nil)
    }

    @Test("61XX and 6CXX are followed")
    func transmission() throws {
        let (card, select) = try Sample.selected([
            [0x6C, 3], [0x61, 3], [1, 2, 0x61, 1], [3, 0x90, 0],
        ])
        var selected = try select()
        let answer = try selected.send(
            CommandAPDU(cla: 0, ins: 0xCA, p1: 0xDF, p2: 0x22, responseBytesMax: 256))
        #expect(answer == ResponseAPDU(data: [1, 2, 3], status: .success))
        #expect(
            card.commands.dropFirst() == [
                [0, 0xCA, 0xDF, 0x22, 0], [0, 0xCA, 0xDF, 0x22, 3], [0, 0xC0, 0, 0, 3], [0, 0xC0, 0, 0, 1],
            ])
    }

    @Test("long data go in a chain where there is no extended length")
    func chaining() throws {
        let (card, select) = try Sample.selected([[0x90, 0]])
        var selected = try select()
        let data = (0..<600).map { UInt8(truncatingIfNeeded: $0) }
        _ = try selected.send(CommandAPDU(cla: 0, ins: 0xDA, p1: 1, p2: 2, data: data))
        #expect(card.commands.dropFirst().map { $0[0] } == [0x10, 0x10, 0x00])
        #expect(card.commands.dropFirst().flatMap { $0[5...] } == data)
    }

    @Test(
        "what VERIFY answers is an outcome",
        arguments: [
            (0x9000, VerificationOutcome.verified), (0x63C2, .wrong(triesLeft: 2)),
            (0x63C0, .wrong(triesLeft: 0)), (0x6983, .blocked), (0x6984, .notSet),
        ] as [(UInt16, VerificationOutcome)])
    func verify(_ status: UInt16, _ outcome: VerificationOutcome) throws {
        let word = StatusWord(rawValue: status)
        let (card, select) = try Sample.selected([[word.sw1, word.sw2]])
        var selected = try select()
        let block = try pinBlock("1234")
        let found = try selected.verify(.pin, block)
        #expect(found == outcome)
        #expect(card.commands[1] == [0, 0x20, 0, 1, 8, 0x24, 0x12, 0x34, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
    }
}
