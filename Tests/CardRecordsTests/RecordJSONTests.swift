import COSE
import Foundation
import Testing

@testable import CardRecords

@Suite("Records as JSON")
struct RecordJSONTests {
    @Test("the JSON beside an example gives the bytes of the example", arguments: Example.valid)
    func jsonToBytes(_ example: Example) throws {
        let record = try Record(example.type, json: example.json())
        #expect(record.encoded() == (try example.bytes()))
    }

    @Test("a record written as JSON reads back to the same bytes", arguments: Example.valid)
    func roundTrip(_ example: Example) throws {
        let bytes = try example.bytes()
        let json = try Record(example.type, decoding: bytes.span).json()
        #expect(try Record(example.type, json: json).encoded() == bytes)
    }

    @Test("written JSON is what Foundation reads in the example's JSON too", arguments: Example.valid)
    func sameAsFoundation(_ example: Example) throws {
        let json = try example.record().json()
        let ours = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSDictionary
        let theirs = try JSONSerialization.jsonObject(with: Data(example.json().utf8)) as? NSDictionary
        #expect(ours == theirs)
    }

    @Test("the template of a record is itself a valid record", arguments: RecordType.allCases)
    func template(_ type: RecordType) throws {
        for language in DisplayLanguage.allCases {
            let record = try Record(type, json: type.schema.template(in: language))
            try record.validate()
            for field in type.schema.fields {
                #expect(try record.json().contains("\"\(field.name)\":"))
            }
        }
    }

    private let good = """
        {
          "card-number": "9804044200000000125",
          "status-index": 7,
          "network": 17,
          "rules-version": 12,
          "profiles": [{"class": "student", "discount": "fixed-fare"}]
        }
        """

    private func errors(_ old: String, _ new: String) throws -> [FormError] {
        let text = good.replacing(old, with: new)
        try #require(text != good)
        return try fieldErrors(of: text)
    }

    private func fieldErrors(of text: String) throws -> [FormError] {
        let error = try #require(throws: RecordJSONError.self) {
            try Record(.transportConcession, json: text)
        }
        guard case .fields(let errors) = error else { throw error }
        return errors
    }

    @Test(
        "a mistake is reported with path, line, column and rule, and without the value",
        arguments: [
            ("0125\"", "0126\"", "line 2, column 18: card-number: is not valid (card-number"),
            (
                "\"9804044200000000125\"", "9804044200000000125",
                "line 2, column 18: card-number: is of type number, expected string"
            ),
            (": 7,", ": -1,", "line 3, column 19: status-index: is not in 0…4294967295"),
            (": 7,", ": 4294967296,", "line 3, column 19: status-index: is not in 0…4294967295"),
            (": 7,", ": \"7\",", "line 3, column 19: status-index: is of type string, expected number"),
            (": 7,", ": null,", "line 3, column 19: status-index: is of type null, expected number"),
            (
                "\"student\"", "\"studnet\"",
                "line 6, column 26: profiles[0].class: is not one of: older-person"
            ),
            (
                "\"network\"", "\"netwrok\"",
                "line 4, column 3: netwrok: is no field of this record; did you mean network?"
            ),
            (
                "[{\"class\": \"student\", \"discount\": \"fixed-fare\"}]", "[]",
                "line 6, column 15: profiles: has 0 items, at least 1 allowed"
            ),
            (
                "\"discount\": \"fixed-fare\"",
                "\"discount\": \"fixed-fare\", \"valid-until\": \"2026-02-29\"",
                "line 6, column 78: profiles[0].valid-until: is not valid (epoch-day: date: YYYY-MM-DD)"
            ),
            (
                "\"rules-version\": 12,", "\"rules-version\": 12, \"modes\": [],",
                "modes: is empty: leave it out"
            ),
            (
                "\"rules-version\": 12,", "\"rules-version\": 12, \"modes\": [\"bus\", \"bus\"],",
                "modes[1]: comes twice"
            ),
        ])
    func mistakes(_ old: String, _ new: String, _ expected: String) throws {
        let descriptions = try errors(old, new).map(\.description)
        #expect(descriptions.contains { $0.contains(expected) }, "\(descriptions)")
    }

    @Test("all mistakes of a text are reported, each once")
    func allMistakes() throws {
        let text = """
            {"card-number": "1", "status-index": -1, "network": 1, "rules-version": 70000,
             "profiles": [{"class": "x"}]}
            """
        #expect(
            try fieldErrors(of: text).map(\.path.description).sorted() == [
                "card-number", "profiles[0].class", "rules-version", "status-index",
            ])
    }

    @Test("a missing field is named at the object that lacks it")
    func missing() throws {
        let found = try errors("\"network\": 17,", "")
        #expect(found.map(\.description) == ["line 1, column 1: network: is missing"])
    }

    @Test("messages come in all languages")
    func languages() throws {
        let error = try #require(try errors(": 7,", ": -1,").first)
        #expect(error.text(in: .ukrainian) == "рядок 3, позиція 19: status-index: поза межами 0…4294967295")
        #expect(error.text(in: .russian) == "строка 3, позиция 19: status-index: вне пределов 0…4294967295")
    }

    @Test("the value stands in the excerpt alone, and shortened")
    func excerpt() throws {
        let error = try #require(try errors("0125\"", "0126, and much more than that\"").first)
        #expect(!error.description.contains("0126"))
        #expect(error.excerpt?.count == 25)
    }

    @Test("members that begin with // are comments")
    func comments() throws {
        let text = good.replacing("\"network\"", with: "\"// network\": \"which\", \"network\"")
        #expect(throws: Never.self) { try Record(.transportConcession, json: text) }
    }

    @Test("a record shows itself in lines, in every language", arguments: Example.valid)
    func rows(_ example: Example) throws {
        let record = try example.record()
        for language in DisplayLanguage.allCases {
            let rows = try record.rows(in: language)
            #expect(!rows.isEmpty)
            #expect(
                rows.allSatisfy {
                    !$0.title.isEmpty && !$0.value.isEmpty && !$0.group.isEmpty && !$0.privacy.isEmpty
                })
        }
    }

    @Test("dates, choices and sets are shown as people of the language write them")
    func rowTexts() throws {
        let full = try #require(
            Example.valid.first { $0.testDescription == "transport-concession/full.diag" })
        let record = try full.record()
        let english = try record.rows(in: .english)
        #expect(
            english.contains { $0.title.hasPrefix("Grounds for the concession 1") && $0.value == "Student" })
        #expect(english.contains { $0.value == "30 June 2027" })
        #expect(try record.rows(in: .ukrainian).contains { $0.value == "30.06.2027" })
    }
}
