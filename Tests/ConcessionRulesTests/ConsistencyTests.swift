import COSE
import CardRecords
import Testing

@testable import ConcessionRules

/// A way to spoil the city's rule set.
struct Contradiction: Sendable, CustomTestStringConvertible {
    let path: String
    let kind: RuleProblem.Kind
    let put: @Sendable (inout ConcessionRuleSet) -> Void

    var testDescription: String { "\(path): \(kind.code)" }

    /// Statements, one each: the compiler takes minutes for them as one array.
    static let all: [Contradiction] = {
        var all: [Contradiction] = []
        func add(
            _ path: String, _ kind: RuleProblem.Kind,
            _ put: @escaping @Sendable (inout ConcessionRuleSet) -> Void
        ) { all.append(Contradiction(path: path, kind: kind, put: put)) }
        add("next-update", .neverInForce) { form in form.nextUpdate = form.takesEffect }
        add("next-update", .neverInForce) { form in
            (form.issued, form.nextUpdate) = (form.nextUpdate, form.nextUpdate)
        }
        add("oldest-record", .oldestRecordNewer) { form in form.oldestRecord = form.version + 1 }
        add("day-begins", .dayBeginsLate) { form in form.dayBegins = 721 }
        add("utc-offsets[1].minutes", .offsetOutOfRange) { form in form.utcOffsets[1].minutes = 841 }
        add("utc-offsets[1].minutes", .offsetOutOfRange) { form in form.utcOffsets[1].minutes = -721 }
        add("utc-offsets[2].from", .notAscending) { form in form.utcOffsets[2].from = form.utcOffsets[1].from
        }
        add("special-days[1].day", .notAscending) { form in
            form.specialDays?[1].day = EpochDay("2027-01-01") ?? .today
        }
        add("calendars[0].ranges[0].last", .endsBeforeItBegins) { form in
            form.calendars?[0].ranges[0].last = .today
        }
        add("calendars[0].ranges[1].first", .notAscending) { form in
            form.calendars?[0].ranges[1].first = EpochDay("2027-01-10") ?? .today
        }
        add("time-bands[1].hours[0].from", .emptyHours) { form in form.timeBands?[1].hours[0].from = 1440 }
        add("time-bands[1].hours[0].from", .emptyHours) { form in form.timeBands?[1].hours[0].until = 1380 }
        add("calendars[2].name", .twice) { form in form.calendars?[2].name = "літо" }
        add("restrictions[1].code", .twice) { form in form.restrictions?[1].code = 5 }
        add("restrictions[2].except-times[0]", .unknownName) { form in
            form.restrictions?[2].exceptTimes = ["обід"]
        }
        add("rules[3].number", .twice) { form in form.rules[3].number = 1 }
        add("rules[0].carriers[1]", .twice) { form in form.rules[0].carriers = [90, 90] }
        add("rules[0].class-codes[2]", .twice) { form in form.rules[0].classCodes = [1, 2, 1] }
        add("rules[0].times[1]", .twice) { form in form.rules[0].times = ["ніч", "ніч"] }
        add("rules[0].calendars[0]", .unknownName) { form in form.rules[0].calendars = ["ніч"] }
        add("rules[0].fare.value", .valueUnneeded) { form in form.rules[0].fare = .init(kind: .full, value: 1)
        }
        add("rules[0].fare.value", .valueMissing) { form in form.rules[0].fare = .init(kind: .percentOff) }
        add("rules[0].fare.value", .percentOutOfRange) { form in
            form.rules[0].fare = .init(kind: .percentOff, value: 100)
        }
        add("rules[0].companion.fare", .fareOfNobody) { form in
            form.rules[0].companion = .init(who: .nobody, fare: .init(kind: .free))
        }
        add("rules[0].companion.fare.value", .valueMissing) { form in
            form.rules[0].companion = .init(who: .flagged, fare: .init(kind: .fixedFare))
        }
        return all
    }()
}

