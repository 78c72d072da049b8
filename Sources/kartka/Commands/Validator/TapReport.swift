import CardRecords
import ConcessionRules
import Receipts
import Validation

/// One tap, for the screen and for machines.
struct TapReport {
    let decision: TapDecision
    /// Seconds since 1970.
    let time: Int64
    let exchanges: Int
    let milliseconds: Int64

    func json(_ language: Language) -> JSONValue {
        .document([
            ("event", .text("tap")), ("time", .text(Timestamp(epochSeconds: time).text)),
            ("outcome", .text(word)),
            (
                "reasons",
                .array(
                    decision.reasons.map { reason in
                        .object([
                            ("code", .text(reason.code)), ("text", .text(reason.text(in: language.display))),
                        ])
                    })
            ),
            (
                "notices",
                .array(
                    decision.notices.map { notice in
                        .object([
                            ("code", .text(notice.code)), ("text", .text(notice.text(in: language.display))),
                        ])
                    })
            ),
            ("receipt", decision.receipt.map { .number(Int64(clamping: $0.rawValue)) } ?? .null),
            ("sameTripAs", decision.sameTripAs.map { .number(Int64(clamping: $0.rawValue)) } ?? .null),
            ("fare", fareJSON),
            ("exchanges", .number(Int64(exchanges))), ("milliseconds", .number(milliseconds)),
        ])
    }

    private var word: String {
        switch decision.outcome {
        case .accepted: "accepted"
        case .refused: "refused"
        case .undetermined: "undetermined"
        }
    }

    private var fareJSON: JSONValue {
        guard let fare = decision.fare else { return .null }
        let (kind, value): (String, Int64?) =
            switch fare.fare {
            case .free: ("free", nil)
            case .discount(let percent): ("percent-off", Int64(percent))
            case .fixed(let minorUnits): ("fixed-fare", Int64(minorUnits))
            case .full: ("full", nil)
            }
        return .object([
            ("kind", .text(kind)), ("value", value.map { .number($0) } ?? .null),
            ("rule", fare.rule.map { .number(Int64($0)) } ?? .null),
            ("payer", fare.payer.map { .number(Int64($0)) } ?? .null),
            ("class", fare.concessionClass.map { .number(Int64($0.rawValue)) } ?? .null),
            ("rulesVersion", .number(Int64(fare.rulesVersion))),
            ("noConcession", .text(orNull: fare.reason?.code)),
        ])
    }

    /// The one word that is seen from afar.
    func headline(_ language: Language) -> String {
        let phrase: ValidatorPhrase =
            switch decision.outcome {
            case .accepted: .go
            case .refused: .stop
            case .undetermined: .ask
            }
        return phrase.text[language]
    }

    /// What stands below it.
    func lines(_ language: Language) -> [String] {
        var lines = decision.reasons.map { $0.text(in: language.display) }
        if decision.outcome == .accepted, let fare = decision.fare {
            lines.append(concession(fare, language))
            if fare.companion != nil { lines.append(ValidatorPhrase.companion.text[language]) }
        }
        if let earlier = decision.sameTripAs {
            lines.append(ValidatorPhrase.sameTrip.text.with("number", "\(earlier)")[language])
        } else {
            lines += decision.notices.filter { $0 != .verifiedWithoutTable }.map {
                $0.text(in: language.display)
            }
        }
        if let receipt = decision.receipt {
            lines.append(ValidatorPhrase.receipt.text.with("number", "\(receipt)")[language])
        }
        return lines
    }

    private func concession(_ fare: FareDecision, _ language: Language) -> String {
        let price: Text =
            switch fare.fare {
            case .free: CardPhrase.free.text
            case .discount(let percent): ValidatorPhrase.discount.text.with("percent", "\(percent)")
            case .fixed(let minorUnits): Self.fixed(minorUnits)
            case .full: ValidatorPhrase.full.text
            }
        let choices = TransportConcession.ConcessionClass.choices
        guard let title = choices.first(where: { $0.value == fare.concessionClass?.rawValue })?.title else {
            return price[language]
        }
        return "\(title[language.display]): \(price[language])"
    }

    private static func fixed(_ minorUnits: UInt16) -> Text {
        let rest = minorUnits % 100
        return CardPhrase.fixedFare.text.with("fare", "\(minorUnits / 100).\(rest < 10 ? "0" : "")\(rest)")
    }
}
