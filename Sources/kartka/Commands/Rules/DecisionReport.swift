import COSE
import CardRecords
import ConcessionRules

/// What the rules say of a trip and why, for people and as JSON.
struct DecisionReport {
    let decision: FareDecision
    let input: RulesInput
    let time: NumericDate
    /// In the currency's minor unit; nil if not given.
    let fullFare: UInt32?

    func print(on console: Console) {
        console.print(json: json(console.language)) { printRows(on: console) }
    }

    private var ruleTitle: String? {
        decision.rule.flatMap { number in input.form.rules.first { $0.number == Int(number) }?.title }
    }

    private func printRows(on console: Console) {
        let language = console.language
        let style = decision.isConcession ? Style.good : .bad
        console.print(console.styled(Self.text(decision.fare, input.form.currency)[language], style))
        var table = TextTable()
        func add(_ title: RulesPhrase, _ value: String) {
            table.add(.init(title.text[language], .key), .init(value.printable))
        }
        if let reason = decision.reason {
            add(.because, "\(reason.text[language.display]) [\(reason.code)]")
        }
        if let rule = decision.rule { add(.rule, "\(rule): \(ruleTitle ?? "")") }
        if let profile = decision.profile, let concessionClass = decision.concessionClass {
            add(.ground, "\(profile + 1): \(concessionClass.title(in: language.display))")
        }
        if let payer = decision.payer { add(.payer, "\(payer)") }
        if let fullFare {
            let amount = decision.fare.amount(ofFull: fullFare)
            add(.amount, Self.money(amount, input.form.currency, language))
        }
        if decision.isConcession {
            let companion = decision.companion.map { Self.text($0, input.form.currency)[language] }
            add(.companion, companion ?? RulesPhrase.nobody.text[language])
            add(.passback, "\(decision.passbackMinutes)")
        }
        for quota in [decision.recordQuota, decision.ruleQuota].compactMap(\.self) {
            let period = quota.counter.period.title(in: language.display)
            add(.left, "\(quota.left) / \(quota.limit), \(period)")
        }
        add(.rulesVersion, "\(decision.rulesVersion)")
        table.print(on: console, indent: "  ")
        if decision.recordIsNewer { console.note(RulesPhrase.recordNewer.text) }
        if time < input.rules.takesEffect { console.note(RulesPhrase.notYet.text) }
    }

    private static func money(_ minorUnits: UInt32, _ currency: String, _ language: Language) -> String {
        Money(amount: Int(minorUnits), currency: currency).text(in: language.display)
    }

    private static func text(_ fare: Fare, _ currency: String) -> Text {
        switch fare {
        case .free: RulesPhrase.free.text
        case .discount(let percent): RulesPhrase.percentOff.text.with("percent", "\(percent)")
        case .fixed(let minorUnits):
            Text(
                uk: money(UInt32(minorUnits), currency, .ukrainian),
                en: money(UInt32(minorUnits), currency, .english),
                ru: money(UInt32(minorUnits), currency, .russian))
        case .full: RulesPhrase.full.text
        }
    }

    private func json(_ language: Language) -> JSONValue {
        .document([
            ("outcome", .text(decision.isConcession ? "accepted" : "refused")),
            ("fare", Self.json(decision.fare)),
            ("amount", .number(orNull: fullFare.map { Int64(decision.fare.amount(ofFull: $0)) })),
            ("currency", .text(input.form.currency)),
            ("reason", .text(orNull: decision.reason?.code)),
            ("text", .text(orNull: decision.reason?.text[language.display])),
            ("rule", .number(orNull: decision.rule.map { Int64($0) })), ("title", .text(orNull: ruleTitle)),
            ("ground", .number(orNull: decision.profile.map { Int64($0) + 1 })),
            ("class", .text(orNull: decision.concessionClass?.name)),
            ("payer", .number(orNull: decision.payer.map { Int64($0) })),
            ("companion", decision.companion.map { Self.json($0) } ?? .null),
            ("passbackMinutes", .number(Int64(decision.passbackMinutes))),
            ("recordQuota", Self.json(decision.recordQuota)), ("ruleQuota", Self.json(decision.ruleQuota)),
            ("rulesVersion", .number(Int64(decision.rulesVersion))),
            ("recordIsNewer", .bool(decision.recordIsNewer)),
        ])
    }

    private static func json(_ fare: Fare) -> JSONValue {
        switch fare {
        case .free: .object([("kind", .text("free"))])
        case .discount(let percent):
            .object([("kind", .text("percent-off")), ("value", .number(Int64(percent)))])
        case .fixed(let minorUnits):
            .object([("kind", .text("fixed-fare")), ("value", .number(Int64(minorUnits)))])
        case .full: .object([("kind", .text("full"))])
        }
    }

    private static func json(_ quota: CountedQuota?) -> JSONValue {
        guard let quota else { return .null }
        return .object([
            ("limit", .number(Int64(quota.limit))), ("used", .number(Int64(quota.used))),
            ("left", .number(Int64(quota.left))), ("period", .text(quota.counter.period.name)),
            ("firstDay", .text(quota.counter.firstDay.description)),
        ])
    }
}

extension JSONValue {
    fileprivate static func number(orNull number: Int64?) -> JSONValue { number.map { .number($0) } ?? .null }
}

extension RecordEnumeration {
    /// The name in CDDL and JSON.
    fileprivate var name: String { Self.choices.first { $0.value == rawValue }?.name ?? "" }
}
