public import CardRecords

/// One line of a table of cases: a record and a trip, and what the rules ought to say of them.
///
/// ```
/// # grounds                    | terms   | trip                 | used       | decision
/// student 50% 60/month, orphan | payer 7 | bus 2027-03-15 08:30 | student 60 | free rule 90
/// ```
public struct RuleCase: Sendable {
    /// Counted from 1.
    public let line: Int
    public let concession: TransportConcession
    public let trip: Trip
    /// Trips of the current period.
    public let used: [QuotaCounter.Owner: UInt32]
    public let expected: Expectation

    /// What a case says of the decision; what it leaves out is not compared.
    public struct Expectation: Equatable, Sendable {
        public internal(set) var fare: Fare
        public internal(set) var reason: NoConcession?
        public internal(set) var rule: UInt16?
        /// Counted from 1.
        public internal(set) var ground: UInt8?
        public internal(set) var payer: UInt8?
        /// `.some(nil)`: nobody travels with the holder.
        public internal(set) var companion: Fare??
        public internal(set) var passbackMinutes: UInt8?
        /// Trips left after this one: of the rule's quota, or of the record's where that has one only.
        public internal(set) var left: UInt32?
    }

    /// What the rules say.
    public func decision(of rules: RuleSet) -> FareDecision {
        rules.decide(concession, trip) { used[$0.owner] ?? 0 }
    }

    /// Where the rules say something else, in the words of the table; empty when they agree.
    public func differences(to rules: RuleSet) -> [RuleCaseDifference] {
        let decision = decision(of: rules)
        var differences: [RuleCaseDifference] = []
        func compare<Value: Equatable>(_ what: String, _ expected: Value?, _ found: Value?) {
            guard let expected, expected != found else { return }
            differences.append(
                RuleCaseDifference(
                    what: what, expected: "\(expected)", found: found.map { "\($0)" } ?? "–"))
        }
        compare("fare", expected.fare.caseText, decision.fare.caseText)
        compare("because", expected.reason?.code, decision.reason?.code)
        compare("rule", expected.rule, decision.rule)
        compare("ground", expected.ground, decision.profile.map { $0 + 1 })
        compare("payer", expected.payer, decision.payer)
        compare(
            "companion", expected.companion.map { $0?.caseText ?? "nobody" },
            decision.companion?.caseText ?? "nobody")
        compare("passback", expected.passbackMinutes, decision.passbackMinutes)
        compare("left", expected.left, decision.ruleQuota?.left ?? decision.recordQuota?.left)
        return differences
    }
}

/// One thing that a case and the rules see differently.
public struct RuleCaseDifference: Equatable, Sendable {
    /// The word of the table: "fare", "payer".
    public let what: String
    public let expected: String
    public let found: String
}

extension Fare {
    /// As tables of cases have it: "free", "50%", "fixed 400", "full".
    public var caseText: String {
        switch self {
        case .free: "free"
        case .discount(let percent): "\(percent)%"
        case .fixed(let minorUnits): "fixed \(minorUnits)"
        case .full: "full"
        }
    }
}

/// Why a line is no case: where and what.
public struct RuleCaseError: Error, Equatable, Sendable {
    /// Counted from 1.
    public let line: Int
    /// The word that isn't understood; empty where one is missing.
    public let word: String
    public let problem: Problem

    public enum Problem: Equatable, Sendable {
        /// Five columns, parted by "|".
        case columns
        case unknownWord
        case missingWord
        case notANumber
        /// The hour that summer time leaves out, or another UTC offset than the network has then.
        case noSuchTime
        /// One to three.
        case grounds
    }
}

/// A table of cases: plain text, one case a line, lines that begin with "#" are for people.
public enum RuleCases {
    /// Reads a table.
    ///
    /// - Parameter rules: for local time and where a case doesn't say it: the network and the rules' version.
    public static func parse(_ text: String, for rules: RuleSet) throws(RuleCaseError) -> [RuleCase] {
        var cases: [RuleCase] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            cases.append(try RuleCaseParser(line: index + 1, rules: rules).ruleCase(of: line))
        }
        return cases
    }

    /// Reads the fourth column alone: "student 60 rule 31 20".
    public static func used(
        _ text: String, for rules: RuleSet
    ) throws(RuleCaseError) -> [QuotaCounter.Owner: UInt32] {
        try RuleCaseParser(line: 1, rules: rules).used(text[...])
    }
}
