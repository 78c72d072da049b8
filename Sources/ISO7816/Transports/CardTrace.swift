/// A recorded conversation with a card, as text:
///
/// ```
/// # ATR: 3B 8B 80 01 …
/// # a remark
/// > 00 A4 04 00 08 F0 4B 41 52 54 4B 41 01 00
/// < 6F 2E … 90 00
/// > 00 20 00 01 08 ?? ?? ?? ?? ?? ?? ?? ??
/// < 63 C2
/// > 00 B0 82 00 C8
/// ! removed
/// ```
///
/// `??` stands for a byte that isn't told; when replaying it fits every byte.
public struct CardTrace: Equatable, Sendable {
    /// A byte, or nil for `??`.
    public typealias Masked = UInt8?

    public enum Outcome: Equatable, Sendable {
        case answer([Masked])
        case failure(CardTransportError)
    }

    public struct Exchange: Equatable, Sendable {
        public var command: [Masked]
        public var outcome: Outcome

        public init(command: [Masked], outcome: Outcome) {
            self.command = command
            self.outcome = outcome
        }
    }

    public var atr: [UInt8]?
    public var exchanges: [Exchange]

    public init(atr: [UInt8]? = nil, exchanges: [Exchange] = []) {
        self.atr = atr
        self.exchanges = exchanges
    }

    /// Lines of the text form.
    public static let linesMax = 100_000
}

extension CardTrace {
    /// The text form, which ``init(text:)`` reads.
    public var text: String {
        var lines: [String] = []
        if let atr { lines.append("# ATR: \(Hex.text(of: atr, separator: " "))") }
        for exchange in exchanges {
            lines += Self.lines(of: exchange)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The two lines of one exchange.
    public static func lines(of exchange: Exchange) -> [String] {
        let outcome =
            switch exchange.outcome {
            case .answer(let bytes): "< \(text(of: bytes))"
            case .failure(let error): "! \(word(for: error))"
            }
        return ["> \(text(of: exchange.command))", outcome]
    }

    private static func text(of bytes: [Masked]) -> String {
        bytes.map { $0.map { Hex.text(of: [$0]) } ?? "??" }.joined(separator: " ")
    }

    private static let words: [(String, CardTransportError)] = [
        ("removed", .removed), ("reset", .reset), ("torn", .torn), ("timeout", .timeout),
    ]

    private static func word(for error: CardTransportError) -> String {
        if let known = words.first(where: { $0.1 == error }) { return known.0 }
        return switch error {
        case .commandTooLong(let bytes): "command-too-long \(bytes)"
        case .responseTooLong(let bytes): "response-too-long \(bytes)"
        case .reader(let code): "reader \(code)"
        case .removed, .reset, .torn, .timeout: "removed"
        }
    }

    private static func failure(for text: Substring) -> CardTransportError? {
        if let known = words.first(where: { $0.0 == text }) { return known.1 }
        let parts = text.split(separator: " ")
        guard parts.count == 2, let number = Int(parts[1]) else { return nil }
        return switch parts[0] {
        case "command-too-long": .commandTooLong(bytes: number)
        case "response-too-long": .responseTooLong(bytes: number)
        case "reader": .reader(code: number)
        default: nil
        }
    }

    /// - Throws: ``CardTraceError`` with the number of the line, from 1.
    public init(text: String) throws(CardTraceError) {
        self.init()
        var command: [Masked]?
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        guard lines.count <= Self.linesMax else { throw .tooLong }
        for (index, line) in lines.enumerated() {
            let number = index + 1
            guard let mark = line.first else { continue }
            let rest = line.dropFirst().drop { $0 == " " }
            switch mark {
            case "#":
                guard rest.hasPrefix("ATR:") else { continue }
                guard let bytes = Hex.bytes(of: rest.dropFirst(4)) else { throw .hexadecimal(line: number) }
                atr = bytes
            case ">":
                guard command == nil else { throw .order(line: number) }
                command = try Self.masked(rest, line: number)
            case "<", "!":
                guard let sent = command else { throw .order(line: number) }
                command = nil
                if mark == "<" {
                    exchanges.append(
                        Exchange(command: sent, outcome: .answer(try Self.masked(rest, line: number))))
                } else {
                    guard let error = Self.failure(for: rest) else { throw .mark(line: number) }
                    exchanges.append(Exchange(command: sent, outcome: .failure(error)))
                }
            default: throw .mark(line: number)
            }
        }
        guard command == nil else { throw .order(line: lines.count) }
    }

    private static func masked(_ text: Substring, line: Int) throws(CardTraceError) -> [Masked] {
        var bytes: [Masked] = []
        for part in text.split(separator: " ") {
            if part == "??" {
                bytes.append(nil)
            } else if part.count == 2, let byte = Hex.bytes(of: part)?.first {
                bytes.append(byte)
            } else {
                throw .hexadecimal(line: line)
            }
        }
        return bytes
    }
}

/// Text that is no trace.
public enum CardTraceError: Error, Equatable, Sendable {
    case hexadecimal(line: Int)
    /// A command without an answer, or the other way round.
    case order(line: Int)
    /// A line that begins with none of the marks.
    case mark(line: Int)
    case tooLong
}
