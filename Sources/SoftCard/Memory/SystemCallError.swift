internal import Glibc

/// A system call that failed, with the kernel's own error number.
public struct SystemCallError: Error, Equatable, Sendable {
    /// Which call it was, by its name in the manual.
    public enum Call: String, Sendable {
        case open, fstat, flock, fallocate, pread, pwrite, fdatasync, fsync, link, unlink
        case socket, setsockopt, connect, poll, recv, send, getaddrinfo, socketpair
        case threadCreate = "pthread_create"
    }

    public let call: Call
    /// `errno`, or for `getaddrinfo` its own EAI code.
    public let code: Int32

    public init(_ call: Call, code: Int32) {
        self.call = call
        self.code = code
    }

    /// The error of the call that has just failed.
    static func last(_ call: Call) -> SystemCallError { SystemCallError(call, code: errno) }
}

extension SystemCallError: CustomStringConvertible {
    public var description: String {
        if call == .getaddrinfo {
            return unsafe "getaddrinfo: \(String(cString: gai_strerror(code))) (\(code))"
        }
        // safe: strerror_l returns a string of the C locale's table, or one owned by this thread.
        return unsafe "\(call.rawValue): \(String(cString: strerror(code))) (errno \(code))"
    }
}
