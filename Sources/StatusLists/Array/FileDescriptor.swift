internal import Glibc

/// A file descriptor that is closed when it goes out of scope.
struct FileDescriptor: ~Copyable {
    let number: Int32

    /// - Parameter flags: of open(2); `O_CLOEXEC` is added.
    init(opening path: String, _ flags: Int32, mode: mode_t = 0) throws(StatusArrayError) {
        let number = unsafe open(path, flags | O_CLOEXEC, mode)
        guard number >= 0 else { throw .last("open") }
        self.number = number
    }

    deinit { close(number) }

    func write(_ bytes: Span<UInt8>) throws(StatusArrayError) {
        var done = 0
        while done < bytes.count {
            let rest = bytes.extracting(done..<bytes.count)
            let put = unsafe rest.withUnsafeBufferPointer { buffer in
                unsafe Glibc.write(number, buffer.baseAddress, buffer.count)
            }
            if put < 0 && errno == EINTR { continue }
            guard put > 0 else { throw .last("write") }
            done += put
        }
    }

    func flush() throws(StatusArrayError) {
        guard fsync(number) == 0 else { throw .last("fsync") }
    }
}
