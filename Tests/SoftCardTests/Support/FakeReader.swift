import Glibc
import Testing

/// The reader's end of a vpcd link, as vpcd 3.3 has it: it listens, and sends length and data apart.
final class FakeReader {
    private let listener: Int32
    private var connection: Int32 = -1
    let port: UInt16

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(listener >= 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            // safe: a sockaddr_in is a sockaddr of family AF_INET.
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard unsafe bind(listener, pointer, length) == 0, listen(listener, 1) == 0 else {
                    return Int32(-1)
                }
                return unsafe getsockname(listener, pointer, &length)
            }
        }
        try #require(code == 0)
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        close(listener)
        if connection >= 0 { close(connection) }
    }

    func acceptCard() throws {
        var entry = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        try #require(unsafe poll(&entry, 1, 5_000) == 1)
        connection = accept(listener, nil, nil)
        try #require(connection >= 0)
    }

    func send(_ payload: [UInt8]) throws {
        for piece in [[UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)], payload] {
            try #require(
                unsafe Glibc.send(connection, piece, piece.count, Int32(MSG_NOSIGNAL)) == piece.count)
        }
    }

    /// The next message, or nil where the card's end has closed.
    func receive() throws -> [UInt8]? {
        guard let head = try receive(2) else { return nil }
        return try receive(Int(head[0]) << 8 | Int(head[1]))
    }

    private func receive(_ count: Int) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var entry = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
            try #require(unsafe poll(&entry, 1, 5_000) == 1)
            var piece = [UInt8](repeating: 0, count: count - bytes.count)
            let got = unsafe recv(connection, &piece, piece.count, 0)
            guard got > 0 else { return nil }
            bytes += piece.prefix(got)
        }
        return bytes
    }

    func hangUp() {
        close(connection)
        connection = -1
    }
}
