internal import CPCSC
public import ISO7816

/// The card, for as long as ``CardReader/withCard(_:_:)`` lends it: nobody else gets a command in between.
///
/// It never crosses an `await`, so nothing can slip between two commands of a secure channel. After
/// `.removed`, `.torn`, `.timeout` and `.reader` it is dead: every further command is answered by the same
/// error and sends nothing. After `.reset` it is alive again, but the card has forgotten what was selected and
/// authenticated.
@safe public struct CardTransaction: ~Copyable, CardTransport {
    public let reader: String
    /// The protocol that reader and card agreed on.
    public private(set) var activeProtocol: CardProtocols
    /// The card's answer to reset, 2…33 bytes.
    public private(set) var atr: [UInt8]
    /// What happens to the card at the end.
    public var disposition: CardDisposition
    /// Set once no further command can reach the card.
    public private(set) var failure: CardTransportError?

    let wire: CardWire
    private let sharing: CardAccess.Sharing
    private let answerMillisecondsMax: Int

    /// T=0 has no extended lengths: what is longer has to be chained. ISO/IEC 7816-3 §12.2.
    public var limits: TransportLimits { activeProtocol == .t0 ? .short : .extended }

    init(reader: String, wire: CardWire, activeProtocol: UInt32, access: CardAccess) throws(PCSCError) {
        self.reader = reader
        self.wire = wire
        self.activeProtocol = CardProtocols(rawValue: activeProtocol)
        atr = try Self.atr(of: wire.card)
        sharing = access.sharing
        answerMillisecondsMax = access.answerMillisecondsMax
        disposition = access.disposition
    }

    public mutating func transmit(_ command: [UInt8]) throws(CardTransportError) -> [UInt8] {
        if let failure { throw failure }
        guard command.count <= limits.commandBytesMax else {
            throw .commandTooLong(bytes: command.count)
        }
        let sent = activeProtocol == .t0 ? Self.withoutExpectedLength(command) : command
        let answer: [UInt8]?
        do throws(PCSCError) {
            answer = try wire.transmit(
                sent, protocol: activeProtocol, answerMillisecondsMax: answerMillisecondsMax)
        } catch { throw failed(error) }
        guard let answer else { throw dead(.timeout) }
        // A card that leaves within a command is answered as success with no bytes.
        guard answer.count >= 2 else { throw dead(.torn) }
        guard answer.count <= limits.responseBytesMax else { throw dead(.responseTooLong(bytes: answer.count)) }
        return answer
    }

    /// Resets the card and keeps it: afterwards nothing is selected or authenticated, and what is read comes
    /// from the card's memory, not from what it remembered of the last write.
    public mutating func reset(_ kind: Reset = .cold) throws(CardTransportError) {
        if let failure { throw failure }
        try reconnect(initialisation: kind == .cold ? .unpower : .reset)
    }

    /// ISO/IEC 7816-3 §6.2: with or without taking the card's power away.
    public enum Reset: Sendable { case warm, cold }

    private mutating func reconnect(initialisation: CardDisposition) throws(CardTransportError) {
        var agreed: UInt32 = 0
        let code = unsafe cpcsc_reconnect(
            wire.card, sharing.mode, activeProtocol.rawValue, initialisation.rawValue, &agreed)
        guard code == 0 else { throw dead(Self.transportError(PCSCError(rawValue: code))) }
        activeProtocol = CardProtocols(rawValue: agreed)
        do throws(PCSCError) { atr = try Self.atr(of: wire.card) } catch {
            throw dead(Self.transportError(error))
        }
    }

    private static func atr(of card: Int64) throws(PCSCError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(CPCSC_ATR_BYTES_MAX))
        var count = 0
        try check(unsafe cpcsc_atr(card, &bytes, &count))
        return Array(bytes.prefix(count))
    }

    private mutating func failed(_ error: PCSCError) -> CardTransportError {
        guard error == .resetCard else { return dead(Self.transportError(error)) }
        // The handle is of no use until it is connected again; the transaction went with the reset.
        do { try reconnect(initialisation: .leave) } catch { return error }
        let code = cpcsc_begin_transaction(wire.card)
        guard code == 0 else { return dead(Self.transportError(PCSCError(rawValue: code))) }
        return .reset
    }

    private mutating func dead(_ error: CardTransportError) -> CardTransportError {
        failure = error
        return error
    }

    static func transportError(_ error: PCSCError) -> CardTransportError {
        switch error {
        case .removedCard, .noSmartCard, .readerUnavailable, .unknownReader: .removed
        case .resetCard: .reset
        // The reader lost the answer, not the card.
        case .notTransacted, .communicationDataLost, .communicationError, .noService, .serviceStopped: .torn
        case .timeout: .timeout
        default: .reader(code: Int(error.rawValue))
        }
    }

    /// T=0 carries either a length sent or a length expected: of a case 4 command the reader takes the first
    /// part, the card says 61xx, and the caller asks with GET RESPONSE. ISO/IEC 7816-3 §12.2.
    static func withoutExpectedLength(_ command: [UInt8]) -> [UInt8] {
        guard command.count > 5, command[4] != 0, command.count == 6 + Int(command[4]) else { return command }
        return Array(command.dropLast())
    }

    /// Lets the card go; one that never answered is let go by its wire, when it does.
    consuming func end() {
        if failure != .timeout { wire.release(disposition) }
    }
}
