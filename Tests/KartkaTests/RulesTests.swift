import COSE
import CardRecords
import ConcessionRules
import Foundation
import Testing

@testable import kartka

@Suite("rules")
struct RulesTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let examples = root.appending(path: "CardSchemas/concession-rules/v1/examples").path + "/"
    private static let records =
        root.appending(path: "CardSchemas/transport-concession/v1/examples").path + "/"

    private func run(_ words: String..., language: String = "en") throws -> KartkaProcess.Outcome {
        try KartkaProcess.run(["rules"] + words + ["--lang", language])
    }

    @Test("the template is a rule set that check finds nothing wrong with", arguments: ["uk", "en", "ru"])
    func template(language: String) throws {
        let directory = try TemporaryDirectory()
        let file = directory.file("rules.json")
        #expect(try run("template", "--out", file, language: language).status == 0)
        #expect(try run("template", "--out", file, language: language).status == 73)
        #expect(try run("check", "-i", file, "--strict", language: language).status == 0)
        #expect(try run("template", "--json").document()["template"] != nil)
    }

    @Test("check meets the city's cases, and tells each that isn't met with its line")
    func cases() throws {
        let directory = try TemporaryDirectory()
        let city = Self.examples + "city.json"
        let met = try run("check", "-i", city, "--cases", Self.examples + "city.cases.txt")
        #expect(met.status == 0 && met.output.contains("Met: 106 of 106 cases"))
        let cases = directory.file("cases.txt")
        let trip = "orphan | | bus 2027-03-15 08:00 | |"
        try "# one is wrong\n\(trip) free\n\(trip) full payer 7\n"
            .write(toFile: cases, atomically: true, encoding: .utf8)
        let unmet = try run("check", "-i", city, "--cases", cases)
        #expect(unmet.status == 1 && unmet.output.contains("line 3: found and expected: fare free, full"))
        let document = try run("check", "-i", city, "--cases", cases, "--json").document()
        #expect(document["outcome"] as? String == "refused" && document["cases"] as? Int == 2)
        try "orphan | | boat 2027-03-15 08:00 | | free".write(
            toFile: cases, atomically: true, encoding: .utf8)
        let malformed = try run("check", "-i", city, "--cases", cases)
        #expect(malformed.status == 65 && malformed.errors.contains("line 1: “boat”: unknown word"))
    }

    @Test("check tells contradictions with line, column and path, and warnings refuse with --strict")
    func check() throws {
        let directory = try TemporaryDirectory()
        let file = directory.file("rules.json")
        let text = try String(contentsOfFile: Self.examples + "minimal.json", encoding: .utf8)
        try text.replacing("\"As the record says\"", with: "\"…\", \"times\": [\"rush\"]")
            .write(toFile: file, atomically: true, encoding: .utf8)
        let wrong = try run("check", "-i", file)
        #expect(wrong.status == 65)
        #expect(wrong.errors.contains("rules.json:19:31: rules[0].times[0]: no calendar or time band"))
        let rule = "{\"number\": 1, \"title\": \"a\", \"fare\": {\"kind\": \"free\"}}"
        let second = rule.replacing("\"number\": 1", with: "\"number\": 2")
        let rules = text[..<(try #require(text.range(of: "\"rules\"")).lowerBound)]
        try "\(rules)\"rules\": [\(rule), \(second)]}".write(toFile: file, atomically: true, encoding: .utf8)
        let hidden = try run("check", "-i", file)
        #expect(hidden.status == 0 && hidden.output.contains("warning: Rule 2 never matches"))
        #expect(try run("check", "-i", file, "--strict").status == 1)
        #expect(try run("check", "-i", directory.file("nothing.json")).status == 66)
    }

    @Test("what seal signs is shown as accepted, and a changed byte as refused")
    func seal() throws {
        let region = try AuthorityRegion.shared.get()
        let directory = try TemporaryDirectory()
        let sealed = directory.file("rules.cbor")
        let made = try run(
            "seal", "-a", region.folder, "--passphrase-file", region.passphraseFile, "-i",
            Self.examples + "city.json", "-o", sealed, "--json")
        #expect(try made.status == 0 && made.document()["version"] as? Int == 13)
        let trust = ["-t", region.trustList, "-r", region.rootKey]
        let shown = try KartkaProcess.run(["rules", "show", "-i", sealed, "--json"] + trust)
        #expect(try shown.status == 0 && shown.document()["outcome"] as? String == "accepted")
        #expect(try run("show", "-i", sealed).output.contains("UNVERIFIED"))
        let form = try run("show", "-i", sealed, "--form")
        let again = try ConcessionRuleSet(json: Array(form.output.utf8))
        var city = try ConcessionRuleSet(
            json: [UInt8](Data(contentsOf: URL(filePath: Self.examples + "city.json"))))
        city.issued = again.issued
        #expect(again == city)
        var bytes = try Data(contentsOf: URL(filePath: sealed))
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: URL(filePath: sealed))
        let twin = try KartkaProcess.run(["rules", "show", "-i", sealed, "--json"] + trust)
        #expect(try twin.status == 1 && twin.document()["reason"] as? String == "signature-invalid")
        #expect(try run("show", "-i", sealed, "-t", region.trustList).status == 64)
    }

    @Test("try tells the fare, the rule and why, or why not")
    func tryOut() throws {
        let words = [
            "try", "-i", Self.examples + "city.json", "--record", Self.records + "full.json", "--mode", "bus",
        ]
        let free = words + ["--at", "2027-03-15T12:30:00+02:00", "--full-fare", "800"]
        let outcome = try KartkaProcess.run(["rules"] + free + ["--lang", "en"])
        #expect(outcome.status == 0 && outcome.output.contains("50 % off"))
        #expect(outcome.output.contains("4.00\u{A0}UAH"))
        let document = try KartkaProcess.run(["rules"] + free + ["--json"]).document()
        #expect(document["rule"] as? Int == 50 && document["amount"] as? Int == 400)
        let rush = words + ["--at", "2027-03-15T08:30:00+02:00", "--json"]
        let refused = try KartkaProcess.run(["rules"] + rush)
        #expect(try refused.status == 1 && refused.document()["reason"] as? String == "restricted-time")
        let usedUp = try KartkaProcess.run(["rules"] + free + ["--used", "student 60", "--json"])
        #expect(try usedUp.status == 0 && usedUp.document()["class"] as? String == "orphan")
        #expect(try KartkaProcess.run(["rules"] + free + ["--used", "student"]).status == 64)
    }
}
