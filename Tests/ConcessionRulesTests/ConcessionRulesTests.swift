import COSE
import CardRecords
import Foundation
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

    @Test("the bytes are those of the schema's examples", arguments: Example.allCases)
    func knownAnswer(example: Example) throws {
        let notation = try String(
            contentsOf: Example.folder.appending(path: "\(example.rawValue).diag"), encoding: .utf8)
        let hex = try String(
            contentsOf: Example.folder.appending(path: "\(example.rawValue).hex"), encoding: .utf8)
        let bytes = try example.form().encoded()
        #expect(try CBORDiagnostic.bytes(from: notation) == bytes)
        #expect(bytes.map { String(format: "%02x", $0) }.joined() + "\n" == hex)
        var twin = bytes
        twin[bytes.count - 1] ^= 1
        #expect(twin.map { String(format: "%02x", $0) }.joined() + "\n" != hex)
    }

    @Test("what the schema's invalid examples break is refused", arguments: try Self.invalidExamples())
    func invalid(file: URL) throws {
        let bytes = try CBORDiagnostic.bytes(from: String(contentsOf: file, encoding: .utf8))
        #expect(throws: RecordError.self) { try ConcessionRuleSet(decoding: bytes.span) }
        #expect(throws: RuleSetError.self) { try RuleSet(parsing: bytes.span) }
    }

    static func invalidExamples() throws -> [URL] {
        let folder = Example.folder.appending(path: "invalid")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }
    }

    @Test("a sample is consistent in every year that the schema reaches, and its comments can be read over")
    func sample() throws {
        for year in 2026...2098 {
            let day = try #require(EpochDay(year: year, month: 6, day: 1))
            let issued = try #require(NumericDate(epochSeconds: Int64(day.rawValue) * 86_400))
            let sample = ConcessionRuleSet.sample(issued: issued)
            let rules = try RuleSet(sample)
            #expect(rules.findings(on: sample).filter(\.isWarning) == [])
            guard year == 2026 else { continue }
            for language in DisplayLanguage.allCases {
                let text = try sample.json(commentedIn: language)
                #expect(try ConcessionRuleSet(json: Array(text.utf8)) == sample)
                #expect(text.contains("\"// rules\""))
            }
        }
    }

    @Test("the numbers of classes, modes, zones and periods are those of records")
    func sharedNumbers() {
        func numbers(_ choices: [ChoiceDescriptor]) -> [String] { choices.map { "\($0.name) \($0.value)" } }
        #expect(
            numbers(ConcessionRuleSet.ConcessionClasses.choices)
                == numbers(TransportConcession.ConcessionClass.choices))
        #expect(
            numbers(ConcessionRuleSet.VehicleModes.choices)
                == numbers(TransportConcession.VehicleModes.choices))
        #expect(numbers(ConcessionRuleSet.Zones.choices) == numbers(TransportConcession.Zones.choices))
        #expect(
            numbers(ConcessionRuleSet.QuotaPeriod.choices) == numbers(TransportConcession.QuotaPeriod.choices)
        )
        #expect(VehicleMode.allCases.allSatisfy { !$0.name.isEmpty && VehicleMode(name: $0.name) == $0 })
        #expect(VehicleMode.allCases.count == TransportConcession.VehicleModes.choices.count)
        #expect(
            RuleLimits.classMax == TransportConcession.ConcessionClass.allCases.map(\.rawValue).max() ?? 0)
        #expect((RuleLimits.rulesMax + 63) / 64 == RuleIndex.wordsMax)
    }

    @Test("what is to be paid is never more than the full fare, and never less than nothing")
    func amounts() {
        #expect(Fare.free.amount(ofFull: 800) == 0 && Fare.full.amount(ofFull: 800) == 800)
        #expect(Fare.discount(percent: 50).amount(ofFull: 801) == 400)
        #expect(Fare.discount(percent: 1).amount(ofFull: .max) == 4_252_017_622)
        #expect(Fare.discount(percent: 255).amount(ofFull: 800) == 0)
        #expect(Fare.fixed(minorUnits: 400).amount(ofFull: 800) == 400)
        #expect(Fare.fixed(minorUnits: 900).amount(ofFull: 800) == 800)
    }
}
