import Testing

@testable import CardRecords

@Suite("Strict JSON")
struct JSONReaderTests {
    private func error(_ text: String) -> JSONSyntaxError? {
        do {
            _ = try JSONReader.value(of: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "text that is JSON is taken",
        arguments: [
            "{}", "[]", " [1, -2, 0]\n", "\"\\u0441\\ud83d\\ude00\\\\\\/\"", "18446744073709551615",
            "-9223372036854775808", "{\"a\":[true,false,null]}",
        ])
    func accepted(_ text: String) {
        #expect(error(text) == nil)
    }

    @Test(
        "text that is not strict JSON is refused where it stands",
        arguments: [
            ("", JSONSyntaxError.Problem.unexpectedEnd, 1, 1),
            ("{\"a\": 1,\n \"a\": 2}", .duplicateName, 2, 2),
            ("{\"a\": 1,\n \"\\u0061\": 2}", .duplicateName, 2, 2),
            ("[1.5]", .notAnInteger, 1, 2),
            ("[1e3]", .notAnInteger, 1, 2),
            ("[01]", .leadingZero, 1, 2),
            ("[-01]", .leadingZero, 1, 2),
            ("[18446744073709551616]", .numberTooLarge, 1, 2),
            ("[-9223372036854775809]", .numberTooLarge, 1, 2),
            ("[99999999999999999999999999999999999999999999]", .numberTooLarge, 1, 22),
            ("[1,]", .unexpectedCharacter, 1, 4),
            ("{\"a\":1,}", .unexpectedCharacter, 1, 8),
            ("[1] x", .trailingText, 1, 5),
            ("\"\\ud800\"", .loneSurrogate, 1, 2),
            ("\"\\ud800\\u0041\"", .loneSurrogate, 1, 2),
            ("\"\\udc00\"", .loneSurrogate, 1, 2),
            ("\"\\x\"", .badEscape, 1, 2),
            ("\"a\nb\"", .controlCharacter, 1, 3),
            ("\"їжак", .unexpectedEnd, 1, 6),
            ("nul", .unexpectedEnd, 1, 4),
            ("+1", .unexpectedCharacter, 1, 1),
            ("// c\n1", .unexpectedCharacter, 1, 1),
            ("\u{FEFF}{}", .byteOrderMark, 1, 1),
        ])
    func refused(_ text: String, _ problem: JSONSyntaxError.Problem, _ line: Int, _ column: Int) {
        let found = error(text)
        #expect(found?.problem == problem)
        #expect(found?.position == TextPosition(line: line, column: column))
    }

    @Test(
        "one long line takes time in proportion to its length",
        arguments: ["0,", "\"a\",", "{\"a\":[]},", "\"\\n\\n\\n\\n\","])
    func longLine(_ item: String) {
        func seconds(_ bytes: Int) -> Double {
            let text = "[" + String(repeating: item, count: bytes / item.utf8.count) + "x"
            let start = ContinuousClock.now
            let found = error(text)
            let time = ContinuousClock.now - start
            #expect(found?.problem == .unexpectedCharacter)
            #expect(found?.position == TextPosition(line: 1, column: text.utf8.count))
            return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        }
        // Sixteen times the text: 16 times the time, and not 256 times.
        let short = (0..<3).map { _ in seconds(1 << 14) }.min() ?? 0
        #expect(seconds(1 << 18) < 100 * short)
    }

    @Test("depth has a bound, on both sides of it")
    func depth() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(error(nested(JSONReader.depthMax)) == nil)
        #expect(error(nested(JSONReader.depthMax + 1))?.problem == .tooDeep)
        #expect(error(String(repeating: "[", count: 500_000))?.problem == .tooDeep)
    }

    @Test("length has a bound, and bytes must be UTF-8")
    func bytes() {
        let long = [UInt8](repeating: 0x20, count: JSONReader.bytesMax + 1)
        #expect(throws: JSONSyntaxError.self) { try JSONReader.value(of: long) }
        #expect(throws: JSONSyntaxError.self) { try JSONReader.value(of: [0x22, 0xC0, 0xAF, 0x22]) }
        #expect(throws: JSONSyntaxError.self) { try JSONReader.value(of: [0x22, 0xED, 0xA0, 0x80, 0x22]) }
    }
}
