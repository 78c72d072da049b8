import Glibc

/// Files that the program makes: there whole or not at all.
enum OutputFile {
    /// Writes beside `path`, syncs, and renames: a reader sees the old file or the new one.
    ///
    /// - Parameters:
    ///   - path: `-` is standard output.
    ///   - mode: permission bits; 0o600 for anything secret.
    ///   - replaces: false makes an existing file an error.
    /// - Throws: 73 if it can't be made, 74 if writing fails.
    static func write(
        _ bytes: [UInt8], to path: String, mode: mode_t = 0o644, replaces: Bool = true
    ) throws(Failure) {
        if path == "-" {
            let code = write(bytes, to: STDOUT_FILENO)
            guard code == 0 else { throw lost(path, code) }
            return
        }
        let temporary = "\(path).new-\(getpid())"
        // safe: the strings are copied for the calls.
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw uncreatable(path, errno) }
        var code = write(bytes, to: descriptor)
        if code == 0, fsync(descriptor) != 0 { code = errno }
        if close(descriptor) != 0, code == 0 { code = errno }
        guard code == 0 else {
            unsafe unlink(temporary)
            throw lost(path, code)
        }
        if replaces {
            code = unsafe rename(temporary, path) == 0 ? 0 : errno
        } else {
            // link(2) fails where the name exists already; rename(2) would replace it.
            code = unsafe link(temporary, path) == 0 ? 0 : errno
            unsafe unlink(temporary)
        }
        guard code == 0 else {
            if replaces { unsafe unlink(temporary) }
            throw code == EEXIST
                ? Failure(.cannotCreate, "exists", FilePhrase.alreadyThere.text.with("path", path))
                : uncreatable(path, code)
        }
        try flushDirectory(of: path)
    }

    /// The name is on the disk only when its directory is.
    private static func flushDirectory(of path: String) throws(Failure) {
        let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        // safe: the string is copied for the call.
        let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // One that may be written but not read can't be opened for this.
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // EINVAL: a file system that has nothing to flush.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw lost(path, errno) }
    }

    private static func write(_ bytes: [UInt8], to descriptor: CInt) -> CInt {
        var offset = 0
        while offset < bytes.count {
            // safe: the slice lives through the call, its count is passed with it.
            let count = unsafe bytes[offset...].withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count > 0 {
                offset += count
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }

    private static func uncreatable(_ path: String, _ code: CInt) -> Failure {
        Failure(
            .cannotCreate, "cannot-create",
            FilePhrase.cannotCreate.text.with("path", path).with("cause", SystemError(code).text),
            next: FilePhrase.checkPath.text)
    }

    private static func lost(_ path: String, _ code: CInt) -> Failure {
        Failure(
            .inputOutput, "output-lost",
            FilePhrase.outputLost.text.with("cause", "\(path): \(SystemError(code).text)"))
    }
}
