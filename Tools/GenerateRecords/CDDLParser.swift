/// Reads the subset of CDDL (RFC 8610) that a record schema may use; anything else is an error with its
/// place.
struct CDDLParser {
    private let file: String
    private let tokens: [Token]
    private let comments: Comments
    private var index = 0

    static func rules(of text: String, file: String) throws(SchemaError) -> [Rule] {
        let (tokens, comments) = try CDDLLexer.tokens(of: text, file: file)
        var parser = CDDLParser(file: file, tokens: tokens, comments: comments)
        var rules: [Rule] = []
        while parser.current.kind != .end {
            let rule = try parser.rule()
            if rules.contains(where: { $0.name == rule.name }) {
                throw parser.error("rule \(rule.name) is defined twice", at: rule.type.position)
            }
            rules.append(rule)
        }
        return rules
    }

    private init(file: String, tokens: [Token], comments: Comments) {
        self.file = file
        self.tokens = tokens
        self.comments = comments
    }

    private var current: Token { tokens[index] }

    private func following(_ ahead: Int) -> Token.Kind {
        index + ahead < tokens.count ? tokens[index + ahead].kind : .end
    }

    private func error(_ message: String, at position: SourcePosition? = nil) -> SchemaError {
        SchemaError(file: file, position: position ?? current.position, message: message)
    }

    @discardableResult
    private mutating func take() -> Token {
        let token = tokens[index]
        if token.kind != .end { index += 1 }
        return token
    }

    private mutating func takeIf(_ symbol: String) -> Bool {
        guard current.kind == .symbol(symbol) else { return false }
        take()
        return true
    }

    private mutating func expect(_ symbol: String) throws(SchemaError) {
        guard takeIf(symbol) else { throw error("expected '\(symbol)'\(found)") }
    }

    private var found: String {
        switch current.kind {
        case .name(let name): ", found '\(name)'"
        case .integer(let value): ", found \(value)"
        case .text: ", found a text"
        case .control(let name): ", found '.\(name)'"
        case .symbol(let symbol): ", found '\(symbol)'"
        case .end: ", found the end of the file"
        }
    }

    // MARK: Rules

    private mutating func rule() throws(SchemaError) -> Rule {
        let start = current.position
        guard case .name(let name) = current.kind else { throw error("expected the name of a rule\(found)") }
        take()
        if current.kind == .symbol("<") { throw error("generic rules are not supported") }
        if current.kind == .symbol("/=") || current.kind == .symbol("//=") {
            throw error("a rule can't be extended: write all of it in one place")
        }
        try expect("=")
        let type = try type()
        return Rule(name: name, type: type, comment: documentation(from: start.line))
    }

    /// The comment lines right above `line`, and the comment after the last token read.
    private func documentation(from line: Int) -> String {
        var above: [String] = []
        var at = line - 1
        while let text = comments.own[at] {
            above.insert(text, at: 0)
            at -= 1
        }
        let last = index > 0 ? tokens[index - 1].position.line : line
        let after = comments.trailing[last].map { [$0] } ?? []
        return (above + after).filter { !$0.isEmpty }.joined(separator: " ")
    }

    // MARK: Types

    private mutating func type() throws(SchemaError) -> TypeNode {
        let type = try constrainedType()
        if current.kind == .symbol("/") {
            throw error("a choice between types is not supported: use an enumeration &( name: number, … )")
        }
        return type
    }

    private mutating func constrainedType() throws(SchemaError) -> TypeNode {
        let start = current.position
        var type = try primaryType()
        if takeIf("..") {
            type = TypeNode(kind: .range(type, try primaryType(), isClosed: true), position: start)
        } else if takeIf("...") {
            type = TypeNode(kind: .range(type, try primaryType(), isClosed: false), position: start)
        }
        if case .control(let name) = current.kind {
            guard Self.controls.contains(name) else {
                throw error("control operator .\(name) is not supported")
            }
            take()
            let argument = try primaryType()
            type = TypeNode(kind: .control(type, operator: name, argument), position: start)
        }
        if case .control = current.kind {
            throw error("one control operator a type (RFC 8610 §3.8): put the inner one into brackets")
        }
        return type
    }

    private static let controls: Set<String> = ["size", "bits", "regexp", "le", "lt", "ge", "gt", "and"]

    private mutating func primaryType() throws(SchemaError) -> TypeNode {
        let start = current.position
        switch current.kind {
        case .name(let name):
            take()
            if current.kind == .symbol("<") { throw error("generic rules are not supported") }
            return TypeNode(kind: .name(name), position: start)
        case .integer(let value):
            take()
            return TypeNode(kind: .integer(value), position: start)
        case .text(let text):
            take()
            return TypeNode(kind: .text(text), position: start)
        case .symbol("("):
            take()
            let type = try type()
            try expect(")")
            return type
        case .symbol("{"):
            take()
            return TypeNode(kind: .map(try members(until: "}")), position: start)
        case .symbol("["):
            take()
            return TypeNode(kind: .array(try members(until: "]")), position: start)
        case .symbol("&"):
            take()
            if case .name(let name) = current.kind {
                throw error("&\(name): write the enumeration's members in brackets here")
            }
            try expect("(")
            return TypeNode(kind: .enumeration(try members(until: ")")), position: start)
        case .symbol("#"):
            throw error("tags and other # types are not supported")
        default:
            throw error("expected a type\(found)")
        }
    }

    // MARK: Members

    private mutating func members(until closing: String) throws(SchemaError) -> [Member] {
        var members: [Member] = []
        while current.kind != .symbol(closing) {
            if current.kind == .end { throw error("expected '\(closing)'\(found)") }
            if current.kind == .symbol("//") { throw error("a choice between groups is not supported") }
            members.append(try member())
        }
        take()
        return members
    }

    private mutating func member() throws(SchemaError) -> Member {
        let start = current.position
        let (minimum, maximum) = try occurrence()
        var name: String?
        var label: Int64?
        if current.kind == .symbol("&"), following(1) == .symbol("("), case .name(let key) = following(2),
            following(3) == .symbol(":"), case .integer(let number) = following(4),
            following(5) == .symbol(")")
        {
            guard let exact = Int64(exactly: number) else { throw error("the label doesn't fit 64 bits") }
            for _ in 0..<6 { take() }
            try expect("=>")
            (name, label) = (key, exact)
        } else if case .name(let key) = current.kind, following(1) == .symbol(":") {
            take()
            take()
            name = key
        } else if following(1) == .symbol("=>") || following(1) == .symbol(":") {
            throw error("a map member is written &(name: label) => type")
        }
        let type = try type()
        _ = takeIf(",")
        return Member(
            minimum: minimum, maximum: maximum, name: name, label: label, type: type,
            comment: documentation(from: start.line), position: start)
    }

    /// `?`, `*`, `+`, `n*m`, `n*`, `*m`, or nothing: exactly once.
    private mutating func occurrence() throws(SchemaError) -> (Int, Int?) {
        if takeIf("?") { return (0, 1) }
        if takeIf("+") { return (1, nil) }
        var minimum = 0
        if case .integer(let value) = current.kind, following(1) == .symbol("*") {
            guard let exact = Int(exactly: value), exact >= 0 else { throw error("bad number of times") }
            take()
            minimum = exact
        }
        guard takeIf("*") else { return (1, 1) }
        guard case .integer(let value) = current.kind else { return (minimum, nil) }
        guard let maximum = Int(exactly: value), maximum >= minimum else {
            throw error("bad number of times")
        }
        take()
        return (minimum, maximum)
    }
}
