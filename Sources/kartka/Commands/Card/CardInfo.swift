import COSE
import CardRecords
import ISO7816
import Issuance

/// `kartka card info`.
enum CardInfo {
    static let command = Command(
        "card", "info",
        summary: Text(
            uk: "показує стан картки, без PIN і без органу",
            en: "shows the state of a card, without PIN or authority",
            ru: "показывает состояние карты, без PIN и без органа"),
        details: Text(
            uk:
                "Показує те, що картка каже кожному: стан, серійний номер, залишок спроб PIN і PUK, затримку "
                + "CAN, відбиток ключа. Чи є захищені записи, картка без PIN або ролі не каже.",
            en:
                "Shows what the card tells anybody: state, serial number, tries left of PIN and PUK, delay "
                + "of the CAN, the key's thumbprint. Without PIN or role the card doesn't say whether it has "
                + "protected records.",
            ru:
                "Показывает то, что карта говорит каждому: состояние, серийный номер, остаток попыток PIN и "
                + "PUK, задержку CAN, отпечаток ключа. Есть ли защищённые записи, карта без PIN или роли не "
                + "говорит."
        ),
        options: CardPlace.options,
        examples: [
            .init(
                "card info",
                Text(
                    uk: "Картка в єдиному зчитувачі:", en: "The card in the only reader:",
                    ru: "Карта в единственном считывателе:")),
            .init(
                "card info --softcard card.state --json",
                Text(
                    uk: "Програмна картка, у JSON:", en: "A software card, as JSON:",
                    ru: "Программная карта, в JSON:")),
        ],
        statuses: CardPlace.statuses,
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let inspection = try await CardPlace(invocation).withCard { lend throws(Failure) in
            let link = try lend()
            do throws(CardError) { return try CardInspection(link) } catch {
                throw CardFailure.failure(error)
            }
        }
        let console = invocation.console
        console.print(json: json(inspection)) { print(inspection, on: console) }
        return .accepted
    }

    private static func json(_ inspection: CardInspection) -> JSONValue {
        let information = inspection.information
        let tries = inspection.tries
        var length: JSONValue = .null
        if let limits = information.extendedLimits {
            length = .object([
                ("commandBytes", .number(Int64(limits.commandBytesMax))),
                ("responseBytes", .number(Int64(limits.responseBytesMax))),
            ])
        }
        return .document([
            ("serial", .text(Hexadecimal.text(information.serial))),
            ("state", .text(CardWords.word(information.lifeCycle))),
            ("version", .text("\(information.versionMajor).\(information.versionMinor)")),
            ("extendedLength", length),
            ("pinTriesLeft", .number(Int64(tries.pinTriesLeft))),
            ("pukTriesLeft", .number(Int64(tries.pukTriesLeft))),
            ("canDelaySeconds", .number(Int64(tries.canDelaySeconds))),
            ("transportBytes", .number(Int64(information.transportBytes))),
            ("cardKey", .text(orNull: inspection.cardKey?.description)),
        ])
    }

    private static func print(_ inspection: CardInspection, on console: Console) {
        let language = console.language
        let information = inspection.information
        var table = TextTable()
        func row(_ phrase: CardPhrase, _ value: String, _ style: Style = .plain) {
            table.add(.init(phrase.text[language], .key), .init(value, style))
        }
        let state = information.lifeCycle
        row(.state, CardWords.state(state)[language], CardWords.style(state))
        row(.serial, Hexadecimal.text(information.serial))
        row(.version, "\(information.versionMajor).\(information.versionMinor)")
        let limits = information.extendedLimits
        let none = CardPhrase.none.text[language]
        row(.extendedLength, limits.map { "\($0.commandBytesMax) / \($0.responseBytesMax)" } ?? none)
        row(.cardKey, inspection.cardKey?.description ?? none)
        let tries = inspection.tries
        row(.pinTries, "\(tries.pinTriesLeft)", tries.pinTriesLeft == 0 ? .bad : .plain)
        row(.pukTries, "\(tries.pukTriesLeft)", tries.pukTriesLeft == 0 ? .bad : .plain)
        row(.canDelay, CountedText.seconds.text(for: tries.canDelaySeconds)[language])
        for type in RecordType.allCases {
            let title = type.schema.title[language.display]
            let bytes = information.transportBytes
            guard type == .transportConcession else {
                table.add(.init(title, .key), .init(CardPhrase.hidden.text[language], .faint))
                continue
            }
            let text = bytes > 0 ? CountedText.bytes.text(for: bytes) : CardPhrase.absent.text
            table.add(.init(title, .key), .init(text[language]))
        }
        table.print(on: console)
    }
}
