/// A length of time as people write it on a command line: `90m`, `36h`, `7d`, `2w`, or bare seconds `3600s`.
struct TimeSpan: Equatable, Sendable {
    let seconds: Int64

    private static let units: [(letter: Character, seconds: Int64)] = [
        ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400), ("w", 604_800),
    ]

    /// Nil for what isn't a number of at most nine digits and a unit.
    init?(parsing text: String) {
        guard let last = text.last, let unit = Self.units.first(where: { $0.letter == last }) else {
            return nil
        }
        let digits = text.dropLast()
        guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int64(digits)
        else { return nil }
        seconds = number * unit.seconds
    }

    /// In the largest unit that fits.
    static func text(seconds: Int64) -> String {
        let unit = units.last { seconds % $0.seconds == 0 && seconds >= $0.seconds } ?? units[0]
        return "\(seconds / unit.seconds)\(unit.letter)"
    }
}
