import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance

/// `kartka card read [--as ROLE]`.
enum CardRead {
    static let viewer = Option(
        "as", .choice(CardViewpoint.allCases.map(\.rawValue)), .role,
        help: Text(
            uk: "Хто дивиться; типово holder, якщо є PIN або CAN, інакше anyone",
            en: "Who looks; by default the holder where there is a PIN or CAN, else anyone",
            ru: "Кто смотрит; по умолчанию holder, если есть PIN или CAN, иначе anyone"))
    static let type = Option(
        "type", .choice(RecordType.allCases.map(\.name)), .type, repeated: true,
        help: Text(
            uk: "Читати лише ці записи", en: "Read these records only", ru: "Читать только эти записи"))
    static let terminal = Option(
        "terminal", .text, .value, default: "0000000000000000",
        help: Text(
            uk: "Номер термінала для журналу картки, 16 шістнадцяткових цифр",
            en: "The terminal's number for the card's log, 16 hex digits",
            ru: "Номер терминала для журнала карты, 16 шестнадцатеричных цифр"))

    static let command = Command(
        "card", "read",
        summary: Text(
            uk: "показує записи картки, кожному – лише те, що йому можна бачити",
            en: "shows a card's records, to each just what they may see",
            ru: "показывает записи карты, каждому – лишь то, что ему можно видеть"),
        details: Text(
            uk:
                "Кожен запис перевіряється за списком довіри. Що показати, вирішують правила картки (PIN, "
                + "CAN, захищений канал ролі) і поля: для кожного в схемі названо, хто може його бачити. "
                + "Читання захищеного запису роллю картка заносить у журнал. Код 0 – усе показане прийнято, "
                + "1 – щось відхилено, 2 – щось не визначено.",
            en:
                "Each record is checked against the trust list. What is shown follows from the card's rules "
                + "(PIN, CAN, a role's secure channel) and from the fields: the schema says of each who may "
                + "see it. The card logs that a role has read a protected record. Status 0: all that is "
                + "shown was accepted; 1: something was refused; 2: something is undetermined.",
            ru:
                "Каждая запись проверяется по списку доверия. Что показать, решают правила карты (PIN, CAN, "
                + "защищённый канал роли) и поля: для каждого в схеме названо, кто может его видеть. Чтение "
                + "защищённой записи ролью карта заносит в журнал. Код 0 – всё показанное принято, 1 – "
                + "что-то отклонено, 2 – что-то не определено."),
        options: Command.merging(
            [viewer, type, terminal], HolderCode.showing, TrustSource.options, PassphraseOptions.all,
            CardPlace.options),
        examples: [
            .init(
                "card read --trust-list trust-list.cose --root-key root-key.cbor --pin",
                Text(
                    uk: "Що бачить держатель:", en: "What the holder sees:", ru: "Что видит держатель:")),
            .init(
                "card read --as health --authority region --terminal 00000000000000A7",
                Text(
                    uk: "Що бачить медик:", en: "What a health worker sees:", ru: "Что видит медик:")),
        ],
        statuses: CardPlace.statuses + [.refused, .undetermined, .badConfiguration],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let place = try CardPlace(invocation)
        let verifier = try TrustSource.verifier(invocation)
        let terminalID = try terminalID(invocation)
        let pin = try HolderCode.shownPIN(invocation)
        let can = try HolderCode.shownCAN(invocation)
        let isHolder = pin != nil || can != nil
        let viewpoint =
            values.text(viewer).flatMap { CardViewpoint(rawValue: $0) } ?? (isHolder ? .holder : .anyone)
        guard viewpoint != .anyone || !isHolder, viewpoint != .holder || isHolder else {
            throw Failure.usage(
                "viewer",
                (isHolder ? CardProblem.anyoneHasNoCode : CardProblem.holderNeedsCode).text
            ).about(command)
        }
        let keys = try viewpoint.role == nil ? nil : OpenAuthority(roleOf: invocation).keys
        let named = values.texts(type).compactMap { RecordType(name: $0) }
        let asked = named.isEmpty ? RecordType.allCases : named
        // The holder's PIN would open everything to the role's terminal, which has no business with it.
        let types = isHolder ? asked.filter(viewpoint.concerns) : asked
        let now = NumericDate(epochSeconds: values.time(TrustSource.at) ?? ProcessEnvironment.now())
        let look = CardViewer(role: viewpoint.role, pin: pin, can: can, terminalID: terminalID)
        let names = look.names
        let report = try await place.withCard { lend throws(Failure) in
            let link = try lend()
            do throws(CardReadingError) {
                return try CardReading(verifier).read(
                    link, as: look, keys: keys, only: types, at: now)
            } catch { throw CardFailure.failure(error) }
        }
        let told = CardReadReport(report, of: asked, seenBy: names, viewpoint: viewpoint)
        try told.print(on: invocation.console)
        return ExitStatus(told.outcome)
    }

    static func terminalID(_ invocation: Invocation) throws(Failure) -> [UInt8] {
        let text = invocation.values.required(terminal)
        guard let bytes = Hexadecimal.bytes(text), bytes.count == CardApplication.Limits.terminalIDBytes
        else {
            throw Failure.usage("terminal", CardProblem.terminal.text.with("value", text)).about(command)
        }
        return bytes
    }
}

/// Who looks at a card, as the command line says it.
enum CardViewpoint: String, CaseIterable, Sendable {
    case anyone, holder, issuer, social, health, utilities, transport

    var role: CardApplication.Role? {
        switch self {
        case .anyone, .holder: nil
        case .issuer: .issuer
        case .social: .socialWorker
        case .health: .healthWorker
        case .utilities: .utilities
        case .transport: .transport
        }
    }

    /// Whether a record is this viewer's business: what anybody may see, who the holder is, the own domain's.
    func concerns(_ type: RecordType) -> Bool {
        role == nil || type.domain.role == role || [.transportConcession, .holderIdentity].contains(type)
    }

    var text: Text {
        switch self {
        case .anyone: CardPhrase.asAnyone.text
        case .holder: CardPhrase.asHolder.text
        case .issuer: CardPhrase.asIssuer.text
        case .social: CardPhrase.asSocial.text
        case .health: CardPhrase.asHealth.text
        case .utilities: CardPhrase.asUtilities.text
        case .transport: CardPhrase.asTransport.text
        }
    }
}
