import COSE
import CardRecords
import ConcessionRules

/// Concession rules: the sealed form, the form that people write, and tables of cases.
let ruleTargets = [
    FuzzTarget(name: "concession-rules") { input in
        guard let form = try? ConcessionRuleSet(decoding: input) else { return }
        expect(form.encoded() == input.array, "accepted rules encode to the same bytes")
        expect((try? form.validate()) != nil, "accepted rules keep every constraint")
        guard let rules = try? RuleSet(form) else { return }
        expect(rules.ruleCount == form.rules.count, "no rule is lost")
        decide(rules, form)
    },
    FuzzTarget(name: "form-concession-rules") { input in
        guard let (form, places) = try? ConcessionRuleSet.located(json: input.array) else { return }
        let encoded = form.encoded()
        expect((try? ConcessionRuleSet(decoding: encoded.span)) == form, "what a form says survives CBOR")
        let text = try? form.json()
        expect(text != nil, "accepted rules can be written as JSON")
        if let text {
            expect((try? ConcessionRuleSet(json: Array(text.utf8))) == form, "JSON → rules → JSON → the same")
        }
        do throws(RuleSetError) {
            decide(try RuleSet(form), form)
        } catch {
            guard case .inconsistent(let problems) = error else {
                return expect(false, "a form that keeps the schema can contradict itself only")
            }
            expect(!problems.isEmpty, "a contradiction is named")
            for problem in problems { expect(places.position(of: problem.path).line > 0, "and has a place") }
        }
    },
    FuzzTarget(name: "rule-cases") { input in
        guard let rules = try? RuleSet(.sample(issued: .latestOfSample)) else {
            return expect(false, "the sample is consistent")
        }
        let text = String(decoding: input.array, as: UTF8.self)
        guard let cases = try? RuleCases.parse(text, for: rules) else { return }
        for ruleCase in cases {
            let decision = ruleCase.decision(of: rules)
            expect(decision == ruleCase.decision(of: rules), "a case is always decided the same")
            expect((decision.fare == .full) == (decision.reason != nil), "full fare has a reason")
        }
    },
]

extension NumericDate {
    /// A moment of 2026.
    fileprivate static let latestOfSample = NumericDate(epochSeconds: 1_790_000_000) ?? .latest
}

/// Every accepted set decides, whatever the trip: trips and records that the rules' own numbers pick.
private func decide(_ rules: RuleSet, _ form: ConcessionRuleSet) {
    guard let number = CardNumber(withoutCheckDigit: 980_400_000_000_000_000) else { return }
    let classes = TransportConcession.ConcessionClass.allCases
    for step in 0..<64 {
        let rule = form.rules[step % form.rules.count]
        let profile = TransportConcession.Profile(
            class: classes[step % classes.count], discount: step % 3 == 0 ? .percentOff : nil,
            discountValue: step * 3, quota: step % 2 == 0 ? .init(trips: 3, period: .month) : nil,
            classCode: rule.classCodes?.first)
        let record = TransportConcession(
            cardNumber: number, statusIndex: 0, network: form.network, rulesVersion: form.version,
            profiles: [profile], timeRestriction: step % 5 == 0 ? form.restrictions?.first?.code : nil,
            flags: step % 2 == 0 ? .companion : nil)
        let seconds = Int64(form.takesEffect) + Int64(step) * 45_000
        let trip = Trip(
            network: rules.network, carrier: UInt16(clamping: rule.carriers?.first ?? step),
            mode: VehicleMode.allCases[step % 8], zone: UInt8(step % 18), stop: 0,
            time: NumericDate(epochSeconds: seconds) ?? .latest)
        let decision = rules.decide(record, trip) { _ in UInt32(step % 4) }
        expect((decision.fare == .full) == (decision.reason != nil), "full fare has a reason")
        expect(decision.isConcession == (decision.payer != nil), "somebody pays for every concession")
        expect(decision.companion != .full, "nobody travels along at the full fare")
        expect(
            decision == rules.decide(record, trip) { _ in UInt32(step % 4) }, "a decision is always the same")
    }
}
