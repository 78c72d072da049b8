import ISO7816
import Testing

/// The tap's own way of talking to a card, against the ordinary one.
struct TapExchangeTests {
    private static let point = [UInt8]([0x02] + (1...32))
    private static let information = CardInformation(
        serial: Array(10..<20), lifeCycle: .active, extendedLimits: .extended, transportBytes: 300,
        compressedPublicKey: point)

    @Test("the short reader of the FCI and the long one agree on every FCI that is one byte off")
    func agreement() throws {
        let whole = Self.information.encoded()
        var accepted = 0
        for index in whole.indices {
            for value in UInt8.min...UInt8.max {
                var bytes = whole
                bytes[index] = value
                accepted += compare(bytes) ? 1 : 0
            }
        }
        for count in 0..<whole.count { #expect(!compare(Array(whole.prefix(count)))) }
        #expect(!compare(whole + [0]))
        #expect(accepted > whole.count)
        #expect(compare(CardInformation(serial: Array(0..<10), lifeCycle: .blank).encoded()))
    }

    /// Whether both read it; and that they read the same.
    private func compare(_ bytes: [UInt8]) -> Bool {
        let long: Result<CardInformation, AnswerFault> = Result { () throws(AnswerFault) in
            try CardInformation(parsing: bytes.span)
        }
        let short: Result<TapInformation, AnswerFault> = Result { () throws(AnswerFault) in
            try TapInformation(parsing: bytes.span)
        }
        switch (long, short) {
        case (.failure(let first), .failure(let second)):
            #expect(first == second)
            return false
        case (.success(let first), .success(let second)):
            #expect(first.lifeCycle == second.lifeCycle && first.transportBytes == second.transportBytes)
            #expect(first.serial == second.serial.indices.map { second.serial[$0] })
            #expect(second.hasPublicKey == (first.compressedPublicKey != nil))
            if let point = first.compressedPublicKey {
                #expect(point == second.compressedPublicKey.indices.map { second.compressedPublicKey[$0] })
            }
            return true
        default:
            Issue.record("one reads what the other doesn't: \(bytes)")
            return false
        }
    }

    @Test("a record of 300 bytes comes in two parts, byte for byte")
    func reading() throws {
        let record = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let card = ScriptedTap([Array(record[..<256]) + [0x90, 0x00], Array(record[256...]) + [0x90, 0x00]])
        let (result, read) = card.read(bytes: 300)
        #expect(result == .success(true))
        #expect(read == record)
        #expect(card.script.commands == [[0x00, 0xB0, 0x82, 0x00, 0x00], [0x00, 0xB0, 0x01, 0x00, 0x2C]])
    }

    @Test("6CXX is asked again with that Le, 61XX fetched")
    func transmissionT0() {
        let card = ScriptedTap([[0x6C, 0x02], [0x61, 0x02], [1, 0x61, 0x01], [2, 0x90, 0x00]])
        let (result, read) = card.read(bytes: 2)
        #expect(result == .success(true))
        #expect(read == [1, 2])
        #expect(
            card.script.commands == [
                [0x00, 0xB0, 0x82, 0x00, 0x02], [0x00, 0xB0, 0x82, 0x00, 0x02],
                [0x00, 0xC0, 0x00, 0x00, 0x02],
                [0x00, 0xC0, 0x00, 0x00, 0x01],
            ])
    }

