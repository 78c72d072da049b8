import ISO7816
import Testing

@testable import SoftCard

@Suite("A card from blank to terminated")
struct PersonalisationTests {
    @Test(
        "a personalised card shows its records to those who may see them", arguments: SoftCardProfile.allCases
    )
    func wholeLife(_ profile: SoftCardProfile) throws {
        let bench = try CardBench.card(.active, profile: profile)
        try bench.select()
        #expect(bench.slot.lifeCycle == .active)
        #expect(try bench.open(.issuer) == .success)
        try bench.setStatus(.suspended)
        #expect(bench.slot.lifeCycle == .suspended)
    }
}
