import CardRecords
import ISO7816
import Issuance
import SoftCard
import Testing

/// Power off before and after every APDU, and in the middle of every write, of a personalisation.
@Suite("Power lost during a personalisation")
struct TornPersonalisationTests {
    private static let office = Result { try Office() }

    /// How long an undisturbed run is.
    private static let lengths: [SoftCardProfile: TearProgress] = {
        var lengths: [SoftCardProfile: TearProgress] = [:]
        for profile in SoftCardProfile.allCases {
            guard let desk = try? Desk(office.get(), profile: profile) else { continue }
            desk.slot.arm(nil)
            guard (try? desk.personalise()) != nil else { continue }
            lengths[profile] = desk.slot.progress
        }
        return lengths
    }()

    private static func tears(_ profile: SoftCardProfile) -> [Tear] { lengths[profile]?.tears() ?? [] }

    /// All of T=1 with extended length; of the others, whose runs differ in the lengths of APDUs alone, every
    /// ninth.
    static let runs: [TornRun] = SoftCardProfile.allCases.flatMap { profile in
        tears(profile).enumerated().filter { profile == .extended || $0.offset % 9 == 0 }
            .map { TornRun(profile: profile, tear: $0.element) }
    }

    @Test("an undisturbed run has as many places to fail as a card has APDUs and writes")
    func enumeration() throws {
        let extended = try #require(Self.lengths[.extended])
        // Mark, key pair, six records, keys, personalised, active; two channels and one proof of the key.
        #expect(extended.writes == 14)
        #expect(Self.lengths[.short]?.writes == 14 && Self.lengths[.t0]?.writes == 14)
        // The same commands, cut into more APDUs.
        #expect(extended.commands == 25)
        #expect(Self.lengths[.short]?.commands ?? 0 > extended.commands)
        #expect(Self.lengths[.t0]?.commands ?? 0 > Self.lengths[.short]?.commands ?? .max)
        #expect(Self.runs.count > 2 * extended.commands + 4 * extended.writes)
    }

    @Test("whatever was torn, the card is whole in between and finished by the next run", arguments: runs)
    func tornOnce(_ run: TornRun) throws {
        var torn = TornDesk(try Desk(Self.office.get(), profile: run.profile))
        let place = run.testDescription
        switch try torn.run(run.tear) {
        case .success: Issue.record("\(place): the power didn't fail")
        case .failure(.card(.transport, _)): break
        case .failure(let error): Issue.record("\(place): \(error)")
        }
        #expect(torn.desk.slot.isTorn)
        try torn.look(place)
        try torn.complete(place)
    }

    @Test("a card torn twice is finished by the third run", arguments: 1...24)
    func tornTwice(_ seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        let profile = SoftCardProfile.allCases[seed % SoftCardProfile.allCases.count]
        var torn = TornDesk(try Desk(Self.office.get(), profile: profile))
        for _ in 0..<2 where !torn.isActive {
            let tear = try #require(Self.tears(profile).randomElement(using: &random))
            let place = "seed \(seed), \(profile.rawValue), \(tear)"
            switch try torn.run(tear) {
            // A second run may be over before the tear: it has no key pair to make.
            case .success, .failure(.card(.transport, _)): break
            case .failure(let error): Issue.record("\(place): \(error)")
            }
            try torn.look(place)
        }
        try torn.complete("seed \(seed)")
    }
}
