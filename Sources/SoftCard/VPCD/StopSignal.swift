internal import Glibc

/// A one-way flag that wakes a thread out of poll(2). ``raise()`` is one write(2) and so may be called from a
/// signal handler.
final class StopSignal: Sendable {
    /// The end that becomes readable.
    let descriptor: Int32
    private let writeEnd: Int32

    init() throws(SystemCallError) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .last(.socketpair) }
        descriptor = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        close(descriptor)
        close(writeEnd)
    }

    func raise() {
        var one: UInt8 = 1
        // A full buffer is a flag that is up already.
        _ = unsafe write(writeEnd, &one, 1)
    }

    /// Waits until the flag is up or `milliseconds` have gone by; true if it is up.
    func wait(milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) > 0
    }
}
