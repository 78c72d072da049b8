/// A `.regexp` of a schema (RFC 8610 §3.8.3: XSD syntax, the whole text must match), matched in linear time.
///
/// Known: literals, `.`, classes, `\d`, escaped signs, brackets, `|`, `?`, `*`, `+`, `{n}`, `{n,}`, `{n,m}`.
public struct TextPattern: Equatable, Sendable {
    /// As it stands in the schema.
    public let source: String
    /// The first of the shortest texts that match: an example for people.
    public let shortestMatch: String
    private let instructions: [Instruction]

    private enum Instruction: Equatable, Sendable {
        case match(ranges: [ClosedRange<UInt32>], isNegated: Bool)
        case split(Int, Int)
        case jump(Int)
        case accept
    }

    private indirect enum Node {
        case empty
        case scalar([ClosedRange<UInt32>], isNegated: Bool)
        case sequence([Node])
        case either([Node])
        case times(Node, Int, Int?)
    }

    /// Bounds the compiled size: a schema's pattern is short.
    private static let instructionCountMax = 2048
    private static let timesMax = 256

    /// nil if the pattern uses anything that is not known.
    public init?(_ source: String) {
        var parser = Parser(Array(source.unicodeScalars))
        guard let node = parser.alternatives(depth: 0), parser.isAtEnd else { return nil }
        var program: [Instruction] = []
        guard Self.compile(node, into: &program) else { return nil }
        program.append(.accept)
        self.source = source
        shortestMatch = Self.shortest(node)
        instructions = program
    }

    /// A pattern of a schema. The generated sources are read by people and every pattern is compiled in the
    /// tests, so one that isn't known is a programmer's error.
    init(schema source: String) {
        guard let pattern = TextPattern(source) else { preconditionFailure("pattern \(source)") }
        self = pattern
    }

    /// Whether all of `text` matches.
    public func matches(_ text: String) -> Bool {
        var states = reachable([0])
        for scalar in text.unicodeScalars {
            var next: [Int] = []
            for state in states {
                guard case .match(let ranges, let isNegated) = instructions[state] else { continue }
                if ranges.contains(where: { $0.contains(scalar.value) }) != isNegated {
                    next.append(state + 1)
                }
            }
            if next.isEmpty { return false }
            states = reachable(next)
        }
        return states.contains { instructions[$0] == .accept }
    }

    private func reachable(_ starts: [Int]) -> [Int] {
        var seen = [Bool](repeating: false, count: instructions.count)
        var open = starts
        var states: [Int] = []
        while let state = open.popLast() {
            if seen[state] { continue }
            seen[state] = true
            switch instructions[state] {
            case .split(let first, let second): open += [first, second]
            case .jump(let target): open.append(target)
            case .match, .accept: states.append(state)
            }
        }
        return states
    }

    private static func shortest(_ node: Node) -> String {
        switch node {
        case .empty: return ""
        case .scalar(let ranges, isNegated: false):
            guard let low = ranges.first?.lowerBound, let scalar = Unicode.Scalar(low) else { return "" }
            return String(Character(scalar))
        case .scalar(let ranges, isNegated: true):
            let letters = (0x61...0x7A).first { letter in !ranges.contains { $0.contains(UInt32(letter)) } }
            return letters.flatMap { Unicode.Scalar(UInt32($0)) }.map { String(Character($0)) } ?? ""
        case .sequence(let nodes): return nodes.map(shortest).joined()
        case .either(let nodes): return nodes.map(shortest).min { $0.utf8.count < $1.utf8.count } ?? ""
        case .times(let inner, let minimum, _): return String(repeating: shortest(inner), count: minimum)
        }
    }

    private static func compile(_ node: Node, into program: inout [Instruction]) -> Bool {
        guard program.count < instructionCountMax else { return false }
        switch node {
        case .empty: return true
        case .scalar(let ranges, let isNegated):
            program.append(.match(ranges: ranges, isNegated: isNegated))
            return true
        case .sequence(let nodes): return nodes.allSatisfy { compile($0, into: &program) }
        case .either(let nodes): return compile(alternatives: nodes[...], into: &program)
        case .times(let inner, let minimum, let maximum):
            for _ in 0..<minimum { guard compile(inner, into: &program) else { return false } }
            guard let maximum else {
                let split = program.count
                program.append(.accept)
                guard compile(inner, into: &program) else { return false }
                program.append(.jump(split))
                program[split] = .split(split + 1, program.count)
                return true
            }
            var splits: [Int] = []
            for _ in minimum..<maximum {
                splits.append(program.count)
                program.append(.accept)
                guard compile(inner, into: &program) else { return false }
            }
            for split in splits { program[split] = .split(split + 1, program.count) }
            return true
        }
    }

