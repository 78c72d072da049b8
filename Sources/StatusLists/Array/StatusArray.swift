public import COSE
internal import CardCrypto
internal import Glibc

/// An expanded status list, mapped from its file: exact, read-only, one memory access a look-up.
///
/// The file belongs to whoever opens it: it is only ever replaced whole, by ``write(_:claims:keyID:to:)``. An
/// array that is open keeps the content that it was opened with. Any number of threads may look up at once.
@safe public final class StatusArray: Sendable {
    public let claims: StatusListClaims
    /// Names the key that signed the list.
    public let keyID: KeyID?
    /// Indexes; a multiple of four.
    public let count: Int
    /// Which array it is; a delta names the one that it fits.
    public let digest: StatusDigest
    private let mapping: Mapping
    @usableFromInline nonisolated(unsafe) let statusBytes: UnsafePointer<UInt8>

    /// Maps the file `path` and checks all of it, a millisecond for ten million cards.
    ///
    /// - Throws: ``StatusArrayError``.
    public init(opening path: String) throws(StatusArrayError) {
        mapping = try Mapping(path)
        let header = try mapping.withBytes { bytes throws(StatusArrayError) in
            let header = try StatusArrayHeader(parsing: bytes)
            guard bytes.count == StatusArrayHeader.byteCount + header.arrayByteCount else { throw .damaged }
            let digest: StatusDigest
            do throws(CryptoLibraryError) {
                digest = try StatusDigest(of: bytes.extracting(last: header.arrayByteCount))
            } catch {
                throw .library(error)
            }
            guard digest == header.digest else { throw .damaged }
            return header
        }
        claims = header.claims
        keyID = header.keyID
        count = header.arrayByteCount * 4
        digest = header.digest
        // safe: the mapping has more bytes than the header, or exactly as many and `count` is zero.
        unsafe statusBytes = mapping.start + StatusArrayHeader.byteCount
    }

    /// Nil behind the list's end: such an index is not valid, it is unknown.
    @inlinable
    public subscript(index: Int) -> CardStatus? {
        guard UInt(bitPattern: index) < UInt(bitPattern: count) else { return nil }
        // safe: four indexes a byte, and `index` is below `count`.
        return unsafe CardStatus(packedIn: statusBytes[index >> 2], at: index)
    }

    /// A copy of all statuses, for a delta to be applied to.
    public var statuses: StatusBits {
        // safe: a quarter of `count` bytes are mapped there.
        unsafe StatusBits(bytes: [UInt8](UnsafeBufferPointer(start: statusBytes, count: count / 4)))
    }

    public var version: StatusVersion { StatusVersion(issued: claims.issued, digest: digest) }

    /// Writes the file `path`, whole or not at all, mode 0644.
    ///
    /// If the power goes at any step, `path` is the old file or the new one, and there may be a file `path` +
    /// ".new", which the next call replaces.
    public static func write(
        _ statuses: StatusBits, claims: StatusListClaims, keyID: KeyID?, to path: String
    ) throws(StatusArrayError) {
        guard (try? claims.check()) != nil else { throw .claimsUnusable }
        let header: [UInt8]
        do {
            header = try StatusArrayHeader(
                claims: claims, keyID: keyID, arrayByteCount: statuses.bytes.count,
                digest: try StatusDigest(of: statuses.bytes.span)
            ).encoded()
        } catch { throw .library(error) }
        let draft = path + ".new"
        if unsafe unlink(draft) != 0 && errno != ENOENT { throw .last("unlink") }
        let file = try FileDescriptor(opening: draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o644)
        var isDone = false
        defer { if !isDone { _ = unsafe unlink(draft) } }
        try file.write(header.span)
        let bytes = statuses.bytes
        try file.write(bytes.span)
        try file.flush()
        guard unsafe rename(draft, path) == 0 else { throw .last("rename") }
        isDone = true
        let directory =
            path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        try FileDescriptor(opening: directory, O_RDONLY | O_DIRECTORY).flush()
    }
}

/// A file's content in memory, for as long as this lives.
@safe private final class Mapping: Sendable {
    nonisolated(unsafe) let start: UnsafePointer<UInt8>
    private let count: Int

    init(_ path: String) throws(StatusArrayError) {
        let file = try FileDescriptor(opening: path, O_RDONLY | O_NOFOLLOW)
        var information = stat()
        guard unsafe fstat(file.number, &information) == 0 else { throw .last("fstat") }
        guard information.st_mode & S_IFMT == S_IFREG else { throw .notStatusArray }
        let count = Int(information.st_size)
        guard count >= StatusArrayHeader.byteCount,
            count <= StatusArrayHeader.byteCount + StatusListLimits.countMax / 4
        else { throw .notStatusArray }
        guard let start = unsafe mmap(nil, count, PROT_READ, MAP_SHARED | MAP_POPULATE, file.number, 0),
            unsafe start != MAP_FAILED
        else { throw .last("mmap") }
        // As far as the operator's limits allow: a look-up never waits for a disk, and never fails with it.
        _ = unsafe mlock(start, count)
        unsafe self.start = UnsafePointer(start.assumingMemoryBound(to: UInt8.self))
        self.count = count
    }

    func withBytes<Value, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        // safe: `count` bytes are mapped until this goes away.
        try body(unsafe Span(_unsafeStart: start, count: count))
    }

    deinit { unsafe munmap(UnsafeMutableRawPointer(mutating: start), count) }
}
