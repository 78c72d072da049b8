/// Turns the rules of one file (and the shared ones) into a model.
struct Resolver {
    private let file: String
    private let own: [String: Rule]
    private let common: [String: Rule]
    private let isCommonFile: Bool

    /// - Parameter common: the rules of CardSchemas/common, empty while that file itself is resolved.
    static func model(
        name: String, version: Int, source: String, rules: [Rule], common: [Rule]
    ) throws(SchemaError) -> SchemaModel {
        let isCommon = name == "common"
        let resolver = try Resolver(file: source, rules: rules, common: common, isCommonFile: isCommon)
        var nested: [Declaration] = []
        var root: Declaration?
        for (index, rule) in rules.enumerated() {
            guard let declaration = try resolver.declaration(of: rule, isCommon: isCommon) else { continue }
            if index == 0, !isCommon {
                guard rule.name == name, case .structure(_, isArray: false) = declaration.kind else { break }
                root = declaration
            } else {
                nested.append(declaration)
            }
        }
        if !isCommon, root == nil {
            throw SchemaError(
                file: source, position: rules.first?.type.position ?? SourcePosition(line: 1, column: 1),
                message: "the first rule must be the map of the record: \(name) = { … }")
        }
        try resolver.refuseUnused(from: rules, isCommon: isCommon)
        return SchemaModel(name: name, version: version, source: source, root: root, nested: nested)
    }

