import ISO7816
import Testing

@Suite("ATR")
struct ATRTests {
    @Test(
        "ATRs of cards in the field are read",
        arguments: [
            // MIFARE DESFire as PC/SC part 3 has it, JCOP 2.4.1, the German identity card, the two cards of
            // pyscard's guide (one T=0, one T=1), and the shortest of all.
            ("3B8180018080", [0, 1]), ("3BF81300008131FE454A434F5076323431B7", [1]),
            ("3B8A80018031F873F741E082900075", [0, 1]), ("3B16942002010000 0D", [0]),
            ("3BE6000081214532 4B010101017A", [1]), ("3B00", [0]),
        ] as [(String, [UInt8])])
    func known(_ text: String, _ protocols: [UInt8]) throws {
        let bytes = try #require(Hex.bytes(of: text))
        let atr = try ATR(parsing: bytes.span)
        #expect(atr.protocols == protocols)
        #expect(atr.bytes == bytes)
        for count in 0..<bytes.count {
            #expect(throws: ATRError.self) { try ATR(parsing: Array(bytes.prefix(count)).span) }
        }
        #expect(throws: ATRError.self) { try ATR(parsing: (bytes + [0]).span) }
    }

    @Test("a changed byte breaks the check", arguments: 1..<16)
    func check(_ index: Int) {
        var bytes = CardApplication.atr
        bytes[index] ^= 0x04
        #expect(throws: ATRError.self) { try ATR(parsing: bytes.span) }
    }

    @Test("our own ATR says T=1, extended length and KARTK")
    func own() throws {
        let bytes = CardApplication.atr
        let atr = try ATR(parsing: bytes.span)
        #expect(atr.protocols == [0, 1])
        #expect(atr.saysExtendedLength)
        #expect(atr.historicalObjects.map(\.tag) == [7, 6])
        #expect(atr.historicalObjects.last?.value == Array("KARTK".utf8))
    }
}

@Suite("Traces")
struct TraceTests {
    /// Collects what a tracing transport tells.
    final class Recorder {
        var exchanges: [CardTrace.Exchange] = []
    }

    func record(_ mask: TraceMask) throws -> (trace: CardTrace, tap: Tap) {
        let card = ScriptedCard([
            Sample.fci(), [0x63, 0xC2], [UInt8](repeating: 0x77, count: 200) + [0x90, 0],
            [UInt8](repeating: 9, count: 68) + [0x90, 0],
        ])
        let recorder = Recorder()
        let tracing = TracingTransport(ScriptedTransport(card: card), mask: mask) {
            recorder.exchanges.append($0)
        }
        var selected = try SelectedCard(selecting: tracing)
        let block = try pinBlock("987654")
        _ = try selected.verify(.can, block)
        let tap = try selected.tap(challenge: [UInt8](repeating: 0, count: 32))
        return (CardTrace(atr: CardApplication.atr, exchanges: recorder.exchanges), tap)
    }

    @Test("a recorded conversation replays to the same result")
    func replay() throws {
        let (trace, tap) = try record(.secretsOnly)
        let read = try CardTrace(text: trace.text)
        #expect(read == trace)
        var selected = try SelectedCard(selecting: ReplayTransport(read))
        let block = try pinBlock("111111")
        let outcome = try selected.verify(.can, block)
        #expect(outcome == .wrong(triesLeft: 2))
        let again = try selected.tap(challenge: [UInt8](repeating: 0, count: 32))
        #expect(again == tap)
        let replay = selected.finish()
        #expect(replay.isFinished)
    }

    @Test("no PIN and no record's byte is in a trace that may be logged")
    func masked() throws {
        let (trace, _) = try record(.personalData)
        #expect(!trace.text.contains("98 76 54"))
        #expect(!trace.text.contains("77"))
        #expect(trace.text.contains("> 00 20 00 02 08 ?? ?? ?? ?? ?? ?? ?? ??"))
        let (open, _) = try record(.secretsOnly)
        #expect(!open.text.contains("98 76 54"))
        #expect(open.text.contains("77"))
    }

    @Test("another command than the trace's is no answer")
    func other() throws {
        let (trace, _) = try record(.secretsOnly)
        var replay = ReplayTransport(trace)
        #expect(throws: CardTransportError.reader(code: ReplayTransport.otherCommandCode)) {
            try replay.transmit([0, 0xB0, 0x82, 0, 0])
        }
    }

    @Test("failures are told and played")
    func failures() throws {
        let failures: [CardTransportError] = [
            .removed, .reset, .torn, .timeout, .commandTooLong(bytes: 300), .responseTooLong(bytes: 70_000),
            .reader(code: -2_146_435_050),
        ]
        let trace = CardTrace(
            exchanges: failures.map { .init(command: [0, 0xB0, 0, 0], outcome: .failure($0)) })
        var replay = ReplayTransport(try CardTrace(text: trace.text))
        for failure in failures {
            #expect(throws: failure) { try replay.transmit([0, 0xB0, 0, 0]) }
        }
    }

    @Test(
        "text that is no trace is refused, with its line",
        arguments: [
            ("> 00\n> 00", .order(line: 2)), ("< 9000", .order(line: 1)),
            ("> 0g\n< 9000", .hexadecimal(line: 1)),
            ("> 00", .order(line: 1)), ("hello", .mark(line: 1)), ("> 00\n! fire", .mark(line: 2)),
            ("# ATR: 3", .hexadecimal(line: 1)),
        ] as [(String, CardTraceError)])
    func noTrace(_ text: String, _ error: CardTraceError) {
        #expect(throws: error) { try CardTrace(text: text) }
    }
}
