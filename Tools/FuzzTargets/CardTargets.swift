import ISO7816
import SoftCard

/// What a card, a reader or a terminal may send.
let cardTargets = [
    FuzzTarget(name: "ber-tlv") { input in
        guard let objects = try? BERTLV.parse(input) else { return }
        let encoded = objects.flatMap { $0.encoded() }
        expect(encoded == input.array, "accepted data objects encode to the same bytes")
    },
    FuzzTarget(name: "command-apdu") { input in
        guard let command = try? CommandAPDU(parsing: input) else { return }
        expect((try? command.encoded()) == input.array, "an accepted command encodes to the same bytes")
        _ = command.description
    },
    FuzzTarget(name: "response-apdu") { input in
        guard let response = try? ResponseAPDU(parsing: input) else { return }
        expect(response.encoded() == input.array, "an accepted response encodes to the same bytes")
        _ = response.description
        if let objects = try? BERTLV.parse(response.data.span) {
            expect(objects.count <= input.count, "bounded")
        }
    },
    FuzzTarget(name: "atr") { input in
        guard let atr = try? ATR(parsing: input) else { return }
        expect(atr.bytes == input.array, "an accepted ATR is the bytes that came in")
        _ = (atr.protocols, atr.historicalObjects, atr.saysExtendedLength, atr.description)
    },
    FuzzTarget(name: "trace-text") { input in
        guard let trace = try? CardTrace(text: String(decoding: input.array, as: UTF8.self)) else { return }
        expect((try? CardTrace(text: trace.text)) == trace, "a trace's text says the same trace")
    },
    FuzzTarget(name: "host-session") { input in
        // The whole conversation of a tap and of a reading, with a card that answers whatever it likes.
        guard var card = try? SelectedCard(selecting: WildCard(input)) else { return }
        _ = try? card.tap(challenge: [UInt8](repeating: 7, count: 32))
        for file in CardApplication.File.allCases { _ = try? card.read(file) }
        _ = try? card.taps()
        _ = try? card.accesses()
        _ = try? card.verificationState()
    },
    FuzzTarget(name: "tap-information") { input in
        let long = try? CardInformation(parsing: input)
        let short = try? TapInformation(parsing: input)
        expect((long == nil) == (short == nil), "both readers of an FCI accept the same")
        expect(long?.transportBytes == short?.transportBytes, "and read the same length")
        expect(long?.lifeCycle == short?.lifeCycle, "and the same state")
        expect((long?.compressedPublicKey != nil) == (short?.hasPublicKey ?? false), "and the same key")
    },
    FuzzTarget(name: "tap") { input in
        var card = TapOver(WildCard(input))
        var exchange = TapExchange()
        var record = RecordBuffer()
        guard let information = try? exchange.select(over: &card) else { return }
        let isRead = try? exchange.readTransport(
            bytes: information.transportBytes, into: &record, over: &card)
        expect(isRead != true || record.count == information.transportBytes, "a record is read whole")
        let challenge = [UInt8](repeating: 7, count: 32)
        _ = try? exchange.authenticate(challenge: challenge.span, over: &card)
    },
    FuzzTarget(name: "soft-card") { input in
        guard let slot = try? blankCard() else { return }
        for command in pieces(of: input) {
            guard case .bytes(let answer) = slot.exchange(command) else { continue }
            expect(answer.count >= 2, "a card answers at least a status word")
            expect((try? ResponseAPDU(parsing: answer.span)) != nil, "a card's answer is a response APDU")
        }
        expect(
            slot.lifeCycle == .blank || slot.lifeCycle == .terminated,
            "nothing changes a card without its keys")
    },
]

/// Answers with the input's pieces in turn, and is gone when they are used up.
private struct WildCard: CardTransport {
    private var answers: [[UInt8]]
    var limits: TransportLimits { .extended }

    init(_ input: Span<UInt8>) { answers = pieces(of: input).reversed() }

    mutating func transmit(_ command: [UInt8]) throws(CardTransportError) -> [UInt8] {
        guard let answer = answers.popLast() else { throw .removed }
        return answer
    }
}

/// The input cut up: each piece has its length before it, as two bytes.
private func pieces(of input: Span<UInt8>) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var offset = 0
    while offset + 2 <= input.count {
        let count = min(Int(input[offset]) << 8 | Int(input[offset + 1]), input.count - offset - 2)
        pieces.append(input.extracting((offset + 2)..<(offset + 2 + count)).array)
        offset += 2 + count
    }
    return pieces
}

private func blankCard() throws -> SoftCardSlot {
    let key = [UInt8](0x40...0x4F)
    let slot = try SoftCardSlot.volatile(
        serial: [UInt8](repeating: 9, count: 10),
        factoryKeys: try FactoryKeys(
            masterKeyVersion: 255, encryption: key, authentication: key, dataEncryption: key),
        clock: SoftCardClock { 0 })
    try slot.powerOn()
    return slot
}
