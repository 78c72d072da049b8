public import COSE
internal import CardCrypto
internal import Foundation
internal import ISO7816

extension AuthorityFolder {
    /// No file here is longer, but for status lists.
    private static let fileBytesMax = 1 << 20

    static func read(_ path: String, bytesMax: Int = fileBytesMax) throws(AuthorityError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path: path, code: errno) }
        defer { close(descriptor) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        guard let data = try? handle.read(upToCount: bytesMax + 1) ?? Data(), data.count <= bytesMax
        else {
            throw .damaged(path: path)
        }
        return [UInt8](data)
    }

    /// Replaces the file whole; see ``CardCrypto/SecretFile``.
    static func write(_ bytes: [UInt8], to path: String) throws(AuthorityError) {
        do { try SecretFile.write(bytes.span, to: path, replaces: true) } catch { throw .secretFile(error) }
    }

    /// A new folder, its owner's alone. One that is there already, whoever made it, is an error.
    static func makeFolder(_ path: String) throws(AuthorityError) {
        guard unsafe mkdir(path, 0o700) == 0 else { throw .system(path: path, code: errno) }
    }

    /// The folder that holds `path`, made with those above it where it isn't there.
    static func makeParent(of path: String) throws(AuthorityError) {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let parent = String(path[..<slash])
        // Whatever is there, and can't hold a folder, says so itself when one is made in it.
        guard !FileManager.default.fileExists(atPath: parent) else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: parent, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            let code = (error as? CocoaError)?.underlying.flatMap { ($0 as? POSIXError)?.code.rawValue }
            throw .system(path: parent, code: code ?? EIO)
        }
    }

    /// The folder's name is on the disk only when the folder that holds it is. Where that can't be had (a
    /// file system without it), the keys are made all the same.
    static func synchroniseParent(of path: String) {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = unsafe open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Runs `body` while no other process does: two offices on one folder don't give out one number twice.
    func withLock<R>(
        named name: String = "ledger.lock", _ body: () throws(AuthorityError) -> R
    ) throws(AuthorityError) -> R {
        let path = "\(path)/\(name)"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system(path: path, code: errno) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .system(path: path, code: errno) }
        }
        return try body()
    }
}

extension COSEKey {
    /// Reads a key that takes up all of `bytes`.
    public init(decoding bytes: Span<UInt8>) throws(COSEError) {
        var decoder = CBORDecoder(bytes)
        self = try COSEKey(from: &decoder, of: bytes)
        do { try decoder.finish() } catch { throw .cbor(error) }
    }
}
