internal import Synchronization

/// Ends a wait from another thread.
final class WaitSignal: Sendable {
    private struct State {
        var isCancelled = false
        var canceller: PCSCContext.Canceller?
    }

    private let state = Mutex(State())

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// Who waits tells how it may be woken, before it begins; nil when it has ended.
    func watch(_ canceller: PCSCContext.Canceller?) { state.withLock { $0.canceller = canceller } }

    func cancel() {
        let canceller = state.withLock { state in
            state.isCancelled = true
            return state.canceller
        }
        canceller?.cancel()
    }
}
