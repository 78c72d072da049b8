import COSE
import CardRecords
import Testing

@testable import ConcessionRules

@Suite("Every record and every trip")
struct PropertyTests {
    /// Counts as used up what the number of the counter says: the same for the same counter, else scattered.
    static func used(_ counter: QuotaCounter) -> UInt32 {
        var generator = SplitMix64(state: counter.key)
        return UInt32(generator.next() % 6)
    }

    @Test("the compiled form decides as the rules read one by one", arguments: 0..<40)
    func equalsReference(seed: Int) throws {
        let random = RandomCases(seed: UInt64(seed))
        let form = random.form()
        random.network = form.network
        let rules = try RuleSet(form)
        let reference = Reference(form: form)
        for _ in 0..<250 {
            let (record, trip) = (random.record(), random.trip())
            let found = rules.decide(record, trip, used: Self.used)
            let expected = reference.decide(record, trip, used: Self.used)
            #expect(found.fare == expected.fare && found.reason == expected.reason)
            #expect(found.rule == expected.rule && found.profile == expected.ground)
            #expect(found.payer == expected.payer && found.companion == expected.companion)
            Self.checkForm(found, of: rules, for: record)
        }
    }

    @Test("the random cases meet every reason, every kind of fare, and what else there is to compare")
    func meetEverything() throws {
        var reasons: Set<NoConcession> = []
        var fares: Set<String> = []
        var others: Set<String> = []
        for seed in 0..<40 {
            let random = RandomCases(seed: UInt64(seed))
            let form = random.form()
            random.network = form.network
            let rules = try RuleSet(form)
            for _ in 0..<250 {
                let decision = rules.decide(random.record(), random.trip(), used: Self.used)
                if let reason = decision.reason { reasons.insert(reason) }
                fares.insert(String(decision.fare.caseText.prefix { $0.isLetter }))
                if decision.companion != nil { others.insert("companion") }
                if decision.recordQuota != nil { others.insert("record quota") }
                if decision.ruleQuota != nil { others.insert("rule quota") }
                if let profile = decision.profile { others.insert("ground \(profile)") }
            }
        }
        #expect(reasons == Set(NoConcession.allCases))
        #expect(fares == ["free", "", "fixed", "full"])
        #expect(others.count == 6)
    }

    /// What holds of every decision.
    static func checkForm(_ found: FareDecision, of rules: RuleSet, for record: TransportConcession) {
        #expect((found.fare == .full) == (found.reason != nil))
        #expect(found.isConcession == (found.payer != nil) && found.isConcession == (found.profile != nil))
        #expect(found.isConcession || found.companion == nil && found.passbackMinutes == 0)
        #expect(found.isConcession || found.recordQuota == nil && found.ruleQuota == nil)
        #expect(found.companion != .full && found.passbackMinutes <= 63)
        #expect(found.recordIsNewer == (record.rulesVersion > Int(rules.version)))
        if case .discount(let percent) = found.fare { #expect((1...99).contains(percent)) }
        for quota in [found.recordQuota, found.ruleQuota].compactMap(\.self) {
            #expect(quota.used < quota.limit && quota.used == used(quota.counter))
        }
    }

    @Test("the same arguments have the same decision, from CBOR and from JSON", arguments: 100..<110)
    func deterministic(seed: Int) throws {
        let random = RandomCases(seed: UInt64(seed))
        let form = random.form()
        random.network = form.network
        let bytes = form.encoded()
        let fromBytes = try RuleSet(parsing: bytes.span)
        let fromText = try RuleSet(ConcessionRuleSet(json: Array(try form.json().utf8)))
        #expect(try ConcessionRuleSet(decoding: bytes.span) == form)
        for _ in 0..<200 {
            let (record, trip) = (random.record(), random.trip())
            let first = fromBytes.decide(record, trip, used: Self.used)
            #expect(fromBytes.decide(record, trip, used: Self.used) == first)
            #expect(fromText.decide(record, trip, used: Self.used) == first)
        }
    }

    @Test("no decision asks for more quotas than the bound allows")
    func bounded() throws {
        let random = RandomCases(seed: 7)
        var form = random.form()
        form.rules = (0..<RuleLimits.rulesMax).map { index in
            ConcessionRuleSet.Rule(number: index + 1, title: "…", quota: .init(trips: 1, period: .day))
        }
        let rules = try RuleSet(form)
        let profile = TransportConcession.Profile(class: .student, quota: .init(trips: 255, period: .year))
        let record = TransportConcession(
            cardNumber: random.record().cardNumber, statusIndex: 1, network: form.network, rulesVersion: 12,
            profiles: [TransportConcession.Profile](repeating: profile, count: 200))
        var trip = random.trip()
        trip.network = UInt16(form.network)
        var asked = 0
        let decision = rules.decide(record, trip) { counter in
            asked += 1
            if case .rule = counter.owner { return 1 }
            return 0
        }
        #expect(decision.reason == .quotaUsedUp && decision.rule == 1)
        #expect(asked == 2 * RuleLimits.rulesTriedMax)
        form.rules.append(ConcessionRuleSet.Rule(number: RuleLimits.rulesMax + 1, title: "…"))
        #expect(throws: RuleSetError.self) { try RuleSet(form) }
    }

    @Test("two counters never have one key")
    func counterKeys() {
        var owners: [QuotaCounter.Owner] = [.rule(1), .rule(5), .rule(0x105), .rule(65535)]
        for concessionClass in TransportConcession.ConcessionClass.allCases {
            owners += [.ground(concessionClass, code: nil), .ground(concessionClass, code: 0)]
            owners += [.ground(concessionClass, code: 1), .ground(concessionClass, code: 255)]
        }
        var keys: Set<UInt64> = []
        var count = 0
        for owner in owners {
            for period in TransportConcession.QuotaPeriod.allCases {
                for day in [-1, 0, 1, 20_800, 2_932_896] {
                    let counter = QuotaCounter(
                        owner: owner, period: period, firstDay: EpochDay(clamping: day))
                    keys.insert(counter.key)
                    count += 1
                }
            }
        }
        #expect(keys.count == count)
    }

    @Test(
        "periods begin where a calendar has them",
        arguments: [
            ("2027-03-15", ["2027-03-15", "2027-03-15", "2027-03-01", "2027-01-01", "2027-01-01"]),
            ("2027-03-14", ["2027-03-14", "2027-03-08", "2027-03-01", "2027-01-01", "2027-01-01"]),
            ("2028-02-29", ["2028-02-29", "2028-02-28", "2028-02-01", "2028-01-01", "2028-01-01"]),
            ("2027-12-31", ["2027-12-31", "2027-12-27", "2027-12-01", "2027-10-01", "2027-01-01"]),
            ("2027-01-01", ["2027-01-01", "2026-12-28", "2027-01-01", "2027-01-01", "2027-01-01"]),
        ])
    func periods(day: String, first: [String]) throws {
        let day = try #require(EpochDay(day))
        #expect(TransportConcession.QuotaPeriod.allCases.map { day.first(of: $0).description } == first)
    }
}
