internal import Glibc
public import ISO7816

/// Where a passphrase comes from. Never the command line: everybody on the machine can read that.
public enum PassphraseSource: Sendable {
    /// The first line of a file that only its owner can reach (mode 0600 or 0400).
    case file(path: String)
    /// An environment variable; it is removed from the process's environment once read.
    case environment(name: String)
    /// An open file descriptor, read to its first line's end.
    case descriptor(Int32)
    /// The terminal, without echo; asked twice if `confirms`.
    case prompt(String, confirms: Bool)

    public static let bytesMax = 1024

    /// The passphrase, 1…1024 bytes, without the end of its line.
    public func passphrase() throws(PassphraseError) -> SecretBytes {
        switch self {
        case .file(let path):
            do {
                return try Self.firstLine(of: SecretFile.read(path, bytesMax: Self.bytesMax + 2))
            } catch let error as SecretFileError {
                throw .file(error)
            } catch let error as PassphraseError {
                throw error
            } catch {
                throw .empty
            }
        case .environment(let name): return try Self.fromEnvironment(name)
        case .descriptor(let descriptor): return try Self.fromDescriptor(descriptor)
        case .prompt(let text, let confirms):
            let first = try Terminal.ask(text)
            guard confirms else { return first }
            let second = try Terminal.ask("Once more: ")
            guard Self.areEqual(first, second) else { throw .notTheSame }
            return first
        }
    }

    private static func areEqual(_ first: borrowing SecretBytes, _ second: borrowing SecretBytes) -> Bool {
        Secrets.areEqual(first.span, second.span)
    }

    private static func fromEnvironment(_ name: String) throws(PassphraseError) -> SecretBytes {
        guard let value = unsafe getenv(name) else { throw .environmentVariableMissing(name: name) }
        let count = unsafe strlen(value)
        guard count > 0 else { throw .empty }
        guard count <= bytesMax else { throw .tooLong }
        let secret = SecretBytes(count: count) { span in
            for index in 0..<count { unsafe span[index] = UInt8(bitPattern: value[index]) }
        }
        // The kernel's copy (/proc/PID/environ) shows the same memory.
        unsafe explicit_bzero(value, count)
        unsafe unsetenv(name)
        return secret
    }

    private static func fromDescriptor(_ descriptor: Int32) throws(PassphraseError) -> SecretBytes {
        var count = 0
        var failure: PassphraseError?
        let buffer = SecretBytes(count: bytesMax + 2) { (span: inout MutableSpan<UInt8>) in
            if let read = SystemCall.readAll(&span, from: descriptor) {
                count = read
            } else {
                failure = .system(code: errno, call: "read")
            }
        }
        if let failure { throw failure }
        guard count > 0 else { throw .empty }
        return try firstLine(of: SecretBytes(copying: buffer.span.extracting(0..<count)))
    }

    /// Up to the first end of line.
    static func firstLine(of text: borrowing SecretBytes) throws(PassphraseError) -> SecretBytes {
        let span = text.span
        var end = 0
        while end < span.count, span[end] != 0x0A { end += 1 }
        if end > 0, end < span.count, span[end - 1] == 0x0D { end -= 1 }
        guard end > 0 else { throw .empty }
        guard end <= bytesMax else { throw .tooLong }
        return SecretBytes(copying: span.extracting(0..<end))
    }
}

/// Why there is no passphrase.
public enum PassphraseError: Error, Equatable, Sendable, CustomStringConvertible {
    case file(SecretFileError)
    case environmentVariableMissing(name: String)
    case empty
    /// More than ``PassphraseSource/bytesMax`` bytes.
    case tooLong
    case notTheSame
    case noTerminal
    /// Ctrl-C or Ctrl-D at the prompt.
    case cancelled
    case system(code: Int32, call: String)

    public var description: String {
        switch self {
        case .file(let error): "\(error)"
        case .environmentVariableMissing(let name): "the environment variable \(name) is not set"
        case .empty: "the passphrase is empty"
        case .tooLong: "the passphrase is longer than \(PassphraseSource.bytesMax) bytes"
        case .notTheSame: "the two passphrases differ"
        case .noTerminal: "no terminal to ask for the passphrase; give it in a file"
        case .cancelled: "cancelled"
        case .system(let code, let call): "\(call): \(SystemCall.message(code))"
        }
    }
}
