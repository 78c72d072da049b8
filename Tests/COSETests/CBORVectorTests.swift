import COSE
import Testing

/// RFC 8949, Appendix A: what is deterministic is taken and printed, all else refused.
struct CBORVectorTests {
    struct Example: Decodable, Sendable, CustomTestStringConvertible {
        var hex: String
        var roundtrip: Bool
        var diagnostic: String?
        var testDescription: String { hex }
    }

    struct NotWellFormed: Decodable, Sendable, CustomTestStringConvertible {
        var hex: String
        var rule: String
        var testDescription: String { "\(hex): \(rule)" }
    }

    static let examples: [Example] = vectors("rfc8949/appendix_a.json")
    static let notWellFormed: [NotWellFormed] = vectors("rfc8949/appendix_f.json")

    /// Well formed but not deterministic, although the vectors' own encoder keeps them; `f818` is obsolete.
    static let refusedThough = ["5f42010243030405ff", "7f657374726561646d696e67ff", "f818"]

    static func isDeterministic(_ example: Example) -> Bool {
        example.roundtrip && !refusedThough.contains(example.hex)
    }

    @Test(
        "the standard's deterministic examples are read, printed and encoded to the same bytes",
        arguments: examples.filter(isDeterministic))
    func deterministic(_ example: Example) throws {
        let bytes = hex(example.hex)
        var decoder = CBORDecoder(bytes.span)
        try decoder.skip()
        try decoder.finish()
        let text = try CBORDiagnostic.text(of: bytes.span)
        #expect(try CBORDiagnostic.bytes(from: text) == bytes)
    }

    @Test("the standard's other examples are refused", arguments: examples.filter { !isDeterministic($0) })
    func notDeterministic(_ example: Example) {
        #expect(throws: CBORError.self) { try skipAll(hex(example.hex)) }
    }

    @Test("what the standard calls not well formed is refused", arguments: notWellFormed)
    func malformed(_ example: NotWellFormed) {
        #expect(throws: CBORError.self) { try skipAll(hex(example.hex)) }
    }

    @Test("every vector file was read whole")
    func counts() {
        #expect(Self.examples.count == 82)
        #expect(Self.notWellFormed.count > 50)
    }
}

func skipAll(_ bytes: [UInt8]) throws(CBORError) {
    var decoder = CBORDecoder(bytes.span)
    try decoder.skip()
    try decoder.finish()
}
