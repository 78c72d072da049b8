import Testing

@testable import GenerateRecords

@Suite("The subset of CDDL")
struct CDDLTests {
    private func model(_ text: String) throws -> SchemaModel {
        let common = try CDDLParser.rules(
            of: "card-number = uint .le 9999999999999999999\nepoch-day = 0..65535", file: "common.cddl")
        return try Resolver.model(
            name: "demo", version: 1, source: "demo.cddl",
            rules: try CDDLParser.rules(of: text, file: "demo.cddl"), common: common)
    }

    private func field(_ type: String, rules: String = "") throws -> ModelType {
        let model = try model("demo = { &(a: 0) => \(type), }\n\(rules)")
        guard case .structure(let fields, _) = model.root?.kind, let field = fields.first else {
            throw SchemaError(file: "", position: SourcePosition(line: 0, column: 0), message: "no field")
        }
        return field.type
    }

    @Test(
        "types and constraints are resolved",
        arguments: [
            ("uint", ModelType.unsigned(0...UInt64.max, format: nil)),
            ("uint .size 2", .unsigned(0...65535, format: nil)),
            ("uint .lt 10", .unsigned(0...9, format: nil)),
            ("1..5", .unsigned(1...5, format: nil)),
            ("1...5", .unsigned(1...4, format: nil)),
            ("-5..5", .integer(-5...5, format: nil)),
            ("int .ge 0", .unsigned(0...UInt64(Int64.max), format: nil)),
            ("bool", .boolean),
            ("tstr .size (1..60)", .text(1...60, pattern: nil, format: nil)),
            ("bstr .size 16", .bytes(16...16)),
            ("(tstr .regexp \"[A-Z]+\") .size (2..9)", .text(2...9, pattern: "[A-Z]+", format: nil)),
            ("[1*7 uint]", .array(.unsigned(0...UInt64.max, format: nil), 1...7)),
            ("[* bool]", .array(.boolean, 0...1024)),
            ("[+ bool]", .array(.boolean, 1...1024)),
            ("card-number", .unsigned(0...9_999_999_999_999_999_999, format: "card-number")),
        ])
    func types(_ text: String, _ expected: ModelType) throws {
        #expect(try field(text) == expected)
    }

    @Test("an alias keeps the meaning of the shared rule")
    func alias() throws {
        #expect(try field("due", rules: "due = epoch-day") == .unsigned(0...65535, format: "epoch-day"))
    }

    @Test(
        "whatever is not known is an error with its place",
        arguments: [
            ("demo = { &(a: 0) => float, }", 1, 21, "float is not supported"),
            ("demo = { &(a: 0) => nothing, }", 1, 21, "no rule named nothing"),
            ("demo = { &(a: 0) => uint / bool, }", 1, 26, "a choice between types"),
            ("demo = { &(a: 0) => uint .default 1, }", 1, 26, "control operator .default"),
            ("demo = { &(a: 0) => uint .and 5 .le 3, }", 1, 33, "one control operator"),
            ("demo = { &(a: 0) => #6(uint), }", 1, 21, "tags"),
            ("demo = { &(a: 0) => { &(b: 0) => uint }, }", 1, 21, "a rule of its own"),
            ("demo = { a: uint, }", 1, 10, "a map member is written &(a: label)"),
            ("demo = { 0 => uint, }", 1, 10, "a map member is written"),
            ("demo = { &(a: 0) => uint,\n  &(b: 0) => uint, }", 2, 3, "used twice"),
            ("demo = { &(a: 0) => uint,\n  * &(b: 1) => uint, }", 2, 3, "at most once"),
            ("demo = { &(a: 0) => kind }\nkind = &(x: 1, y: 1)", 2, 16, "used twice"),
            ("demo = { &(a: 0) => a }\na = b\nb = a", 1, 21, "circle"),
            ("demo = { &(a: 0) => uint }\nlost = uint", 2, 8, "never used"),
            ("demo = { &(a: 0) => uint }\ncard-number = uint", 2, 15, "already in common.cddl"),
            ("other = { &(a: 0) => uint }", 1, 9, "first rule must be the map"),
            ("demo = { &(a: 0) => 1.5 }", 1, 21, "floating-point"),
            ("demo = { &(a: 0) => 5..1 }", 1, 21, "empty or too large range"),
            ("demo = { &(a: 0) => tstr .size (5..1) }", 1, 33, "empty or too large range"),
            ("demo = { &(a: 0) => [* [* uint]] }", 1, 21, "array of arrays"),
            ("demo = { &(a: 0) => uint", 1, 25, "end of the file"),
            ("demo /= uint", 1, 6, "can't be extended"),
            ("demo<t> = uint", 1, 5, "generic"),
            ("demo = { &(a: 0) => \"x }", 1, 21, "closing quote"),
            ("demo = { &(a: 0) => 'ff' }", 1, 21, "unexpected character"),
        ])
    func refused(_ text: String, _ line: Int, _ column: Int, _ message: String) throws {
        let error = try #require(throws: SchemaError.self) { try model(text) }
        #expect(error.message.contains(message), "\(error)")
        if message != "circle" {
            #expect(error.position == SourcePosition(line: line, column: column), "\(error)")
        }
    }

    @Test("a comment behind a member and the deeper indented lines under it are its documentation")
    func comments() throws {
        let model = try model(
            """
            ; Head.

            demo = {
              &(a: 0) => uint,   ; first
                                 ; more
              ; above b
              &(b: 1) => uint,
              &(c: 2) => uint, ; third
            }
            """)
        guard case .structure(let fields, _) = model.root?.kind else { return }
        #expect(fields.map(\.comment) == ["first more", "above b", "third"])
    }

    @Test(
        "names become Swift names",
        arguments: [
            ("card-number", "cardNumber"), ("class", "`class`"), ("iban", "iban"),
            ("payer-iban", "payerIBAN"),
            ("chornobyl-1", "chornobyl1"),
        ])
    func names(_ name: String, _ expected: String) {
        #expect(Names.member(name) == expected)
    }
}
