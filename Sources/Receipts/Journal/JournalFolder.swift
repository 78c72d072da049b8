internal import Glibc

/// A file descriptor that is closed when it goes out of scope.
struct FileDescriptor: ~Copyable, Sendable {
    let number: Int32

    init(owning number: Int32) { self.number = number }

    deinit { close(number) }
}

/// The files of one directory, with interrupted calls carried on and every failure told with its call.
struct JournalFolder: Sendable {
    let path: String

    /// Makes the directory if there is none. Mode 0700.
    static func create(_ path: String) throws(JournalError) -> JournalFolder {
        let folder = JournalFolder(path: path)
        if unsafe mkdir(path, 0o700) == 0 {
            let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) }
            try JournalFolder(path: parent ?? ".").synchronise()
        } else if errno != EEXIST {
            throw folder.failure("mkdir")
        }
        return folder
    }

    func failure(_ call: String, _ name: String = "", code: Int32 = errno) -> JournalError {
        .system(JournalSystemError(call: call, code: code, path: name.isEmpty ? path : "\(path)/\(name)"))
    }

    func open(_ name: String, _ flags: Int32) throws(JournalError) -> FileDescriptor {
        let number = unsafe Glibc.open("\(path)/\(name)", flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else { throw failure("open", name) }
        return FileDescriptor(owning: number)
    }

    /// Returns when the directory's names are on the disk.
    func synchronise() throws(JournalError) {
        let number = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw failure("open") }
        let descriptor = FileDescriptor(owning: number)
        guard fsync(descriptor.number) == 0 else { throw failure("fsync") }
    }

    /// All names but "." and "..", sorted.
    func names() throws(JournalError) -> [String] {
        guard let stream = unsafe opendir(path) else { throw failure("opendir") }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                // safe: readdir ends d_name, 256 bytes, with zero.
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw failure("readdir") }
        return names.sorted()
    }

    /// The segments' first sequences, ascending.
    func segments() throws(JournalError) -> [ReceiptSequence] {
        try names().compactMap { Segment.first(inName: $0) }
    }

    func read(_ name: String, bytesMax: Int) throws(JournalError) -> [UInt8] {
        try read(try open(name, O_RDONLY), name, bytesMax: bytesMax)
    }

    /// The file from its start, at most `bytesMax` bytes; more is an error (EFBIG).
    func read(
        _ file: borrowing FileDescriptor, _ name: String, bytesMax: Int
    ) throws(JournalError) -> [UInt8] {
        var status = stat()
        guard unsafe fstat(file.number, &status) == 0 else { throw failure("fstat", name) }
        guard status.st_size <= bytesMax else { throw failure("read", name, code: EFBIG) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var done = 0
        let number = file.number
        while done < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                // safe: `done` < `count`, the buffer's length.
                unsafe pread(number, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(done))
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw failure("pread", name) }
            if got == 0 { break }
            done += got
        }
        bytes.removeLast(bytes.count - done)
        return bytes
    }

    /// Writes all of `bytes`; on an error it says how many were written.
    static func write(
        _ bytes: Span<UInt8>, to number: Int32, at offset: Int
    ) throws(PartialWrite) {
        var done = 0
        while done < bytes.count {
            let put = unsafe bytes.withUnsafeBytes { buffer in
                // safe: `done` < `count`, the buffer's length.
                unsafe pwrite(
                    number, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset + done))
            }
            if put < 0 && errno == EINTR { continue }
            guard put > 0 else { throw PartialWrite(bytes: done, code: put == 0 ? EIO : errno) }
            done += put
        }
    }

    struct PartialWrite: Error {
        var bytes: Int
        let code: Int32
    }

    /// Makes file `name` with `content` and zeros behind it, up to `byteCount`: whole and on the disk before
    /// it has its name.
    ///
    /// A file of that name is replaced. If the power goes at any step, `name` is what it was or the whole new
    /// file, and perhaps there is a file `name` + ".new", which is removed when the journal is opened.
    func create(_ name: String, content: [UInt8], byteCount: Int = 0) throws(JournalError) {
        let draft = name + Self.draftSuffix
        let draftPath = "\(path)/\(draft)"
        if unsafe unlink(draftPath) != 0 && errno != ENOENT { throw failure("unlink", draft) }
        do throws(JournalError) {
            let file = try open(draft, O_RDWR | O_CREAT | O_EXCL)
            do throws(PartialWrite) {
                try Self.write(content.span, to: file.number, at: 0)
                let zeros = [UInt8](repeating: 0, count: max(0, byteCount - content.count))
                try Self.write(zeros.span, to: file.number, at: content.count)
            } catch {
                throw failure("pwrite", name, code: error.code)
            }
            guard fsync(file.number) == 0 else { throw failure("fsync", name) }
            guard unsafe Glibc.rename(draftPath, "\(path)/\(name)") == 0 else {
                throw failure("rename", name)
            }
        } catch {
            unsafe unlink(draftPath)
            throw error
        }
        try synchronise()
    }

    func rename(_ name: String, to other: String) throws(JournalError) {
        guard unsafe Glibc.rename("\(path)/\(name)", "\(path)/\(other)") == 0 else {
            throw failure("rename", name)
        }
    }

    func remove(_ name: String) throws(JournalError) {
        guard unsafe unlink("\(path)/\(name)") == 0 else { throw failure("unlink", name) }
    }

    static let draftSuffix = ".new"
}
