import COSE
import CardRecords
import ISO7816
import Issuance

/// What several commands tell of a card.
enum CardWords {
    static func state(_ state: CardApplication.LifeCycle) -> Text {
        switch state {
        case .blank: CardPhrase.blank.text
        case .personalised: CardPhrase.personalised.text
        case .active: CardPhrase.active.text
        case .suspended: CardPhrase.suspended.text
        case .terminated: CardPhrase.terminated.text
        }
    }

    /// For programs.
    static func word(_ state: CardApplication.LifeCycle) -> String {
        switch state {
        case .blank: "blank"
        case .personalised: "personalised"
        case .active: "active"
        case .suspended: "suspended"
        case .terminated: "terminated"
        }
    }

    static func style(_ state: CardApplication.LifeCycle) -> Style {
        switch state {
        case .active: .good
        case .blank, .personalised: .plain
        case .suspended: .doubtful
        case .terminated: .bad
        }
    }

    static func word(_ outcome: Outcome) -> String {
        switch outcome {
        case .accepted: "accepted"
        case .refused: "refused"
        case .undetermined: "undetermined"
        }
    }

    static func json(_ information: CardInformation) -> JSONValue {
        .object([
            ("serial", .text(Hexadecimal.text(information.serial))),
            ("state", .text(word(information.lifeCycle))),
        ])
    }

    static func time(_ date: NumericDate, _ language: Language) -> String {
        EpochSeconds.text(date.epochSeconds, in: language.display)
            ?? Timestamp(epochSeconds: date.epochSeconds).text
    }

    static func iso(_ date: NumericDate) -> String { Timestamp(epochSeconds: date.epochSeconds).text }
}

extension Command {
    /// Of the options of several sources, each once, in the order of the sources.
    static func merging(_ groups: [Option]...) -> [Option] {
        var names: Set<String> = []
        return groups.flatMap { $0 }.filter { names.insert($0.name).inserted }
    }
}
