import CardRecords
import Issuance
import Testing

@Suite("From when and until when records hold")
struct RecordTermsTests {
    private let terms = RecordTerms(days: 365)

    @Test("without days of the form, from the issue on for as many days as the terms say")
    func defaults() throws {
        let validity = try #require(terms.validity(of: nil, issuedAt: Office.now))
        #expect(validity == Validity(issuedAt: Office.now, expiration: Office.later(365)))
        #expect(validity.notBefore == nil)
    }

    @Test("the form's days are whole days in UTC, both included")
    func days() throws {
        // 2026-11-21 is Office.now's day.
        let today = try #require(EpochDay("2026-11-21"))
        let (later, last) = (try #require(EpochDay("2026-12-01")), try #require(EpochDay("2026-12-31")))
        let future = try #require(terms.validity(of: later...last, issuedAt: Office.now))
        #expect(future.notBefore == Office.later(10))
        #expect(future.expiration == Office.later(41))
        // What has begun already needs no beginning.
        let begun = try #require(terms.validity(of: today...today, issuedAt: Office.now))
        #expect(begun == Validity(issuedAt: Office.now, expiration: Office.later(1)))
    }

    @Test("days out of range give no validity", arguments: [Int64.max, Int64.min, 3_000_000, -30_000])
    func range(_ days: Int64) {
        #expect(RecordTerms(days: days).validity(of: nil, issuedAt: Office.now) == nil)
    }
}
