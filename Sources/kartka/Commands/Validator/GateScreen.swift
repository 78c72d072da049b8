import CardRecords
import Glibc

/// A terminal that is one big light: green, red or yellow, with a word that is read from afar.
///
/// Where standard output is no terminal, or has no colours, each state is a line.
struct GateScreen {
    let console: Console
    private let isBlock: Bool

    init(_ console: Console) {
        self.console = console
        isBlock = !console.isJSON && isatty(STDOUT_FILENO) == 1 && console.styled("x", .good) != "x"
    }

    enum Light: Int {
        case idle = 44
        case green = 42
        case red = 41
        case yellow = 43

        init(_ outcome: Outcome) {
            switch outcome {
            case .accepted: self = .green
            case .refused: self = .red
            case .undetermined: self = .yellow
            }
        }

        var style: Style {
            switch self {
            case .idle: .plain
            case .green: .good
            case .red: .bad
            case .yellow: .doubtful
            }
        }
    }

    func show(_ light: Light, _ headline: String, _ lines: [String]) {
        guard isBlock else {
            if light != .idle || lines.isEmpty { console.print(console.styled(headline, light.style)) }
            for line in lines { console.print("  \(line)") }
            return
        }
        let (rows, columns) = Self.size()
        console.print(Self.block(light, headline, lines, rows: rows, columns: columns))
    }

    /// Leaves the terminal as it was.
    func end() {
        if isBlock { console.print("\u{1B}[0m\u{1B}[2J\u{1B}[H\u{1B}[?25h") }
    }

    /// A whole screen in one colour, the words in its middle. ECMA-48 SGR, CUP, ED.
    static func block(
        _ light: Light, _ headline: String, _ lines: [String], rows: Int, columns: Int
    ) -> String {
        let width = max(columns - 4, 8)
        // A letter and a space between: as big as a terminal's letters can be.
        let spread = headline.map(String.init).joined(separator: " ")
        let big = spread.displayWidth <= width ? spread : headline
        var content = [big, ""]
        for line in lines { content += line.printable.wrapped(to: width) }
        content = Array(content.prefix(max(rows - 1, 1)))
        let top = max(0, (rows - content.count) / 2)
        // Black letters on yellow and green, white ones on red and blue.
        let letters = light == .green || light == .yellow ? 30 : 97
        var text = "\u{1B}[?25l\u{1B}[2J\u{1B}[H\u{1B}[\(light.rawValue);\(letters);1m"
        for row in 0..<rows {
            let line = content.indices.contains(row - top) ? content[row - top] : ""
            let left = max(0, (columns - line.displayWidth) / 2)
            text += (String(repeating: " ", count: left) + line).padded(to: columns)
            if row < rows - 1 { text += "\r\n" }
        }
        return text + "\u{1B}[0m"
    }

    private static func size() -> (rows: Int, columns: Int) {
        var size = winsize()
        // safe: TIOCGWINSZ writes one winsize.
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0
        else { return (24, 80) }
        return (Int(size.ws_row), Int(size.ws_col))
    }
}
