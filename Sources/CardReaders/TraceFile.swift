internal import Glibc
public import ISO7816
internal import Synchronization

/// Writes down what goes to the cards of a reader and back, as text that `CardTrace` reads and
/// `ReplayTransport` plays. Secrets are never written; what the holder's records say only if asked for.
///
/// The file is appended to and belongs to its owner alone: mode 600, also where it was there before. Each
/// exchange is one write, so that a crash leaves whole exchanges. A full disk doesn't stop the card: see
/// ``failure``.
public final class TraceFile: Sendable {
    public let path: String
    private let mask: TraceMask
    private let descriptor: Int32
    private let firstFailure = Mutex<Int32?>(nil)

    /// - Throws: ``CardReaderError/trace(path:code:)``; also if `path` is a symbolic link.
    public init(path: String, mask: TraceMask = .personalData) throws(CardReaderError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .trace(path: path, code: errno) }
        // The mode of open() is for new files only. A device, such as a terminal, stays as it is.
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0,
            status.st_mode & S_IFMT != S_IFREG || fchmod(descriptor, 0o600) == 0
        else {
            let code = errno
            close(descriptor)
            throw .trace(path: path, code: code)
        }
        self.descriptor = descriptor
        self.path = path
        self.mask = mask
    }

    deinit { close(descriptor) }

    /// The first write that failed since the beginning, if any: the trace has a gap.
    public var failure: CardReaderError? {
        firstFailure.withLock { $0 }.map { .trace(path: path, code: $0) }
    }

    func begin(reader: String, atr: [UInt8]) {
        write("# reader: \(reader)\n" + CardTrace(atr: atr).text)
    }

    func record(_ command: [UInt8], _ outcome: Result<[UInt8], CardTransportError>) {
        let told: CardTrace.Outcome =
            switch outcome {
            case .success(let answer): .answer(mask.answer(answer, to: command))
            case .failure(let error): .failure(error)
            }
        let exchange = CardTrace.Exchange(command: mask.command(command), outcome: told)
        write(CardTrace.lines(of: exchange).joined(separator: "\n") + "\n")
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        firstFailure.withLock { failure in
            let written = unsafe Glibc.write(descriptor, bytes, bytes.count)
            if written != bytes.count && failure == nil { failure = written < 0 ? errno : ENOSPC }
        }
    }
}
