import CardRecords
import Testing

@testable import ConcessionRules

@Suite("The form of a rule set")
struct RuleFormTests {
    @Test("JSON → CBOR → JSON is the same text", arguments: Example.allCases)
    func roundTrip(example: Example) throws {
        let form = try example.form()
        let bytes = form.encoded()
        let again = try ConcessionRuleSet(decoding: bytes.span)
        #expect(again == form)
        #expect(try Array(again.json().utf8) == example.text())
        #expect(try RuleSet(again).ruleCount == form.rules.count)
    }
}
