/// When output has colours.
enum ColorChoice: String, CaseIterable, Sendable {
    case auto, always, never

    /// `NO_COLOR` (no-color.org) and a dumb terminal speak against colours; an explicit choice outweighs
    /// both.
    func isColored(isTerminal: Bool, environment: (String) -> String?) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto:
            isTerminal && environment("NO_COLOR")?.isEmpty ?? true && environment("TERM") != "dumb"
        }
    }
}

/// How a piece of text is set off on a terminal (ECMA-48 SGR).
enum Style: String, Sendable {
    case plain = ""
    case heading = "1"
    case faint = "2"
    case good = "32"
    case bad = "31"
    case doubtful = "33"
    case key = "36"

    func applied(to text: String, isColored: Bool) -> String {
        guard isColored, self != .plain, !text.isEmpty else { return text }
        return "\u{1B}[\(rawValue)m\(text)\u{1B}[0m"
    }
}
