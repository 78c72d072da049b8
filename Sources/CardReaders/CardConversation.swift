internal import CPCSC
internal import ISO7816

/// What a transaction and the transports lent from it share: the connected card and what became of it.
///
/// It stays on the reader's thread.
final class CardConversation {
    private(set) var activeProtocol: CardProtocols
    private(set) var atr: [UInt8]
    /// Set once no further command can reach the card.
    private(set) var failure: CardTransportError?
    /// Counts what makes the card forget: a transport lent before is dead.
    private(set) var generation = 0

    let wire: CardWire
    private let sharing: CardAccess.Sharing
    private let answerMillisecondsMax: Int
    private let trace: TraceFile?

    /// T=0 has no extended lengths: what is longer has to be chained. ISO/IEC 7816-3 §12.2.
    var limits: TransportLimits { activeProtocol == .t0 ? .short : .extended }

    init(
        wire: CardWire, activeProtocol: UInt32, access: CardAccess, trace: TraceFile? = nil
    ) throws(PCSCError) {
        self.trace = trace
        self.wire = wire
        self.activeProtocol = CardProtocols(rawValue: activeProtocol)
        atr = try Self.atr(of: wire.card)
        sharing = access.sharing
        answerMillisecondsMax = access.answerMillisecondsMax
    }

    func transmit(_ command: [UInt8]) throws(CardTransportError) -> [UInt8] {
        if let failure { throw failure }
        guard command.count <= limits.commandBytesMax else {
            throw .commandTooLong(bytes: command.count)
        }
        guard let trace else { return try send(command) }
        do throws(CardTransportError) {
            let answer = try send(command)
            trace.record(command, .success(answer))
            return answer
        } catch {
            trace.record(command, .failure(error))
            throw error
        }
    }

    private func send(_ command: [UInt8]) throws(CardTransportError) -> [UInt8] {
        let sent = activeProtocol == .t0 ? Self.withoutExpectedLength(command) : command
        let answer: [UInt8]?
        do throws(PCSCError) {
            answer = try wire.transmit(
                sent, protocol: activeProtocol, answerMillisecondsMax: answerMillisecondsMax)
        } catch { throw failed(error) }
        guard let answer else { throw dead(.timeout) }
        // A card that leaves within a command is answered as success with no bytes.
        guard answer.count >= 2 else { throw dead(.torn) }
        guard answer.count <= limits.responseBytesMax else {
            throw dead(.responseTooLong(bytes: answer.count))
        }
        return answer
    }

    func reset(_ kind: CardTransaction.Reset) throws(CardTransportError) {
        if let failure { throw failure }
        generation += 1
        try reconnect(initialisation: kind == .cold ? .unpower : .reset)
    }

    private func reconnect(initialisation: CardDisposition) throws(CardTransportError) {
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

    private func failed(_ error: PCSCError) -> CardTransportError {
        guard error == .resetCard else { return dead(Self.transportError(error)) }
        generation += 1
        // The handle is of no use until it is connected again; the transaction went with the reset.
        do { try reconnect(initialisation: .leave) } catch { return error }
        let code = cpcsc_begin_transaction(wire.card)
        guard code == 0 else { return dead(Self.transportError(PCSCError(rawValue: code))) }
        return .reset
    }

    private func dead(_ error: CardTransportError) -> CardTransportError {
        failure = error
        return error
    }

    static func transportError(_ error: PCSCError) -> CardTransportError {
        switch error {
        case .removedCard, .noSmartCard, .readerUnavailable, .unknownReader: .removed
        case .resetCard: .reset
        // The reader lost the answer, not the card.
        case .notTransacted, .communicationDataLost, .communicationFault, .noService, .serviceStopped: .torn
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

    /// A transport lent from now on is the only one that is alive.
    func lend() -> Int {
        generation += 1
        return generation
    }

    /// Lets the card go; one that never answered is let go by its wire, when it does.
    func end(_ disposition: CardDisposition) {
        if failure != .timeout { wire.release(disposition) }
        failure = failure ?? .reset
    }
}
