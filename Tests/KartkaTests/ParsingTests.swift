import Testing

@testable import kartka

@Suite("command line")
struct ParsingTests {
    static let file = Option("file", short: "f", .file, .file, required: true, help: Text(verbatim: "file"))
    static let count = Option("count", .number(1...9), .number, default: "3", help: Text(verbatim: "count"))
    static let force = Option("force", .flag, help: Text(verbatim: "force"))
    static let many = Option("many", .text, repeated: true, help: Text(verbatim: "many"))
    static let table = CommandTable(nouns: [
        Noun(
            word: "thing", summary: Text(verbatim: "things"),
            commands: [
                Command(
                    "thing", "make", summary: Text(verbatim: "make"), details: Text(verbatim: "make"),
                    options: [file, count, force, many],
                    arguments: [
                        Argument(.type, .choice(["red", "green"]), help: Text(verbatim: "colour")),
                        Argument(
                            .name, .text, required: false, repeated: true, help: Text(verbatim: "names")),
                    ],
                    examples: [], body: { _ in .accepted })
            ])
    ])

    func parse(_ words: [String]) throws(Failure) -> Request {
        try CommandLineParser(table: Self.table).parse(words, default: .english)
    }

    func values(_ words: [String]) throws -> ArgumentValues {
        guard case .run(_, let values, _) = try parse(["thing", "make"] + words) else {
            throw Failure(.internalFault, "not-run", Text(verbatim: "no command"))
        }
        return values
    }

    func code(_ words: [String]) -> String? {
        do throws(Failure) {
            _ = try parse(words)
            return nil
        } catch {
            return error.status == .usage ? error.code : "not usage: \(error.code)"
        }
    }

    @Test("options and arguments mix freely")
    func mixture() throws {
        let values = try values(["red", "-f", "a", "x", "--many=1", "--force", "--many", "2", "--", "--y"])
        #expect(values.required(Self.file) == "a")
        #expect(values.has(Self.force))
        #expect(values.texts(Self.many) == ["1", "2"])
        #expect(values.number(Self.count) == 3)
        #expect(values.positional == ["red", "x", "--y"])
    }

    @Test("the last of several values of an option that isn't repeated counts")
    func last() throws {
        #expect(try values(["red", "-fa", "--file=b"]).required(Self.file) == "b")
    }

    @Test(
        "a wrong command line is refused with its own code",
        arguments: [
            (["thing", "make", "red"], "missing-option"),
            (["thing", "make", "red", "--file"], "missing-value"),
            (["thing", "make", "red", "-f"], "missing-value"),
            (["thing", "make", "-f", "a"], "missing-argument"),
            (["thing", "make", "-f", "a", "blue"], "unknown-value"),
            (["thing", "make", "-f", "", "red"], "empty-value"),
            (["thing", "make", "-f", "a", "red", "--count", "10"], "not-a-number"),
            (["thing", "make", "-f", "a", "red", "--count", "x"], "not-a-number"),
            (["thing", "make", "-f", "a", "red", "--force=yes"], "unexpected-value"),
            (["thing", "make", "-f", "a", "red", "--colour"], "unknown-option"),
            (["thing", "make", "-f", "a", "red", "-z"], "unknown-option"),
            (["thing", "make", "-f", "a", "red", "--f"], "ambiguous-option"),
            (["thing", "make", "-f", "a", "red", "—force"], "wrong-dash"),
            (["thing", "--force", "make"], "option-before-verb"),
            (["thing"], "no-verb"),
            (["thing", "mak"], "unknown-command"),
            (["think", "make"], "unknown-command"),
            (["--json"], "no-command"),
            ([], "no-command"),
            (["--lang", "de", "thing"], "unknown-value"),
        ])
    func refused(words: [String], expected: String) {
        #expect(code(words) == expected)
    }

    @Test("--help wins over what is missing, in any place")
    func help() throws {
        for words in [
            ["--help"], ["thing", "--help"], ["thing", "make", "--help"], ["-h", "thing", "make"],
        ] {
            guard case .help = try parse(words) else {
                Issue.record("\(words) is not help")
                continue
            }
        }
    }

    @Test("global options count before and after the command")
    func globals() throws {
        for words in [
            ["--json", "--lang", "uk", "thing", "make", "red", "-fa"],
            ["thing", "make", "--json", "--lang=uk", "red", "-fa"],
        ] {
            guard case .run(_, _, let globals) = try parse(words) else {
                Issue.record("\(words) isn't run")
                continue
            }
            #expect(globals.isJSON)
            #expect(globals.language == .ukrainian)
        }
    }

    @Test("a near miss is suggested, a far one isn't")
    func suggestions() {
        let known = ["record", "readers", "card"]
        #expect(Suggestion.nearest(to: "recrod", among: known) == "record")
        #expect(Suggestion.nearest(to: "crad", among: known) == "card")
        #expect(Suggestion.nearest(to: "read", among: known) == "readers")
        #expect(Suggestion.nearest(to: "bicycle", among: known) == nil)
    }

    @Test(
        "times are read as in RFC 3339",
        arguments: [
            ("1970-01-01", 0), ("2026-11-21T08:30:00Z", 1_795_249_800),
            ("2026-11-21T10:30:00+02:00", 1_795_249_800),
            ("2024-02-29", 1_709_164_800), ("1969-12-31T23:59:59Z", -1),
        ] as [(String, Int64)])
    func times(text: String, seconds: Int64) {
        #expect(Timestamp(parsing: text)?.epochSeconds == seconds)
    }

    @Test(
        "what isn't a time is refused",
        arguments: [
            "", "2026", "2026-13-01", "2026-02-29", "2026-11-21T08:30", "2026-11-21 08:30:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T08:30:00", "2026-11-21T08:30:00+2:00", "٢٠٢٦-11-21",
        ])
    func notTimes(text: String) {
        #expect(Timestamp(parsing: text) == nil)
    }

    @Test(
        "a time is printed as it is read",
        arguments: [0, 1_795_249_800, -1, 951_782_400, 253_402_300_799] as [Int64])
    func printed(seconds: Int64) {
        let text = Timestamp(epochSeconds: seconds).text
        #expect(Timestamp(parsing: text)?.epochSeconds == seconds)
    }
}