    private init(
        file: String, rules: [Rule], common: [Rule], isCommonFile: Bool
    ) throws(SchemaError) {
        self.file = file
        self.isCommonFile = isCommonFile
        own = Dictionary(rules.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.common = Dictionary(common.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for rule in rules where self.common[rule.name] != nil {
            throw error("rule \(rule.name) is already in common.cddl", at: rule.type.position)
        }
        for rule in rules where Self.prelude.contains(rule.name) {
            throw error("\(rule.name) is a name of the CDDL prelude", at: rule.type.position)
        }
    }

    static let prelude: Set<String> = [
        "uint", "int", "nint", "bool", "tstr", "text", "bstr", "bytes", "any", "null", "nil", "float",
        "tdate",
    ]

    func error(_ message: String, at position: SourcePosition) -> SchemaError {
        SchemaError(file: file, position: position, message: message)
    }

    private func rule(_ name: String) -> Rule? { own[name] ?? common[name] }

    // MARK: Declarations

    private func declaration(of rule: Rule, isCommon: Bool) throws(SchemaError) -> Declaration? {
        let kind: Declaration.Kind
        switch rule.type.kind {
        case .map(let members):
            kind = .structure(try fields(of: members, isArray: false), isArray: false)
        case .array(let members) where Self.isTuple(members):
            kind = .structure(try fields(of: members, isArray: true), isArray: true)
        case .enumeration(let members):
            // The names of bits become members of the sets that use them, not an enumeration.
            if isBitNames(rule.name) { return nil }
            kind = .enumeration(try cases(of: members, in: 0...Int64.max))
        case .control(_, operator: "bits", let argument):
            kind = .bitSet(try bits(named: argument), names: argument.ruleName ?? rule.name)
        default:
            _ = try type(of: rule.type, depth: 0)
            guard isCommon else { return nil }
            kind = .alias
        }
        return Declaration(name: rule.name, comment: rule.comment, kind: kind, isCommon: isCommon)
    }

    private static func isTuple(_ members: [Member]) -> Bool {
        members.count > 1 || members.contains { $0.name != nil && $0.minimum == 1 && $0.maximum == 1 }
    }

    private func isBitNames(_ name: String) -> Bool {
        for rule in Array(own.values) + Array(common.values) {
            if case .control(_, operator: "bits", let argument) = rule.type.kind,
                case .name(name) = argument.kind
            {
                return true
            }
        }
        return false
    }

    private func bits(named argument: TypeNode) throws(SchemaError) -> [CaseModel] {
        switch argument.kind {
        case .enumeration(let members): return try cases(of: members, in: 0...62)
        case .name(let name):
            guard let rule = rule(name), case .enumeration(let members) = rule.type.kind else {
                throw error(".bits needs an enumeration of bit numbers", at: argument.position)
            }
            return try cases(of: members, in: 0...62)
        default: throw error(".bits needs an enumeration of bit numbers", at: argument.position)
        }
    }

    private func cases(of members: [Member], in range: ClosedRange<Int64>) throws(SchemaError) -> [CaseModel]
    {
        var cases: [CaseModel] = []
        for member in members {
            guard let name = member.name, member.label == nil, member.minimum == 1, member.maximum == 1,
                case .integer(let number) = member.type.kind
            else { throw error("expected name: number", at: member.position) }
            guard let value = Int64(exactly: number), range.contains(value) else {
                throw error("\(name): \(number) is outside \(range)", at: member.position)
            }
            if cases.contains(where: { $0.value == value || $0.name == name }) {
                throw error("\(name): name or number is used twice", at: member.position)
            }
            cases.append(CaseModel(name: name, value: value, comment: member.comment))
        }
        return cases
    }

    // MARK: Fields

    private func fields(of members: [Member], isArray: Bool) throws(SchemaError) -> [FieldModel] {
        var fields: [FieldModel] = []
        for member in members {
            guard let name = member.name else {
                let form = isArray ? "name: type" : "&(name: label) => type"
                throw error("a member is written \(form)", at: member.position)
            }
            let label = isArray ? Int64(fields.count) : member.label
            guard let label else {
                throw error("\(name): a map member is written &(\(name): label) => type", at: member.position)
            }
            guard member.maximum == 1, member.minimum == 1 || !isArray else {
                throw error("\(name): a map member comes once or (?) at most once", at: member.position)
            }
            if fields.contains(where: { $0.label == label || $0.name == name }) {
                throw error("\(name): name or label is used twice", at: member.position)
            }
            let type = try type(of: member.type, depth: 0)
            fields.append(
                FieldModel(
                    name: name, label: label, isOptional: member.minimum == 0, type: type,
                    comment: member.comment, position: member.position))
        }
        guard fields.count <= 64 else {
            throw error("more than 64 members", at: members[0].position)
        }
        return fields
    }

    // MARK: Types

    func type(of node: TypeNode, depth: Int) throws(SchemaError) -> ModelType {
        guard depth < Limits.aliasDepthMax else {
            throw error("the rules go round in a circle", at: node.position)
        }
        switch node.kind {
        case .name(let name): return try named(name, at: node.position, depth: depth)
        case .range: return try numberRange(node)
        case .control(let base, let name, let argument):
            return try constrained(base, by: name, argument, at: node.position, depth: depth)
        case .array(let members): return try array(of: members, at: node.position, depth: depth)
        case .map, .enumeration:
            throw error(
                "give this type a rule of its own: its name becomes the Swift type", at: node.position)
        case .integer, .text:
            throw error("a single value is not supported as a type", at: node.position)
        }
    }

    private func named(_ name: String, at position: SourcePosition, depth: Int) throws(SchemaError)
        -> ModelType
    {
        switch name {
        case "uint": return .unsigned(0...UInt64.max, format: nil)
        case "int": return .integer(Int64.min...Int64.max, format: nil)
        case "nint": return .integer(Int64.min...(-1), format: nil)
        case "bool": return .boolean
        case "tstr", "text": return .text(0...Limits.textBytesMax, pattern: nil, format: nil)
        case "bstr", "bytes": return .bytes(0...Limits.byteStringBytesMax)
        case _ where Self.prelude.contains(name): throw error("\(name) is not supported", at: position)
        default: break
        }
        guard let rule = rule(name) else { throw error("no rule named \(name)", at: position) }
        switch rule.type.kind {
        case .map: return .named(name, .structure)
        case .array(let members) where Self.isTuple(members): return .named(name, .structure)
        case .enumeration:
            guard !isBitNames(name) else {
                throw error(
                    "\(name) names the bits of a set and can't be the type of a value too: "
                        + "give the value an enumeration of its own", at: position)
            }
            return .named(name, .enumeration)
        case .control(_, operator: "bits", _): return .named(name, .bitSet)
        default:
            // The name of a shared rule carries what CDDL can't say (Luhn, mod 97, a calendar day).
            let type = try type(of: rule.type, depth: depth + 1)
            return isCommonAlias(name) ? Self.withFormat(type, named: name) : type
        }
    }

    private func isCommonAlias(_ name: String) -> Bool {
        isCommonFile ? own[name] != nil : common[name] != nil
    }

    private static func withFormat(_ type: ModelType, named name: String) -> ModelType {
        switch type {
        case .unsigned(let range, _): return .unsigned(range, format: name)
        case .integer(let range, _): return .integer(range, format: name)
        case .text(let range, let pattern, _): return .text(range, pattern: pattern, format: name)
        default: return type
        }
    }

    private func array(
        of members: [Member], at position: SourcePosition, depth: Int
    ) throws(SchemaError) -> ModelType {
        guard !Self.isTuple(members), let member = members.first else {
            throw error("give this array a rule of its own: its name becomes the Swift type", at: position)
        }
        let maximum = member.maximum ?? Limits.arrayCountMax
        guard member.minimum <= maximum, maximum <= Limits.arrayCountMax else {
            throw error("an array has at most \(Limits.arrayCountMax) items", at: position)
        }
        let element = try type(of: member.type, depth: depth + 1)
        if case .array = element {
            throw error("an array of arrays is not supported: put a map in between", at: position)
        }
        return .array(element, member.minimum...maximum)
    }

    /// A rule that nothing uses is a mistake in the schema (a field that somebody forgot to attach).
    private func refuseUnused(from rules: [Rule], isCommon: Bool) throws(SchemaError) {
        guard !isCommon else { return }
        var used: Set<String> = [rules.first?.name ?? ""]
        for rule in rules { rule.type.visitNames { used.insert($0) } }
        for rule in rules where !used.contains(rule.name) {
            throw error("rule \(rule.name) is never used", at: rule.type.position)
        }
    }
}

extension TypeNode {
    /// The rule that the type is an alias of.
    var ruleName: String? {
        if case .name(let name) = kind { return name }
        return nil
    }

    /// Every rule name that the type refers to.
    func visitNames(_ visit: (String) -> Void) {
        switch kind {
        case .name(let name): visit(name)
        case .integer, .text: break
        case .range(let low, let high, _):
            low.visitNames(visit)
            high.visitNames(visit)
        case .control(let base, _, let argument):
            base.visitNames(visit)
            argument.visitNames(visit)
        case .map(let members), .array(let members), .enumeration(let members):
            for member in members { member.type.visitNames(visit) }
        }
    }
}
