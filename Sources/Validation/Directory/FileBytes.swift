internal import Glibc

/// A call of the operating system that failed.
public struct FileFault: Error, Equatable, Sendable {
    public let path: String
    /// "open", "read", "rename", …
    public let call: String
    /// `errno`.
    public let code: Int32

    static func last(_ path: String, _ call: String) -> FileFault {
        FileFault(path: path, call: call, code: errno)
    }

    static func alreadyThere(_ path: String) -> FileFault {
        FileFault(path: path, call: "open", code: EEXIST)
    }
}

extension FileFault: CustomStringConvertible {
    public var description: String { "\(path): \(call): \(unsafe String(cString: strerror(code)))" }
}

/// Whole files: read at once, written whole or not at all.
enum FileBytes {
    /// No trust list or rule set comes near it; a status list has a limit of its own.
    static let bytesMax = 1 << 20
    static let statusListBytesMax = 1 << 25

    /// The content; nil where there is no such file.
    static func read(_ path: String, bytesMax: Int = bytesMax) throws(FileFault) -> [UInt8]? {
        // Nonblocking, so that a pipe in the place of a file stops nobody.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .last(path, "open")
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .last(path, "fstat") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileFault(
                path: path, call: "open", code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
        }
        guard status.st_size <= bytesMax else { throw FileFault(path: path, call: "read", code: EFBIG) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var done = 0
        while done < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
                // safe: `done` is below the count.
                unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .last(path, "read") }
            if got == 0 { break }
            done += got
        }
        bytes.removeLast(bytes.count - done)
        return bytes
    }

    /// Makes `path` a file of `bytes`. If the power goes at any step there is the old one or the new one, and
    /// perhaps `path` + ".new", which the next call replaces.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(FileFault) {
        let draft = path + ".new"
        if unsafe unlink(draft) != 0, errno != ENOENT { throw .last(draft, "unlink") }
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw .last(draft, "open") }
        do throws(FileFault) {
            defer { close(descriptor) }
            try writeAll(bytes, to: descriptor, draft)
            guard fsync(descriptor) == 0 else { throw .last(draft, "fsync") }
        } catch {
            unsafe unlink(draft)
            throw error
        }
        guard unsafe rename(draft, path) == 0 else {
            let fault = FileFault.last(path, "rename")
            unsafe unlink(draft)
            throw fault
        }
        try synchroniseFolder(of: path)
    }

    static func exists(_ path: String) throws(FileFault) -> Bool {
        if unsafe access(path, F_OK) == 0 { return true }
        guard errno == ENOENT else { throw .last(path, "access") }
        return false
    }

    static func remove(_ path: String) throws(FileFault) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .last(path, "unlink") }
        try synchroniseFolder(of: path)
    }

    /// Makes the folder `path` if there is none.
    static func makeFolder(_ path: String, mode: mode_t = 0o700) throws(FileFault) {
        if unsafe mkdir(path, mode) == 0 { return try synchroniseFolder(of: path) }
        guard errno == EEXIST else { throw .last(path, "mkdir") }
    }

    private static func writeAll(
        _ bytes: [UInt8], to descriptor: Int32, _ path: String
    ) throws(FileFault) {
        var done = 0
        while done < bytes.count {
            let put = unsafe bytes.withUnsafeBufferPointer { buffer in
                // safe: `done` is below the count.
                unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { throw .last(path, "write") }
            done += put
        }
    }

    /// A name is on the disk only when its folder is.
    private static func synchroniseFolder(of path: String) throws(FileFault) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last(folder, "open") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .last(folder, "fsync") }
    }
}
