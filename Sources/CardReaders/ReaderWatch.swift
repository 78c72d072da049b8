internal import Dispatch

extension CardReaders {
    /// What happens at all readers, beginning with what is there now. Ends when its task is cancelled or the
    /// stream is dropped, or by itself after ``ReaderEvent/ended(_:)``.
    ///
    /// It has a thread and a context of its own and never holds up a ``CardReader``. Who doesn't read loses
    /// the oldest events beyond 1 024.
    public static func events() -> AsyncStream<ReaderEvent> {
        AsyncStream(bufferingPolicy: .bufferingNewest(Limits.eventsKeptMax)) { continuation in
            let signal = WaitSignal()
            continuation.onTermination = { _ in signal.cancel() }
            DispatchQueue(label: "kartka.readers.watch").async {
                var watch = ReaderWatch(signal: signal) { continuation.yield($0) }
                watch.run()
                continuation.finish()
            }
        }
    }
}

/// The loop behind ``CardReaders/events()``. It blocks its thread.
struct ReaderWatch {
    private let signal: WaitSignal
    private let tell: (ReaderEvent) -> Void
    private var states: [ReaderState] = []

    init(signal: WaitSignal, tell: @escaping (ReaderEvent) -> Void) {
        self.signal = signal
        self.tell = tell
    }

    /// The pseudo reader whose state changes when a reader is plugged in or out.
    private static let hotPlug = "\\\\?PnP?\\Notification"

    mutating func run() {
        var pauseMilliseconds = Limits.servicePauseFirstMilliseconds
        var triesLeft = 0
        while !signal.isCancelled {
            do throws(PCSCError) {
                let context = try PCSCContext()
                if triesLeft > 0 { tell(.serviceRestored) }
                pauseMilliseconds = Limits.servicePauseFirstMilliseconds
                triesLeft = Limits.watchTriesMax
                try follow(context)
            } catch {
                // The first failure after some success is news; those while it stays away are not.
                if triesLeft == Limits.watchTriesMax && error.isServiceLost { lose(error) }
                triesLeft -= 1
                guard error.isServiceLost, triesLeft > 0 else { return tell(.ended(error)) }
                pause(milliseconds: pauseMilliseconds)
                pauseMilliseconds = min(2 * pauseMilliseconds, Limits.servicePauseMilliseconds)
            }
        }
    }

    private mutating func lose(_ error: PCSCError) {
        for event in ReaderEvent.changes(from: states, to: []) { tell(event) }
        states = []
        tell(.serviceLost(error))
    }

    /// Tells changes until the task is cancelled or the service is lost.
    private mutating func follow(_ context: PCSCContext) throws(PCSCError) {
        signal.watch(context.canceller)
        defer { signal.watch(nil) }
        while !signal.isCancelled {
            let readers = try context.readers()
            let now = readers.isEmpty ? [] : try context.states(of: readers)
            for event in ReaderEvent.changes(from: states, to: now) { tell(event) }
            states = now.filter { !$0.isGone }
            var awaited = states + [ReaderState(reader: Self.hotPlug)]
            do throws(PCSCError) {
                // In slices, because a reader may come between the list and the wait.
                try context.wait(for: &awaited, timeoutMilliseconds: Limits.waitSliceMilliseconds)
            } catch {
                guard error == .timeout || error == .cancelled || error.isReaderLost else { throw error }
            }
        }
    }
}