    private static func compile(alternatives nodes: ArraySlice<Node>, into program: inout [Instruction])
        -> Bool
    {
        guard let first = nodes.first else { return true }
        if nodes.count == 1 { return compile(first, into: &program) }
        let split = program.count
        program.append(.accept)
        guard compile(first, into: &program) else { return false }
        let jump = program.count
        program.append(.accept)
        program[split] = .split(split + 1, program.count)
        guard compile(alternatives: nodes.dropFirst(), into: &program) else { return false }
        program[jump] = .jump(program.count)
        return true
    }

    // MARK: Parsing

    private struct Parser {
        private let scalars: [Unicode.Scalar]
        private var index = 0

        init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

        var isAtEnd: Bool { index == scalars.count }

        private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

        private mutating func take() -> Unicode.Scalar? {
            guard let scalar = current else { return nil }
            index += 1
            return scalar
        }

        private mutating func takeIf(_ scalar: Unicode.Scalar) -> Bool {
            guard current == scalar else { return false }
            index += 1
            return true
        }

        mutating func alternatives(depth: Int) -> Node? {
            guard depth < 16 else { return nil }
            var nodes: [Node] = []
            repeat {
                var sequence: [Node] = []
                while let scalar = current, scalar != "|", scalar != ")" {
                    guard let atom = atom(depth: depth), let node = quantified(atom) else { return nil }
                    sequence.append(node)
                }
                nodes.append(sequence.isEmpty ? .empty : .sequence(sequence))
            } while takeIf("|")
            return nodes.count == 1 ? nodes[0] : .either(nodes)
        }

        private mutating func atom(depth: Int) -> Node? {
            guard let scalar = take() else { return nil }
            switch scalar {
            case "(":
                guard let node = alternatives(depth: depth + 1), takeIf(")") else { return nil }
                return node
            case "[": return characterClass()
            case ".": return .scalar([0x0A...0x0A, 0x0D...0x0D], isNegated: true)
            case "\\":
                guard let range = escape() else { return nil }
                return .scalar([range], isNegated: false)
            case "?", "*", "+", "{", "}", "]", "^", "$": return nil
            default: return .scalar([scalar.value...scalar.value], isNegated: false)
            }
        }

        private mutating func escape() -> ClosedRange<UInt32>? {
            guard let scalar = take() else { return nil }
            if scalar == "d" { return 0x30...0x39 }
            guard "\\|.-^?*+{}()[]/$".unicodeScalars.contains(scalar) else { return nil }
            return scalar.value...scalar.value
        }

        private mutating func characterClass() -> Node? {
            let isNegated = takeIf("^")
            var ranges: [ClosedRange<UInt32>] = []
            while let scalar = take() {
                if scalar == "]" { return ranges.isEmpty ? nil : .scalar(ranges, isNegated: isNegated) }
                var low = scalar.value...scalar.value
                if scalar == "\\" {
                    guard let escaped = escape() else { return nil }
                    low = escaped
                }
                if scalar == "[" { return nil }
                if current == "-", index + 1 < scalars.count, scalars[index + 1] != "]" {
                    index += 1
                    guard var high = take()?.value else { return nil }
                    if high == 0x5C {
                        guard let escaped = escape() else { return nil }
                        high = escaped.upperBound
                    }
                    guard low.lowerBound == low.upperBound, low.lowerBound <= high else { return nil }
                    low = low.lowerBound...high
                }
                ranges.append(low)
            }
            return nil
        }

        private mutating func quantified(_ node: Node) -> Node? {
            if takeIf("?") { return .times(node, 0, 1) }
            if takeIf("*") { return .times(node, 0, nil) }
            if takeIf("+") { return .times(node, 1, nil) }
            guard takeIf("{") else { return node }
            guard let minimum = number() else { return nil }
            if takeIf("}") { return .times(node, minimum, minimum) }
            guard takeIf(",") else { return nil }
            if takeIf("}") { return .times(node, minimum, nil) }
            guard let maximum = number(), maximum >= minimum, takeIf("}") else { return nil }
            return .times(node, minimum, maximum)
        }

        private mutating func number() -> Int? {
            var value: Int?
            while let scalar = current, scalar >= "0", scalar <= "9" {
                index += 1
                let next = (value ?? 0) * 10 + Int(scalar.value - 0x30)
                guard next <= TextPattern.timesMax else { return nil }
                value = next
            }
            return value
        }
    }
}
