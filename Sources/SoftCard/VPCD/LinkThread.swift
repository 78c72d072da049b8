internal import Glibc
internal import Synchronization

/// A POSIX thread that runs one closure. The link blocks in system calls, which the cooperative pool must not
/// do.
final class LinkThread: Sendable {
    private let handle: Mutex<pthread_t?>

    init(_ body: @escaping @Sendable () -> Void) throws(SystemCallError) {
        var handle = pthread_t()
        // safe: the box is retained here and released once, by the thread that takes it over.
        let box = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
        let code = unsafe pthread_create(
            &handle, nil,
            { box in
                guard let box = unsafe box else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(box).takeRetainedValue().run()
                return nil
            }, box)
        guard code == 0 else {
            unsafe Unmanaged<Body>.fromOpaque(box).release()
            throw SystemCallError(.threadCreate, code: code)
        }
        self.handle = Mutex(handle)
    }

    deinit {
        // Nobody waits any more: the system frees the thread when it ends.
        if let handle = handle.withLock({ $0 }) { pthread_detach(handle) }
    }

    /// Returns when the closure has; at once if somebody has waited for it already.
    func join() {
        handle.withLock { handle in
            guard let thread = handle else { return }
            pthread_join(thread, nil)
            handle = nil
        }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
