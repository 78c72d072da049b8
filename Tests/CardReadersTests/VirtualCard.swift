import Foundation
import Synchronization

/// A card in a virtual reader: it connects to vpcd's port and speaks its protocol, 2 bytes of length and as
/// many of message. What it answers to commands is a closure.
final class VirtualCard: Sendable {
    enum Answer: Sendable {
        case bytes([UInt8])
        /// Answers after a while.
        case late(milliseconds: UInt32, [UInt8])
        /// Leaves the reader without an answer.
        case vanish
    }

    struct State {
        var socket: Int32 = -1
        var commands = 0
        var resets = 0
        var powerCycles = 0
    }

    let port: UInt16
    private let atr: [UInt8]
    private let answer: @Sendable ([UInt8]) -> Answer
    private let state = Mutex(State())

    /// T=1 only, no historical bytes. ISO/IEC 7816-3 §8.
    static let atrT1: [UInt8] = [0x3B, 0x80, 0x01, 0x81]
    /// T=0 only.
    static let atrT0: [UInt8] = [0x3B, 0x00]
    /// T=0 first, and T=1.
    static let atrBoth: [UInt8] = [0x3B, 0x80, 0x80, 0x01, 0x01]

    init(
        port: UInt16, atr: [UInt8] = VirtualCard.atrT1,
        answer: @escaping @Sendable ([UInt8]) -> Answer = VirtualCard.echo
    ) {
        self.port = port
        self.atr = atr
        self.answer = answer
    }

    /// Answers the whole command and 90 00.
    static let echo: @Sendable ([UInt8]) -> Answer = { .bytes($0 + [0x90, 0x00]) }

    var seen: (commands: Int, resets: Int, powerCycles: Int) {
        state.withLock { ($0.commands, $0.resets, $0.powerCycles) }
    }

    func insert() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, size)
            }
        }
        guard code == 0 else {
            close(socket)
            throw POSIXError(.ECONNREFUSED)
        }
        var yes: Int32 = 1
        _ = unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(4))
        state.withLock { $0.socket = socket }
        Thread.detachNewThread { [self] in serve(socket) }
    }

    func remove() {
        // The serving thread closes it.
        state.withLock { state in
            if state.socket >= 0 { shutdown(state.socket, Int32(SHUT_RDWR)) }
            state.socket = -1
        }
    }

    private func serve(_ socket: Int32) {
        defer { close(socket) }
        while let head = receive(2, from: socket),
            let message = receive(Int(head[0]) << 8 | Int(head[1]), from: socket)
        {
            if message.count == 1 {
                guard control(message[0], socket) else { return }
                continue
            }
            state.withLock { $0.commands += 1 }
            switch answer(message) {
            case .bytes(let bytes): guard send(bytes, to: socket) else { return }
            case .late(let milliseconds, let bytes):
                usleep(milliseconds * 1_000)
                guard send(bytes, to: socket) else { return }
            case .vanish: return
            }
        }
    }

    private func control(_ code: UInt8, _ socket: Int32) -> Bool {
        switch code {
        case 0: break
        case 1: state.withLock { $0.powerCycles += 1 }
        case 2: state.withLock { $0.resets += 1 }
        case 4: return send(atr, to: socket)
        default: return false
        }
        return true
    }

    private func receive(_ count: Int, from socket: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            // vpcd sends length and message in two pieces and waits for the first one's acknowledgement.
            var yes: Int32 = 1
            _ = unsafe setsockopt(socket, Int32(IPPROTO_TCP), Int32(TCP_QUICKACK), &yes, socklen_t(4))
            let read = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe recv(socket, buffer.baseAddress?.advanced(by: filled), count - filled, 0)
            }
            guard read > 0 else { return nil }
            filled += read
        }
        return bytes
    }

    private func send(_ message: [UInt8], to socket: Int32) -> Bool {
        let count = UInt16(truncatingIfNeeded: message.count)
        let bytes = [UInt8(count >> 8), UInt8(truncatingIfNeeded: count)] + message
        return unsafe Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }
}
