internal import CardCrypto
internal import Foundation

/// Files that everybody may read, in a folder that web servers and rsync look into.
enum PublicFile {
    /// Replaces `path` whole: whoever reads sees the old file or the new one. If the power goes, one of the
    /// two is there, and perhaps `path`.new, which the next writing replaces.
    static func write(_ bytes: [UInt8], to path: String) throws(AuthorityError) {
        let draft = "\(path).new"
        if unsafe unlink(draft) != 0, errno != ENOENT { throw .system(path: path, code: errno) }
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw .output(path: path, code: errno) }
        var code = write(bytes, to: descriptor)
        if code == 0, fchmod(descriptor, 0o644) != 0 || fsync(descriptor) != 0 { code = errno }
        if close(descriptor) != 0, code == 0 { code = errno }
        if code == 0, unsafe rename(draft, path) != 0 { code = errno }
        guard code == 0 else {
            unsafe unlink(draft)
            throw .output(path: path, code: code)
        }
        try synchroniseFolder(of: path)
    }

    /// Nothing happens where there is no such file.
    static func remove(_ path: String) throws(AuthorityError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .output(path: path, code: errno) }
        try synchroniseFolder(of: path)
    }

    /// Makes the folder, and the ones above it, where they aren't there.
    static func makeFolder(_ path: String) throws(AuthorityError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        } catch {
            let code = (error as? CocoaError)?.underlying.flatMap { ($0 as? POSIXError)?.code.rawValue }
            throw .output(path: path, code: code ?? EIO)
        }
    }

    private static func synchroniseFolder(of path: String) throws(AuthorityError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .output(path: path, code: errno) }
        defer { close(descriptor) }
        // EINVAL: a file system that has nothing to flush.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .output(path: path, code: errno) }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var done = 0
        while done < bytes.count {
            let put = unsafe bytes[done...].withUnsafeBytes { buffer in
                unsafe Foundation.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { return errno }
            done += put
        }
        return 0
    }
}
