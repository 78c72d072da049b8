internal import ISO7816

/// One card reader. Its calls run one after another on a thread of its own, so several readers work at once.
public actor CardReader {
    /// As ``CardReaders/list()`` gives it.
    public nonisolated let name: String

    private let trace: TraceFile?
    private let executor: ReaderExecutor
    private let service = PCSCService()
    /// A wire that was given up; until its command is answered the card can't be had.
    private var abandoned: CardWire?

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Nothing is opened yet: the service is asked when the reader is first used.
    ///
    /// - Parameters:
    ///   - name: as ``CardReaders/list()`` gives it.
    ///   - trace: gets every exchange, masked.
    public init(named name: String, trace: TraceFile? = nil) {
        self.name = name
        self.trace = trace
        executor = ReaderExecutor(label: "kartka.reader.\(name)")
    }

    /// What the reader holds now.
    public func state() throws(CardReaderError) -> ReaderState {
        do throws(PCSCError) {
            let states = try service.call { context throws(PCSCError) in try context.states(of: [name]) }
            guard let state = states.first, !state.isGone else { throw .unknownReader }
            return state
        } catch { throw readerError(error) }
    }

    /// Takes the card, lends it to `body`, and lets it go as `access` says, whether `body` succeeds or
    /// throws.
    ///
    /// - Throws: `.reader` if the card couldn't be taken; then `body` hasn't run. `.body` with its error.
    public func withCard<R, Failure: Error>(
        _ access: CardAccess = CardAccess(),
        _ body: sending (inout CardTransaction) throws(Failure) -> sending R
    ) throws(CardAccessError<Failure>) -> sending R {
        var transaction: CardTransaction
        do { transaction = try connect(access) } catch { throw .reader(error) }
        do {
            let result = try body(&transaction)
            end(transaction)
            return result
        } catch {
            end(transaction)
            throw .body(error)
        }
    }

    /// Blocks this reader until a card lies on it.
    ///
    /// - Parameter timeoutMilliseconds: 0 looks once; nil waits for ever.
    /// - Throws: `.timeout`, `.cancelled` (the task was cancelled), `.noReader`, `.service`.
    @discardableResult
    public func waitForCard(timeoutMilliseconds: Int64? = nil) async throws(CardReaderError) -> ReaderState {
        try await wait(timeoutMilliseconds: timeoutMilliseconds) { $0.hasCard && !$0.isMute }
    }

    /// Blocks this reader until no card lies on it. Errors as those of ``waitForCard(timeoutMilliseconds:)``.
    @discardableResult
    public func waitForRemoval(
        timeoutMilliseconds: Int64? = nil
    ) async throws(CardReaderError) -> ReaderState {
        try await wait(timeoutMilliseconds: timeoutMilliseconds) { !$0.hasCard }
    }
}

extension CardReader {
    private func wait(
        timeoutMilliseconds: Int64?, until isDone: @Sendable (ReaderState) -> Bool
    ) async throws(CardReaderError) -> ReaderState {
        let signal = WaitSignal()
        let result = await withTaskCancellationHandler {
            Result { () throws(CardReaderError) in
                try wait(timeoutMilliseconds: timeoutMilliseconds, signal: signal, until: isDone)
            }
        } onCancel: {
            signal.cancel()
        }
        return try result.get()
    }

    private func wait(
        timeoutMilliseconds: Int64?, signal: WaitSignal, until isDone: (ReaderState) -> Bool
    ) throws(CardReaderError) -> ReaderState {
        let start = ContinuousClock.now
        var state = [try self.state()]
        while true {
            if let state = state.first, isDone(state) { return state }
            if signal.isCancelled { throw .cancelled }
            var slice = Limits.waitSliceMilliseconds
            if let timeoutMilliseconds {
                let leftMilliseconds = timeoutMilliseconds - (ContinuousClock.now - start).milliseconds
                guard leftMilliseconds > 0 else { throw .timeout(milliseconds: timeoutMilliseconds) }
                slice = UInt32(min(Int64(slice), leftMilliseconds))
            }
            do throws(PCSCError) {
                try service.call { context throws(PCSCError) in
                    signal.watch(context.canceller)
                    defer { signal.watch(nil) }
                    do throws(PCSCError) {
                        try context.wait(for: &state, timeoutMilliseconds: slice)
                    } catch {
                        guard error == .timeout || error == .cancelled else { throw error }
                    }
                }
            } catch { throw readerError(error) }
            if state.first?.isGone != false { throw .noReader(name: name) }
        }
    }

    private func end(_ transaction: consuming CardTransaction) {
        if transaction.failure == .timeout {
            abandoned = transaction.conversation.wire
            // Calls in the old context would wait for the command that never ends.
            service.forget()
        }
        transaction.end()
    }

    private func readerError(_ error: PCSCError) -> CardReaderError {
        switch error {
        case .unknownReader, .readerUnavailable: .noReader(name: name)
        case .noSmartCard, .removedCard: .noCard(reader: name)
        default: .service(error)
        }
    }

    /// Connects and begins the transaction, with bounded patience for another program and for a slow reader.
    private func connect(_ access: CardAccess) throws(CardReaderError) -> CardTransaction {
        if let abandoned, abandoned.isUnanswered { throw .unanswered(reader: name) }
        abandoned = nil
        var sharingTriesLeft = Limits.sharingTriesMax
        var cardTriesLeft = Limits.cardTriesMax
        while true {
            let failure: PCSCError
            do throws(PCSCError) {
                return try service.call { context throws(PCSCError) in try self.take(access, in: context) }
            } catch { failure = error }
            switch failure {
            case .sharingViolation:
                sharingTriesLeft -= 1
                guard sharingTriesLeft > 0 else {
                    let waited = UInt32(Limits.sharingTriesMax - 1) * Limits.sharingPauseMilliseconds
                    throw .inUse(reader: name, waitedMilliseconds: waited)
                }
                pause(milliseconds: Limits.sharingPauseMilliseconds)
            case .noSmartCard, .removedCard, .unpoweredCard, .unresponsiveCard, .notReady, .resetCard:
                guard try state().hasCard else { throw .noCard(reader: name) }
                cardTriesLeft -= 1
                guard cardTriesLeft > 0 else { throw .cardStuck(reader: name, cause: failure) }
                pause(milliseconds: Limits.cardPauseMilliseconds)
            default: throw readerError(failure)
            }
        }
    }

    private func take(_ access: CardAccess, in context: PCSCContext) throws(PCSCError) -> CardTransaction {
        guard let state = try context.states(of: [name]).first, !state.isGone else { throw .unknownReader }
        guard state.hasCard else { throw .noSmartCard }
        // SCardConnect waits without end for another program's transaction; its state tells before.
        if state.isExclusive || (access.sharing == .exclusive && state.isInUse) { throw .sharingViolation }
        let (card, activeProtocol) = try context.connect(name, access)
        do throws(PCSCError) {
            let wire = CardWire(reader: name, card: card, context: context)
            let conversation = try CardConversation(
                wire: wire, activeProtocol: activeProtocol, access: access, trace: trace)
            trace?.begin(reader: name, atr: conversation.atr)
            return CardTransaction(
                reader: name, conversation: conversation, disposition: access.disposition)
        } catch {
            context.disconnect(card)
            throw error
        }
    }
}

extension Duration {
    /// Whole milliseconds, the rest cut off.
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
