import Foundation
import Testing

@testable import kartka

@Suite("output")
struct OutputTests {
    @Test(
        "columns are counted, not bytes",
        arguments: [("Київ", 4), ("й", 1), ("e\u{301}", 1), ("漢字", 4), ("", 0)])
    func width(text: String, columns: Int) {
        #expect(text.displayWidth == columns)
        #expect(text.padded(to: 6).displayWidth == 6)
    }

    @Test("what comes from outside can't steer the terminal")
    func printable() {
        #expect("a\u{1B}[2J\u{202E}b\nї".printable == "a\u{FFFD}[2J\u{FFFD}b\u{FFFD}ї")
    }

    @Test("lines are broken at spaces")
    func wrapping() {
        #expect("один два три".wrapped(to: 8) == ["один два", "три"])
        #expect("довжелезне слово".wrapped(to: 4) == ["довжелезне", "слово"])
    }

    @Test("JSON is read back as it was")
    func json() throws {
        let awkward = "\"\\\n\t\0\u{7F}\u{2028}ї😀"
        let value = JSONValue.document([
            ("t", .text(awkward)), ("n", .number(.min)), ("a", .array([.bool(true), .null, .bool(false)])),
            ("o", .object([])),
        ])
        #expect(!value.line.contains("\n"))
        let object = try JSONText.object(value.line)
        #expect(object["t"] as? String == awkward)
        #expect((object["n"] as? NSNumber)?.int64Value == .min)
        #expect((object["a"] as? [Any])?.count == 3)
        #expect(object["schema"] as? Int == 1)
    }

    @Test("colours only on a terminal, not against NO_COLOR, always if asked")
    func colours() {
        let none: (String) -> String? = { _ in nil }
        #expect(ColorChoice.auto.isColored(isTerminal: true, environment: none))
        #expect(!ColorChoice.auto.isColored(isTerminal: false, environment: none))
        #expect(!ColorChoice.auto.isColored(isTerminal: true) { $0 == "NO_COLOR" ? "1" : nil })
        #expect(!ColorChoice.auto.isColored(isTerminal: true) { $0 == "TERM" ? "dumb" : nil })
        #expect(ColorChoice.always.isColored(isTerminal: false, environment: none))
        #expect(!ColorChoice.never.isColored(isTerminal: true, environment: none))
    }
}
