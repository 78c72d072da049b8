internal import Glibc
package import ISO7816

/// Files that hold secrets: mode 0600, written whole or not at all.
///
/// If the power goes while a file is written, there is the old file or none, and perhaps a temporary file
/// beside it (`.NAME.xxxxxxxx.tmp`), which nothing reads and which may be deleted.
package enum SecretFile {
    /// No file of ours comes near it.
    package static let bytesMax = 1 << 20

    /// The content; refuses a file that group or others can reach.
    package static func read(_ path: String, bytesMax: Int = bytesMax) throws(SecretFileError) -> SecretBytes
    {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(path, "open") }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw failure(path, "fstat") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SecretFileError(path: path, reason: .notRegularFile)
        }
        guard status.st_mode & 0o077 == 0 else {
            throw SecretFileError(path: path, reason: .permissions(mode: status.st_mode & 0o7777))
        }
        guard status.st_size > 0 else { throw SecretFileError(path: path, reason: .empty) }
        guard status.st_size <= bytesMax else {
            throw SecretFileError(path: path, reason: .tooLarge(bytesMax: bytesMax))
        }
        return try SecretBytes(count: Int(status.st_size)) {
            (span: inout MutableSpan<UInt8>) throws(SecretFileError) in
            guard let count = SystemCall.readAll(&span, from: descriptor) else { throw failure(path, "read") }
            guard count == span.count else { throw SecretFileError(path: path, reason: .malformed) }
        }
    }

    /// Writes `content` to `path` so that the name always means a whole file.
    ///
    /// - Parameter replaces: whether a file of that name may be replaced.
    package static func write(
        _ content: Span<UInt8>, to path: String, replaces: Bool
    ) throws(SecretFileError) {
        let (folder, name) = split(path)
        let temporary = "\(folder)/.\(name).\(try suffix(path)).tmp"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(path, "open") }
        let isWritten =
            fchmod(descriptor, 0o600) == 0 && SystemCall.writeAll(content, to: descriptor)
            && fsync(descriptor) == 0
        let code = errno
        guard close(descriptor) == 0, isWritten else {
            unsafe unlink(temporary)
            throw SecretFileError(path: path, reason: .system(code: isWritten ? errno : code, call: "write"))
        }
        do {
            try publish(temporary, as: path, replaces: replaces)
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        try synchronise(folder, for: path)
    }

    private static func publish(
        _ temporary: String, as path: String, replaces: Bool
    ) throws(SecretFileError) {
        if replaces {
            guard unsafe rename(temporary, path) == 0 else { throw failure(path, "rename") }
            return
        }
        // A hard link fails where the name is taken, which rename does not.
        guard unsafe link(temporary, path) == 0 else {
            if errno == EEXIST { throw SecretFileError(path: path, reason: .alreadyExists) }
            throw failure(path, "link")
        }
        unsafe unlink(temporary)
    }

    /// The name is on the disk only when its directory is.
    private static func synchronise(_ folder: String, for path: String) throws(SecretFileError) {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, "open directory") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path, "fsync directory") }
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = String(path[..<slash])
        return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
    }

    private static func suffix(_ path: String) throws(SecretFileError) -> String {
        do {
            return try Secrets.randomBytes(count: 4).map { String($0, radix: 16) }.joined()
        } catch {
            throw SecretFileError(path: path, reason: .library(error))
        }
    }

    private static func failure(_ path: String, _ call: String) -> SecretFileError {
        SecretFileError(path: path, reason: .system(code: errno, call: call))
    }
}
