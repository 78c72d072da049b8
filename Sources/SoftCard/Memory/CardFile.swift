internal import Glibc

/// The open, locked file of one card. Closing gives the lock back, as does the end of the process, however it
/// ends.
struct CardFile: ~Copyable, Sendable {
    private let descriptor: FileDescriptor

    private init(owning number: Int32) { descriptor = FileDescriptor(owning: number) }

    /// Makes the file with `content`, complete and on the disk before it has its name. Mode 0600.
    ///
    /// If the power goes at any step there is either no file `path` or a complete one, and perhaps a file
    /// `path` + ".new", which the next call replaces.
    static func create(_ path: String, content: [UInt8]) throws(CardMemoryError) -> CardFile {
        let draft = path + ".new"
        if unsafe unlink(draft) != 0 && errno != ENOENT { throw .system(.last(.unlink)) }
        let number = unsafe Glibc.open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw .system(.last(.open)) }
        defer { _ = unsafe unlink(draft) }
        let file = CardFile(owning: number)
        try file.lock()
        let code = posix_fallocate(number, 0, off_t(content.count))
        guard code == 0 else { throw .system(SystemCallError(.fallocate, code: code)) }
        try file.write(content.span, at: 0)
        guard fsync(number) == 0 else { throw .system(.last(.fsync)) }
        // link() and not rename(): it never replaces a card that is already there.
        guard unsafe link(draft, path) == 0 else {
            throw errno == EEXIST ? .exists : .system(.last(.link))
        }
        try flushDirectory(of: path)
        return file
    }

    /// Opens and locks a card's file.
    static func open(_ path: String) throws(CardMemoryError) -> CardFile {
        let number = unsafe Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard number >= 0 else { throw .system(.last(.open)) }
        let file = CardFile(owning: number)
        try file.lock()
        return file
    }

    /// The file's length in bytes.
    func count() throws(CardMemoryError) -> Int {
        var information = stat()
        guard unsafe fstat(descriptor.number, &information) == 0 else { throw .system(.last(.fstat)) }
        return Int(information.st_size)
    }

    /// Reads `count` bytes, or fewer at the file's end.
    func read(_ count: Int, at offset: Int) throws(CardMemoryError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        let number = descriptor.number
        while done < count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                // safe: `done` < `count`, the buffer's length.
                unsafe pread(number, buffer.baseAddress! + done, count - done, off_t(offset + done))
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw .system(.last(.pread)) }
            if got == 0 { break }
            done += got
        }
        bytes.removeLast(count - done)
        return bytes
    }

    /// Writes all of `bytes`; not on the disk before ``flush()``.
    func write(_ bytes: Span<UInt8>, at offset: Int) throws(CardMemoryError) {
        var done = 0
        let number = descriptor.number
        while done < bytes.count {
            let put = unsafe bytes.withUnsafeBytes { buffer in
                // safe: `done` < `bytes.count`, the buffer's length.
                unsafe pwrite(number, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
            }
            if put < 0 && errno == EINTR { continue }
            guard put > 0 else { throw .system(.last(.pwrite)) }
            done += put
        }
    }

    /// Returns when the disk has everything written so far. The file's length never changes, so the data is
    /// enough.
    func flush() throws(CardMemoryError) {
        guard fdatasync(descriptor.number) == 0 else { throw .system(.last(.fdatasync)) }
    }

    /// A child that was just forked holds the lock of a file that we have closed until it runs its own
    /// program: so a lock that is taken is tried again for a while.
    private func lock() throws(CardMemoryError) {
        for _ in 0..<Self.lockAttemptsMax {
            if flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else { throw .system(.last(.flock)) }
            usleep(Self.lockPauseMicroseconds)
        }
        throw .locked
    }

    private static let lockAttemptsMax = 50
    private static let lockPauseMicroseconds: UInt32 = 10_000

    private static func flushDirectory(of path: String) throws(CardMemoryError) {
        let directory =
            path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let number = unsafe Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw .system(.last(.open)) }
        let descriptor = FileDescriptor(owning: number)
        guard fsync(descriptor.number) == 0 else { throw .system(.last(.fsync)) }
    }
}
