/// How far a piece of work is, on standard error: a bar on a terminal, lines of JSON with --json.
struct Progress {
    private static let barColumns = 24
    private let console: Console
    private let total: Int
    private var done = 0

    init(on console: Console, total: Int) {
        self.console = console
        self.total = max(1, total)
    }

    /// One more step begins.
    mutating func step(_ what: Text) {
        show(what)
        done = min(done + 1, total)
    }

    /// All is done: the bar goes away, so that only the result stays on the screen.
    mutating func finish() {
        guard console.showsProgress, !console.isJSON, console.isErrorTerminal else { return }
        console.writeError("\r\u{1B}[K")
    }

    private func show(_ what: Text) {
        guard console.showsProgress else { return }
        let text = what[console.language]
        if console.isJSON {
            let line = JSONValue.document([
                ("progress", .text(text)), ("step", .number(Int64(done + 1))), ("of", .number(Int64(total))),
            ])
            console.writeError(line.line + "\n")
        } else if console.isErrorTerminal {
            let filled = done * Self.barColumns / total
            let bar =
                String(repeating: "█", count: filled)
                + String(repeating: "░", count: Self.barColumns - filled)
            console.writeError("\r\u{1B}[K\(bar) \(done + 1)/\(total) \(text)")
        } else {
            console.writeError("kartka: \(done + 1)/\(total) \(text)\n")
        }
    }
}
