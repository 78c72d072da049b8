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

    func mode() throws -> UInt32 {
        var information = stat()
        try #require(unsafe stat(path, &information) == 0)
        return information.st_mode & 0o777
    }
}
