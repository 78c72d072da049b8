import COSE
import CardRecords
import ConcessionRules

let ruleBenchmarks = [
    Benchmark(
        name: "rules-decide",
        summary: "one fare decision by 200 rules, with three grounds of which the last one holds, ns"
    ) {
        let sample = try RuleSample(ruleCount: 200)
        let seconds = PairedSlices().measure { sample.decide() }
        return Figure(name: "rules-decide", value: seconds * 1e9, unit: "ns")
    },
    Benchmark(name: "rules-load", summary: "200 rules from their bytes to ready, ms") {
        let sample = try RuleSample(ruleCount: 200)
        let seconds = PairedSlices(sliceSeconds: 0.02, pairCount: 31).measure { sample.load() }
        return Figure(name: "rules-load", value: seconds * 1e3, unit: "ms")
    },
]

/// A large network's rules, and a record that they look at for long.
private struct RuleSample {
    let bytes: [UInt8]
    let rules: RuleSet
    let record: TransportConcession
    let trip: Trip

    init(ruleCount: Int) throws {
        var form = ConcessionRuleSet.sample(issued: moment(1_790_000_000))
        form.rules = (1...ruleCount).map { number in
            ConcessionRuleSet.Rule(
                number: number, title: "\(number)",
                classes: .init(rawValue: 1 << UInt64(number % 20 + 1)),
                carriers: [number % 40, number % 7 + 50],
                modes: .init(rawValue: UInt64(number % 255 + 1)),
                days: .init(rawValue: UInt64(number % 255 + 1)),
                times: number % 3 == 0 ? ["rush-hour"] : nil, fare: .init(kind: .free),
                quota: number % 4 == 0 ? .init(trips: 20, period: .month) : nil)
        }
        // The ground that holds has the last rule, behind two grounds whose trips are used up.
        form.rules[ruleCount - 1] = .init(number: ruleCount, title: "…", classes: .pupil)
        bytes = form.encoded()
        rules = try RuleSet(form)
        guard let number = CardNumber(withoutCheckDigit: 980_400_000_000_000_000) else {
            preconditionFailure("a number below 10^18")
        }
        let quota = TransportConcession.Quota(trips: 60, period: .month)
        record = TransportConcession(
            cardNumber: number, statusIndex: 0, network: form.network, rulesVersion: form.version,
            profiles: [
                .init(class: .olderPerson, quota: quota), .init(class: .student, quota: quota),
                .init(class: .pupil, discount: .percentOff, discountValue: 50, quota: quota),
            ], timeRestriction: nil)
        trip = Trip(
            network: rules.network, carrier: 5, mode: .bus, zone: 3, stop: 1,
            time: rules.takesEffect.advanced(bySeconds: 100 * 86_400) ?? .latest)
    }

    func decide() {
        let decision = rules.decide(record, trip) { counter in
            if case .rule = counter.owner { 20 } else { 59 }
        }
        precondition(decision.isConcession)
    }

    func load() {
        let ready = try? RuleSet(parsing: bytes.span)
        precondition(ready?.ruleCount == rules.ruleCount)
    }
}
