internal import Glibc
internal import ISO7816

/// Asks on the controlling terminal without echo.
enum Terminal {
    /// One line, 1…1024 bytes. The terminal is as before whatever happens: signal keys come as characters
    /// meanwhile.
    static func ask(_ text: String) throws(PassphraseError) -> SecretBytes {
        let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw .noTerminal }
        defer { close(descriptor) }
        var before = termios()
        guard unsafe tcgetattr(descriptor, &before) == 0 else { throw .noTerminal }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG | IEXTEN)
        guard unsafe tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else {
            throw .system(code: errno, call: "tcsetattr")
        }
        defer {
            unsafe tcsetattr(descriptor, TCSAFLUSH, &before)
            print("\n", to: descriptor)
        }
        print(text, to: descriptor)
        return try readLine(from: descriptor)
    }

    private static func print(_ text: String, to descriptor: Int32) {
        let bytes = [UInt8](text.utf8)
        _ = SystemCall.writeAll(bytes.span, to: descriptor)
    }

    private static func readLine(from descriptor: Int32) throws(PassphraseError) -> SecretBytes {
        var count = 0
        let line = try SecretBytes(count: PassphraseSource.bytesMax) {
            (line: inout MutableSpan<UInt8>) throws(PassphraseError) in
            while true {
                switch try readByte(from: descriptor) {
                case 0x0A, 0x0D: return
                case 0x03, 0x04, nil: throw .cancelled
                case 0x08, 0x7F: count = erased(line, count)
                case 0x15: count = 0  // Ctrl-U
                case let byte?:
                    guard count < line.count else { throw .tooLong }
                    line[count] = byte
                    count += 1
                }
            }
        }
        guard count > 0 else { throw .empty }
        return SecretBytes(copying: line.span.extracting(0..<count))
    }

    /// The length without the last character, which in UTF-8 can have several bytes.
    private static func erased(_ line: borrowing MutableSpan<UInt8>, _ count: Int) -> Int {
        var count = count
        while count > 0 {
            count -= 1
            if line[count] & 0xC0 != 0x80 { break }
        }
        return count
    }

    private static func readByte(from descriptor: Int32) throws(PassphraseError) -> UInt8? {
        var byte: UInt8 = 0
        while true {
            switch unsafe read(descriptor, &byte, 1) {
            case 1: return byte
            case 0: return nil
            default:
                guard errno == EINTR else { throw .system(code: errno, call: "read") }
            }
        }
    }
}
