internal import Synchronization

/// Ready-made libcrypto contexts of one key, lent to one thread at a time.
///
/// Making a context costs more than a hash of a record, so they are kept. The lock is held for a push or a
/// pop only, never while libcrypto works: one key serves any number of threads.
final class ContextPool<Context: AnyObject & Sendable>: Sendable {
    /// More idle contexts than this are freed: no machine we know has so many threads at once.
    private static var idleMax: Int { 64 }

    private let idle: Mutex<[Context]>

    init() {
        var contexts: [Context] = []
        contexts.reserveCapacity(Self.idleMax)
        idle = Mutex(contexts)
    }

    func take() -> Context? { idle.withLock { $0.popLast() } }

    /// Give back only a context whose last operation ended cleanly.
    func giveBack(_ context: Context) {
        idle.withLock { contexts in
            if contexts.count < Self.idleMax { contexts.append(context) }
        }
    }
}