@Suite("What a rule set may not say")
struct ConsistencyTests {
    /// Each breaks one rule of the city's set, and of that one only.
    @Test("every contradiction is told with its place", arguments: Contradiction.all)
    func told(contradiction: Contradiction) throws {
        var form = try Example.city.form()
        #expect(Consistency.problems(of: form) == [])
        contradiction.put(&form)
        let problems = Consistency.problems(of: form)
        let first = try #require(problems.first)
        #expect(first.path.description == contradiction.path && first.kind == contradiction.kind)
        #expect(throws: RuleSetError.inconsistent(problems)) { try RuleSet(form) }
        for language in DisplayLanguage.allCases {
            #expect(problems.allSatisfy { $0.text(in: language).hasPrefix("\($0.path): ") })
        }
    }

    @Test("all contradictions are told, not only the first")
    func all() throws {
        var form = try Example.city.form()
        form.dayBegins = 900
        form.rules[2].number = 1
        form.rules[4].fare = .init(kind: .fixedFare)
        #expect(
            Consistency.problems(of: form).map { "\($0.path)" }
                == ["day-begins", "rules[2].number", "rules[4].fare.value"])
    }

    @Test("a place in the form leads to its line and column")
    func places() throws {
        let (_, places) = try ConcessionRuleSet.located(json: try Example.minimal.text())
        #expect(places.position(of: RecordPath([.field("version")])) == TextPosition(line: 3, column: 14))
        let number = RecordPath([.field("rules"), .index(0), .field("number")])
        #expect(places.position(of: number) == TextPosition(line: 18, column: 17))
        // What isn't there lies in what is around it.
        let fare = RecordPath([.field("rules"), .index(0), .field("fare"), .field("value")])
        #expect(places.position(of: fare) == TextPosition(line: 17, column: 5))
    }
}

extension EpochDay {
    /// Some day before all calendars of the city.
    static let today = EpochDay(clamping: 20_000)
}

@Suite("Bytes that are no rule set")
struct MalformedRuleSetTests {
    private let bytes: [UInt8]

    init() throws { bytes = try Example.minimal.form().encoded() }

    @Test("the example's own bytes are one, and encode again to the same")
    func wellFormed() throws {
        let bytes = bytes
        #expect(try ConcessionRuleSet(decoding: bytes.span).encoded() == bytes)
    }

    @Test("what breaks off is told with the offset at which it does")
    func truncated() throws {
        for count in 0..<bytes.count {
            let cut = Array(bytes.prefix(count))
            let error = #expect(throws: RecordError.self) { try ConcessionRuleSet(decoding: cut.span) }
            guard case .cbor(let cause)? = error?.problem else {
                // A map that announces more than there is.
                continue
            }
            #expect((0...count).contains(cause.offset))
        }
    }

    @Test("any changed bit is refused or means something else; what is taken encodes to the same bytes")
    func flipped() throws {
        var taken = 0
        let original = try Example.minimal.form()
        for index in bytes.indices {
            for bit in 0..<8 {
                var twin = bytes
                twin[index] ^= 1 << UInt8(bit)
                guard let form = try? ConcessionRuleSet(decoding: twin.span) else { continue }
                taken += 1
                #expect(form.encoded() == twin && form != original)
            }
        }
        #expect(taken > 0 && taken < bytes.count * 8)
    }

    @Test(
        "each way of not being deterministic is named with its offset",
        arguments: [
            ([0xBF, 0x00, 0x11, 0xFF], RecordProblem.cbor(.indefiniteLength(at: 0))),
            ([0xA1, 0x00, 0x18, 0x11], .cbor(.headNotShortest(at: 2))),
            ([0xA2, 0x01, 0x01, 0x00, 0x11], .cbor(.unsortedKeys(at: 3))),
            ([0xA2, 0x00, 0x11, 0x00, 0x11], .cbor(.duplicateKey(at: 3))),
            ([0xA1, 0x00, 0x61, 0x31], .cbor(.unexpectedType(.text, at: 2))),
            ([0xA1, 0x02, 0x61, 0xFF], .cbor(.invalidUTF8(at: 3))),
            ([0xA1, 0x18, 0x40, 0x00], .unknownLabel(64)),
            ([0xA1, 0x00, 0x19, 0x10, 0x00], .unsignedRange(0...4095)),
            ([0x80], .cbor(.unexpectedType(.array, at: 0))),
            ([0xA0], .missing),
        ] as [([UInt8], RecordProblem)])
    func malformed(bytes: [UInt8], problem: RecordProblem) {
        let error = #expect(throws: RecordError.self) { try ConcessionRuleSet(decoding: bytes.span) }
        #expect(error?.problem == problem)
    }
}
