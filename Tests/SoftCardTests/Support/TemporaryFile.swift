import Glibc
import Testing

/// A path of its own in the system's directory for temporary files; the file goes with the value.
final class TemporaryFile {
    let path: String

    init(_ name: String = "card") {
        path = "/tmp/kartka-test-\(getpid())-\(UInt64.random(in: 0 ... .max))-\(name)"
    }

    deinit { _ = unsafe unlink(path) }

    /// Turns all bits of one byte.
    func flip(at position: Int) throws {
        let file = unsafe open(path, O_RDWR)
        try #require(file >= 0)
        defer { close(file) }
        var byte: UInt8 = 0
        try #require(unsafe pread(file, &byte, 1, off_t(position)) == 1)
        byte = ~byte
        try #require(unsafe pwrite(file, &byte, 1, off_t(position)) == 1)
    }

    /// Whether these bytes stand anywhere in the file.
    func contains(_ bytes: ArraySlice<UInt8>) throws -> Bool {
        let file = unsafe open(path, O_RDONLY)
        try #require(file >= 0)
        defer { close(file) }
        var content = [UInt8](repeating: 0, count: 1 << 20)
        let count = unsafe pread(file, &content, content.count, 0)
        try #require(count > 0 && count < content.count)
        return (0..<count).contains { content[$0..<count].starts(with: bytes) }
    }

    func mode() throws -> UInt32 {
        var information = stat()
        try #require(unsafe stat(path, &information) == 0)
        return information.st_mode & 0o777
    }
}
