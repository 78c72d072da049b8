import Glibc

/// Files that come from outside: read whole, up to a limit.
enum InputFile {
    /// The largest record or JSON form that is read, in bytes.
    static let recordBytesMax = 1 << 20

    /// - Parameter path: `-` is standard input.
    /// - Throws: 66 if it can't be read, 65 if it is larger than `bytesMax`.
    static func read(_ path: String, bytesMax: Int = recordBytesMax) throws(Failure) -> [UInt8] {
        guard path != "-" else { return try read(STDIN_FILENO, path, bytesMax) }
        // safe: the string is copied for the call.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        defer { close(descriptor) }
        return try read(descriptor, path, bytesMax)
    }

    private static func read(
        _ descriptor: CInt, _ path: String, _ bytesMax: Int
    ) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 16_384)
        while true {
            // safe: the block lives through the call, its count is passed with it.
            let count = unsafe block.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw unreadable(path, errno)
            }
            bytes += block[..<count]
            guard bytes.count <= bytesMax else {
                throw Failure(
                    .badData, "too-large",
                    FilePhrase.tooLarge.text.with("path", path)
                        .with("limit", CountedText.bytes.text(for: bytesMax)))
            }
        }
    }

    private static func unreadable(_ path: String, _ code: CInt) -> Failure {
        Failure(
            .noInput, code == ENOENT ? "not-found" : "unreadable",
            FilePhrase.cannotRead.text.with("path", path).with("cause", SystemError(code).text),
            next: FilePhrase.checkPath.text)
    }
}
