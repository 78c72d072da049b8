import Glibc
import Synchronization

/// Where a command writes: results on standard output, everything else on standard error.
final class Console: Sendable {
    let language: Language
    let isJSON: Bool
    let isQuiet: Bool
    let showsProgress: Bool
    let isErrorTerminal: Bool
    private let isOutputColored: Bool
    private let isErrorColored: Bool
    /// The first `errno` of a write to standard output that failed; 0 if all went well.
    private let outputError = Mutex<CInt>(0)

    init(_ globals: GlobalValues) {
        language = globals.language
        isJSON = globals.isJSON
        isQuiet = globals.isQuiet
        isErrorTerminal = isatty(STDERR_FILENO) == 1
        showsProgress = (globals.showsProgress || (isErrorTerminal && !globals.isJSON)) && !globals.isQuiet
        isOutputColored = globals.color.isColored(
            isTerminal: isatty(STDOUT_FILENO) == 1, environment: ProcessEnvironment.variable)
        isErrorColored = globals.color.isColored(
            isTerminal: isErrorTerminal, environment: ProcessEnvironment.variable)
    }

    /// One line of the result.
    func print(_ line: String = "") {
        write(line + "\n")
    }

    /// A JSON document or one line of a stream.
    func print(_ document: JSONValue) {
        write(document.line + "\n")
    }

    /// The result in the form that was asked for.
    func print(json: @autoclosure () -> JSONValue, people: () -> Void) {
        if isJSON { print(json()) } else { people() }
    }

    func styled(_ text: String, _ style: Style) -> String {
        style.applied(to: text, isColored: isOutputColored)
    }

    /// A remark for people; not part of the result, left out by --quiet and --json.
    func note(_ text: Text) {
        guard !isQuiet, !isJSON else { return }
        writeError("kartka: \(text[language])\n")
    }

    /// Raw text on standard error.
    func writeError(_ text: String) {
        _ = Self.write(text, to: STDERR_FILENO)
    }

    func report(_ failure: Failure) {
        guard !isJSON else {
            writeError(failure.problem(in: language).line + "\n")
            return
        }
        let mark = Style.bad.applied(to: "kartka:", isColored: isErrorColored)
        var text = "\(mark) \(failure.what[language])\n"
        for fault in failure.faults { text += "  \(fault.line[language])\n" }
        if let next = failure.next { text += "\(mark) \(next[language])\n" }
        if let command = failure.command {
            text += Help.usageLines(of: command, language).joined(separator: "\n") + "\n"
        }
        writeError(text)
    }

    /// Throws if a part of the result was lost, for instance on a full disk.
    func finish() throws(Failure) {
        let code = outputError.withLock { $0 }
        // A reader that has closed the pipe has seen all that it wanted.
        guard code != 0, code != EPIPE else { return }
        throw Failure(
            .inputOutput, "output-lost", FilePhrase.outputLost.text.with("cause", SystemError(code).text))
    }

    private func write(_ text: String) {
        outputError.withLock { code in
            guard code == 0 else { return }
            code = Self.write(text, to: STDOUT_FILENO)
        }
    }

    /// 0 or the `errno`.
    private static func write(_ text: String, to descriptor: CInt) -> CInt {
        let bytes = Array(text.utf8)
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
}
