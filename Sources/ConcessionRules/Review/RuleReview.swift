internal import COSE
public import CardRecords

extension RuleSet {
    /// What its writer ought to look at, in the order of the form.
    ///
    /// - Parameter form: what the set was made of.
    public func findings(on form: ConcessionRuleSet) -> [RuleFinding] {
        var review = RuleReview(form: form, rules: compiled)
        review.reviewHead()
        review.reviewNames()
        review.reviewMatching()
        return review.findings
    }
}

/// Looks at every combination of values that the rules tell apart.
struct RuleReview {
    let form: ConcessionRuleSet
    let rules: CompiledRules
    private(set) var findings: [RuleFinding] = []

    /// More combinations than this aren't looked at: about a second's work.
    static let combinationsMax = 1 << 21
    /// Without a change of the offset for this long, a network with summer time has run out of table.
    private static let offsetsSeconds = 220 * 86_400

    init(form: ConcessionRuleSet, rules: CompiledRules) {
        self.form = form
        self.rules = rules
    }

    private mutating func tell(_ kind: RuleFinding.Kind, at path: RecordPath) {
        findings.append(RuleFinding(kind: kind, path: path))
    }

    private func path(_ name: String) -> RecordPath { RecordPath([.field(name)]) }

    mutating func reviewHead() {
        guard form.utcOffsets.count > 1, let last = form.utcOffsets.last else { return }
        if form.nextUpdate - last.from > Self.offsetsSeconds {
            tell(.offsetsEnd, at: path("utc-offsets").index(form.utcOffsets.count - 1))
        }
    }

    mutating func reviewNames() {
        let conditions = form.rules.map(\.conditions) + (form.restrictions ?? []).map(\.conditions)
        let calendars = Set(conditions.flatMap { ($0.calendars ?? []) + ($0.exceptCalendars ?? []) })
        let bands = Set(conditions.flatMap { ($0.times ?? []) + ($0.exceptTimes ?? []) })
        let start = form.takesEffect / 86_400
        for (index, calendar) in (form.calendars ?? []).enumerated() {
            let place = path("calendars").index(index)
            if !calendars.contains(calendar.name) { tell(.unused(name: calendar.name), at: place) }
            if calendar.ranges.allSatisfy({ $0.last.rawValue < start }) {
                tell(.calendarOver(name: calendar.name), at: place)
            }
        }
        let dayBegins = form.dayBegins ?? 0
        for (index, band) in (form.timeBands ?? []).enumerated() {
            let place = path("time-bands").index(index)
            if !bands.contains(band.name) { tell(.unused(name: band.name), at: place) }
            if band.hours.contains(where: { $0.days != nil && $0.hasInside(dayBegins) }) {
                tell(.dayChangesInside(name: band.name), at: place)
            }
        }
    }

    // MARK: Matching

    /// Looks at all combinations, class by class.
    mutating func reviewMatching() {
        let dimensions = TripDimensions(form: form, rules: rules)
        guard dimensions.combinations <= Self.combinationsMax else {
            return tell(.tooManyCombinations, at: path("rules"))
        }
        var reached = [Bool](repeating: false, count: form.rules.count)
        var hiders = [Set<Int>](repeating: [], count: form.rules.count)
        var classFindings: [RuleFinding.Kind] = []
        for concessionClass in TransportConcession.ConcessionClass.allCases {
            var isNamed = false
            var gap: TripSketch?
            dimensions.visit(concessionClass) { sketch, bits in
                var bits = bits
                guard let first = bits.removeFirst() else {
                    if gap == nil { gap = sketch }
                    return
                }
                isNamed = true
                var place: Int? = first
                var hider: Int?
                while let current = place {
                    if let hider {
                        // What is said to have no concession is meant to come first.
                        if rules.rules[hider].fare != .full { hiders[current].insert(hider) }
                    } else {
                        reached[current] = true
                        if rules.rules[current].isFinal { hider = current }
                    }
                    place = bits.removeFirst()
                }
            }
            if !isNamed {
                classFindings.append(.classWithoutRule(concessionClass))
            } else if let gap {
                classFindings.append(.gap(concessionClass, example: gap))
            }
        }
        for (index, rule) in rules.rules.enumerated() {
            let place = path("rules").index(index)
            if !reached[index] {
                tell(.neverMatches(rule: rule.number), at: place)
            } else if !hiders[index].isEmpty {
                let numbers = hiders[index].sorted().map { rules.rules[$0].number }
                tell(.partlyHidden(rule: rule.number, by: numbers), at: place)
            }
        }
        for finding in classFindings { tell(finding, at: path("rules")) }
    }
}

extension CompiledRule {
    /// Whether no rule after it is ever asked, once this one matches: it has no quota of its own that leads
    /// on, and doesn't leave the fare to the record, which may have one.
    var isFinal: Bool { fare != nil && (quota == nil || whenUsedUp != .nextRule) }
}

extension ConcessionRuleSet.Hours {
    /// Whether `minute` lies in these hours and isn't their beginning.
    func hasInside(_ minute: Int) -> Bool {
        from < until ? from < minute && minute < until : minute > from || minute < until
    }
}
