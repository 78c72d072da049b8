import COSE
import Testing

struct CBORDiagnosticTests {
    @Test(
        "notation is encoded deterministically",
        arguments: [
            ("{2: 1, 1: \"ї\", -1: h'00 ff'}", "a3 01 62 d197 02 01 20 42 00ff"),
            ("/ a comment / [1, # another\n 2]", "82 01 02"),
            ("<< {0: 1} >>", "43 a1 00 01"),
            ("18(null)", "d2 f6"),
            ("\"\\u0456\\ud83d\\ude00\\n\"", "67 d196 f09f9880 0a"),
            ("-18446744073709551616", "3b ffffffffffffffff"),
            (
                "{18446744073709551615: 0, -18446744073709551616: 1}",
                "a2 1b ffffffffffffffff 00 3b ffffffffffffffff 01"
            ),
            ("simple(255)", "f8 ff"),
            ("-0.0", "f9 8000"),
            ("1.1", "fb 3ff199999999999a"),
        ])
    func encodes(_ text: String, _ bytes: String) throws {
        #expect(try CBORDiagnostic.bytes(from: text) == hex(bytes))
        #expect(try CBORDiagnostic.bytes(from: CBORDiagnostic.text(of: hex(bytes).span)) == hex(bytes))
    }

    @Test(
        "what isn't notation is refused with line and column",
        arguments: [
            ("[1,\n  2,\n  nil]", CBORDiagnosticError(problem: .unexpected, line: 3, column: 3)),
            ("{1: 2, 1: 3}", CBORDiagnosticError(problem: .duplicateKey, line: 1, column: 9)),
            ("h'0'", CBORDiagnosticError(problem: .hexadecimal, line: 1, column: 5)),
            ("\"\\ud800\"", CBORDiagnosticError(problem: .escape, line: 1, column: 9)),
            ("[1", CBORDiagnosticError(problem: .unexpectedEnd, line: 1, column: 3)),
            ("/", CBORDiagnosticError(problem: .unexpectedEnd, line: 1, column: 1)),
            ("18446744073709551616", CBORDiagnosticError(problem: .number, line: 1, column: 21)),
            ("1 2", CBORDiagnosticError(problem: .unexpected, line: 1, column: 3)),
            ("", CBORDiagnosticError(problem: .unexpectedEnd, line: 1, column: 1)),
        ])
    func refuses(_ text: String, _ error: CBORDiagnosticError) {
        #expect(throws: error) { try CBORDiagnostic.bytes(from: text) }
    }

    @Test("nesting has its limit here too")
    func deep() {
        #expect(throws: CBORDiagnosticError.self) {
            try CBORDiagnostic.bytes(from: String(repeating: "[", count: 100_000))
        }
    }

    @Test("a long map is printed in lines")
    func layout() throws {
        let bytes = try CBORDiagnostic.bytes(
            from: "{0: \"a rather long text to fill the line\", 1: [\"and another text here\", 2]}")
        #expect(
            try CBORDiagnostic.text(of: bytes.span) == """
                {
                  0: "a rather long text to fill the line",
                  1: ["and another text here", 2]
                }
                """)
    }
}
