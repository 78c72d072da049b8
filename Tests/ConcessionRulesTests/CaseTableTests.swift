import CardRecords
import Foundation
import Testing

@testable import ConcessionRules

/// A case of the table beside city.json, which a transport office can extend.
struct TableCase: Sendable, CustomTestStringConvertible {
    let ruleCase: RuleCase
    let text: String

    var testDescription: String { "line \(ruleCase.line): \(text)" }

    static let rules = Result { try Example.city.rules() }

    static let all: [TableCase] = {
        do {
            let text = try table()
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return try RuleCases.parse(text, for: try rules.get()).map { ruleCase in
                let words = lines[ruleCase.line - 1].split(separator: " ")
                return TableCase(ruleCase: ruleCase, text: words.joined(separator: " "))
            }
        } catch {
            Issue.record(error)
            return []
        }
    }()

    static func table() throws -> String {
        try String(contentsOf: Example.folder.appending(path: "city.cases.txt"), encoding: .utf8)
    }
}

@Suite("The table of cases")
struct CaseTableTests {
    @Test("the rules of the city say what the table says", arguments: TableCase.all)
    func agrees(entry: TableCase) throws {
        let differences = entry.ruleCase.differences(to: try TableCase.rules.get())
        #expect(differences == [])
    }

    @Test("the table has cases, of every fare and every reason")
    func complete() throws {
        #expect(TableCase.all.count > 90)
        let reasons = Set(TableCase.all.compactMap(\.ruleCase.expected.reason))
        #expect(reasons == Set(NoConcession.allCases))
        let rules = try TableCase.rules.get()
        let deciding = Set(TableCase.all.compactMap { $0.ruleCase.decision(of: rules).rule })
        #expect(deciding == Set(rules.compiled.rules.map(\.number)))
    }

    @Test("a wrong expectation is noticed, whatever it is of", arguments: TableCase.all)
    func corruptedTwin(entry: TableCase) throws {
        let rules = try TableCase.rules.get()
        let decision = entry.ruleCase.decision(of: rules)
        let wrong: [String] = [
            decision.fare == .free ? "full" : "free",
            "\(decision.fare.caseText) rule \((decision.rule ?? 0) % 60_000 + 1)",
            "\(decision.fare.caseText) payer \(((decision.payer ?? 0) &+ 1) % 255)",
            "\(decision.fare.caseText) companion \(decision.companion == .free ? "nobody" : "free")",
            "\(decision.fare.caseText) passback \((decision.passbackMinutes + 1) % 64)",
            "\(decision.fare.caseText) because \(decision.reason == .noRule ? "other-zone" : "no-rule")",
            "\(decision.fare.caseText) left 65535",
        ]
        let line = try TableCase.table().split(separator: "\n", omittingEmptySubsequences: false)[
            entry.ruleCase.line - 1]
        let columns = line.split(separator: "|", omittingEmptySubsequences: false).prefix(4)
        for expectation in wrong {
            let twin = columns.joined(separator: "|") + "| " + expectation
            let ruleCase = try #require(try RuleCases.parse(twin, for: rules).first)
            #expect(ruleCase.differences(to: rules).count == 1, "\(expectation)")
        }
    }

    @Test(
        "a line that isn't understood is told with its number and word",
        arguments: [
            ("student | | bus 2027-03-15 08:00 | ", "", RuleCaseError.Problem.columns),
            ("studentin | | bus 2027-03-15 08:00 | | free", "studentin", .unknownWord),
            ("student 50 | | bus 2027-03-15 08:00 | | free", "50", .unknownWord),
            ("student 300/month | | bus 2027-03-15 08:00 | | free", "300", .notANumber),
            ("student | payer | bus 2027-03-15 08:00 | | free", "", .missingWord),
            ("student | payer 256 | bus 2027-03-15 08:00 | | free", "256", .notANumber),
            ("student | zones 17 | bus 2027-03-15 08:00 | | free", "17", .unknownWord),
            ("student | | buss 2027-03-15 08:00 | | free", "buss", .unknownWord),
            ("student | | bus 2027-03-15 | | free", "", .missingWord),
            ("student | | bus 2027-02-29 08:00 | | free", "2027-02-29", .unknownWord),
            ("student | | bus 2027-03-28 03:30 | | free", " bus 2027-03-28 03:30 ", .noSuchTime),
            (
                "student | | bus 2027-03-15 08:00 +03:00 | | free", " bus 2027-03-15 08:00 +03:00 ",
                .noSuchTime
            ),
            ("student | | bus 2027-03-15 08:00 | | 100%", "100", .notANumber),
            ("student | | bus 2027-03-15 08:00 | | free because of", "of", .unknownWord),
            ("a,b,c,d | | bus 2027-03-15 08:00 | | free", "a", .unknownWord),
            ("pupil,pupil,pupil,pupil | | bus 2027-03-15 08:00 | | free", "", .grounds),
        ])
    func refused(text: String, word: String, problem: RuleCaseError.Problem) throws {
        let rules = try TableCase.rules.get()
        let error = #expect(throws: RuleCaseError.self) {
            try RuleCases.parse("# first\n\n\(text)\n", for: rules)
        }
        #expect(error == RuleCaseError(line: 3, word: word, problem: problem))
    }
}
