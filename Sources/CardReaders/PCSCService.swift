internal import Glibc

/// A context that is made when first needed and made anew when pcscd was restarted, with a bound and a
/// growing pause. It belongs to one thread.
final class PCSCService {
    private var context: PCSCContext?
    private var wasReached = false
    private let stopsWaiting: () -> Bool

    /// - Parameter stopsWaiting: asked before each pause; true ends the tries.
    init(stopsWaiting: @escaping () -> Bool = { false }) { self.stopsWaiting = stopsWaiting }

    /// Calls `body`, again with a new context if the service went away. `body` is run from its beginning, so
    /// it must not have touched a card before it throws such an error.
    ///
    /// A service that was never reached is told at once: it isn't being restarted, it isn't running.
    func call<R: ~Copyable>(_ body: (PCSCContext) throws(PCSCError) -> R) throws(PCSCError) -> R {
        var pauseMilliseconds = Limits.servicePauseFirstMilliseconds
        var triesLeft = Limits.serviceTriesMax
        while true {
            do throws(PCSCError) {
                let context = try established()
                return try body(context)
            } catch {
                guard error.isServiceLost else { throw error }
                context = nil
                triesLeft -= 1
                guard wasReached, triesLeft > 0, !stopsWaiting() else { throw error }
            }
            pause(milliseconds: pauseMilliseconds)
            pauseMilliseconds = min(2 * pauseMilliseconds, Limits.servicePauseMilliseconds)
        }
    }

    /// The context that there is, made if there is none.
    func established() throws(PCSCError) -> PCSCContext {
        if let context { return context }
        let made = try PCSCContext()
        context = made
        wasReached = true
        return made
    }

    /// Forgets a context that the service doesn't know any more.
    func forget() { context = nil }
}

/// Blocks this thread; only for threads that belong to a reader or to the watch over them.
func pause(milliseconds: UInt32) { usleep(milliseconds * 1_000) }
