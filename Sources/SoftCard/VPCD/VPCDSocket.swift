internal import Glibc

/// A connected TCP socket to the virtual reader, set up so that an APDU takes microseconds and not 44 ms.
struct VPCDSocket: ~Copyable {
    private let descriptor: FileDescriptor
    private let stop: StopSignal
    private var buffer = VPCDMessageBuffer()
    private var chunk = [UInt8](repeating: 0, count: 4096)

    /// Connects to the first address of `host` that answers.
    init(
        host: String, port: UInt16, timeoutMilliseconds: Int32, stop: StopSignal
    ) throws(VPCDError) {
        self.stop = stop
        descriptor = try Self.connect(
            host: host, port: port, timeoutMilliseconds: timeoutMilliseconds, stop: stop)
    }

    /// The next message. Blocks until there is one, the peer closes or the stop signal is raised.
    mutating func receive() throws(VPCDError) -> VPCDMessage {
        while true {
            if let payload = buffer.next() { return VPCDMessage(parsing: payload) }
            // vpcd 3.3 sends the length and the APDU as two segments with Nagle's algorithm on: without an
            // immediate
            // acknowledgement the second one waits 40 ms. The option isn't sticky, so it is set before every
            // read.
            try Self.set(TCP_QUICKACK, to: 1, on: descriptor.number)
            try Self.wait(for: Int16(POLLIN), on: descriptor.number, milliseconds: -1, stop: stop)
            let number = descriptor.number
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe recv(number, $0.baseAddress, $0.count, 0)
            }
            if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
            if count < 0 && errno == ECONNRESET { throw .closed }
            guard count >= 0 else { throw .system(.last(.recv)) }
            guard count > 0 else { throw .closed }
            buffer.append(chunk[..<count])
        }
    }

    /// Sends one message; `payload` has at most ``VPCDMessage/byteCountMax`` bytes, or nothing is sent.
    /// - Returns: whether it was short enough.
    func send(_ payload: [UInt8]) throws(VPCDError) -> Bool {
        guard let message = VPCDMessage.framed(payload) else { return false }
        try sendRaw(message)
        return true
    }

    /// Sends bytes as they are.
    func sendRaw(_ bytes: [UInt8]) throws(VPCDError) {
        var done = 0
        let number = descriptor.number
        while done < bytes.count {
            let sent = unsafe bytes.withUnsafeBytes {
                // safe: `done` < `bytes.count`, the buffer's length.
                unsafe Glibc.send(number, $0.baseAddress! + done, $0.count - done, Int32(MSG_NOSIGNAL))
            }
            if sent < 0 && errno == EINTR { continue }
            if sent < 0 && errno == EAGAIN {
                try Self.wait(for: Int16(POLLOUT), on: number, milliseconds: -1, stop: stop)
                continue
            }
            if sent < 0 && (errno == EPIPE || errno == ECONNRESET) { throw .closed }
            guard sent > 0 else { throw .system(.last(.send)) }
            done += sent
        }
    }

    /// Waits for `events` on `descriptor`, but no longer than until the stop signal.
    private static func wait(
        for events: Int16, on descriptor: Int32, milliseconds: Int32, stop: StopSignal
    ) throws(VPCDError) {
        while true {
            var entries = (
                pollfd(fd: descriptor, events: events, revents: 0),
                pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0)
            )
            let ready = unsafe withUnsafeMutableBytes(of: &entries) {
                // safe: a tuple of two pollfd is laid out as an array of two.
                unsafe poll($0.assumingMemoryBound(to: pollfd.self).baseAddress, 2, milliseconds)
            }
            if ready < 0 && errno == EINTR { continue }
            guard ready >= 0 else { throw .system(.last(.poll)) }
            guard ready > 0 else { throw .connectTimeout }
            if entries.1.revents != 0 { throw .stopped }
            return
        }
    }
}

extension VPCDSocket {
    private static func connect(
        host: String, port: UInt16, timeoutMilliseconds: Int32, stop: StopSignal
    ) throws(VPCDError) -> FileDescriptor {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { throw .system(SystemCallError(.getaddrinfo, code: code)) }
        // safe: the list is ours until freed here, and is not used afterwards.
        defer { unsafe freeaddrinfo(list) }
        var failure = VPCDError.noAddress
        var next = unsafe list
        while let address = unsafe next {
            do throws(VPCDError) {
                return try unsafe connect(to: address.pointee, timeoutMilliseconds, stop)
            } catch {
                if error == .stopped { throw error }
                failure = error
            }
            unsafe next = address.pointee.ai_next
        }
        throw failure
    }

    private static func connect(
        to address: addrinfo, _ timeoutMilliseconds: Int32, _ stop: StopSignal
    ) throws(VPCDError) -> FileDescriptor {
        let kind = unsafe address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let number = unsafe socket(address.ai_family, kind, address.ai_protocol)
        guard number >= 0 else { throw .system(.last(.socket)) }
        let descriptor = FileDescriptor(owning: number)
        if unsafe Glibc.connect(number, address.ai_addr, address.ai_addrlen) != 0 {
            guard errno == EINPROGRESS else { throw .system(.last(.connect)) }
            try wait(for: Int16(POLLOUT), on: number, milliseconds: timeoutMilliseconds, stop: stop)
            var code: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            guard unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else {
                throw .system(.last(.connect))
            }
            guard code == 0 else { throw .system(SystemCallError(.connect, code: code)) }
        }
        try set(TCP_NODELAY, to: 1, on: number)
        return descriptor
    }

    private static func set(_ option: Int32, to value: Int32, on number: Int32) throws(VPCDError) {
        var value = value
        let code = unsafe setsockopt(
            number, Int32(IPPROTO_TCP), option, &value, socklen_t(MemoryLayout<Int32>.size))
        guard code == 0 else { throw .system(.last(.setsockopt)) }
    }
}