    struct BadAnswer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answers: [[UInt8]]
        let error: CardError
    }

    private static let badAnswers: [BadAnswer] = [
        BadAnswer(testDescription: "nothing", answers: [[]], error: .transport(.torn)),
        BadAnswer(testDescription: "one byte", answers: [[0x90]], error: .transport(.torn)),
        BadAnswer(testDescription: "the card is gone", answers: [], error: .transport(.removed)),
        BadAnswer(
            testDescription: "6CXX for ever", answers: Array(repeating: [0x6C, 0x02], count: 9),
            error: .answer(.endlessWrongLength, instruction: 0xB0)),
        BadAnswer(
            testDescription: "61XX without data", answers: [[0x61, 0x02], [0x61, 0x02]],
            error: .answer(.endlessGetResponse, instruction: 0xB0)),
        BadAnswer(
            testDescription: "61XX for ever", answers: Array(repeating: [7, 0x61, 0x02], count: 600),
            error: .answer(.tooLong(bytes: 257), instruction: 0xC0)),
        BadAnswer(
            testDescription: "more than asked for", answers: [[1, 2, 3, 0x90, 0x00]],
            error: .answer(.tooLong(bytes: 3), instruction: 0xB0)),
        BadAnswer(
            testDescription: "9000 without data", answers: [[0x90, 0x00]],
            error: .answer(.length(bytes: 0), instruction: 0xB0)),
        BadAnswer(
            testDescription: "an error status", answers: [[0x69, 0x82]],
            error: .status(.securityStatusNotSatisfied, instruction: 0xB0)),
        BadAnswer(
            testDescription: "the end before the end", answers: [[1, 0x62, 0x82]],
            error: .status(.endOfFile, instruction: 0xB0)),
    ]

    @Test("a bad answer is told and never believed", arguments: badAnswers)
    func bad(_ answer: BadAnswer) {
        let (result, _) = ScriptedTap(answer.answers).read(bytes: 2)
        #expect(result == .failure(answer.error))
    }

    @Test("a card that gives one byte at a time is let go")
    func drip() {
        let card = ScriptedTap(Array(repeating: [1, 0x90, 0x00], count: 500))
        #expect(card.read(bytes: 500).0 == .failure(.answer(.length(bytes: 4), instruction: 0xB0)))
        #expect(card.script.commands.count == TapExchange.readsMax)
    }

    @Test("a card that lost its record has none; one that tells more than the file holds isn't asked")
    func lengths() {
        #expect(ScriptedTap([[0x6A, 0x82]]).read(bytes: 2).0 == .success(false))
        #expect(ScriptedTap([]).read(bytes: 0).0 == .success(false))
        let long = ScriptedTap([])
        #expect(long.read(bytes: 513).0 == .failure(.answer(.recordTooLong(bytes: 513), instruction: 0xB0)))
        #expect(long.script.commands.isEmpty)
    }

    @Test("INTERNAL AUTHENTICATE: counter and signature, or nothing")
    func authentication() throws {
        let answer = [0x01, 0x02, 0x03, 0x04] + (0..<64).map { UInt8($0) }
        var card = ScriptedTap([answer + [0x90, 0x00]])
        let challenge = [UInt8](repeating: 0xAB, count: 32)
        var exchange = TapExchange()
        let found = try exchange.authenticate(challenge: challenge.span, over: &card)
        #expect(found.counter == 0x0102_0304)
        #expect(found.signature.indices.map { found.signature[$0] } == Array(0..<64))
        #expect(card.script.commands == [[0x00, 0x88, 0x00, 0x00, 0x20] + challenge + [0x44]])

        var short = ScriptedTap([answer.dropLast() + [0x90, 0x00]])
        #expect(throws: CardError.answer(.length(bytes: 67), instruction: 0x88)) {
            _ = try exchange.authenticate(challenge: challenge.span, over: &short)
        }
    }
}

/// A card that answers what it was told to, and is gone then.
private struct ScriptedTap: TapTransport {
    final class Script {
        var answers: [[UInt8]]
        var commands: [[UInt8]] = []
        init(_ answers: [[UInt8]]) { self.answers = answers }
    }

    let script: Script

    init(_ answers: [[UInt8]]) { script = Script(answers) }

    mutating func transmit(
        _ command: Span<UInt8>, into response: inout MutableSpan<UInt8>
    ) throws(CardTransportError) -> Int {
        script.commands.append(command.indices.map { command[$0] })
        guard !script.answers.isEmpty else { throw .removed }
        let answer = script.answers.removeFirst()
        for index in answer.indices { response[index] = answer[index] }
        return answer.count
    }

    func read(bytes: Int) -> (Result<Bool, CardError>, [UInt8]) {
        var exchange = TapExchange()
        var buffer = RecordBuffer()
        var card = self
        let result: Result<Bool, CardError>
        do throws(CardError) {
            result = .success(try exchange.readTransport(bytes: bytes, into: &buffer, over: &card))
        } catch { result = .failure(error) }
        let read = buffer.span
        return (result, read.indices.map { read[$0] })
    }
}
