import COSE
import CardRecords
import ISO7816
import Issuance

/// `kartka card verify`: what a gate does.
enum CardVerify {
    static let command = Command(
        "card", "verify",
        summary: Text(
            uk: "перевіряє картку так, як турнікет: три обміни, без мережі",
            en: "checks a card as a gate does: three exchanges, no network",
            ru: "проверяет карту так, как турникет: три обмена, без сети"),
        details: Text(
            uk:
                "Читає запис про пільговий проїзд, вимагає від картки доказ справжності й виносить вирок: "
                + "прийнято (0), відхилено (1) або не визначено (2). Потрібні лише список довіри й кореневий "
                + "ключ.",
            en:
                "Reads the transport record, lets the card prove that it is genuine, and decides: accepted "
                + "(0), refused (1) or undetermined (2). It needs nothing but the trust list and the root "
                + "key.",
            ru:
                "Читает запись о льготном проезде, требует от карты доказать подлинность и выносит вердикт: "
                + "принято (0), отклонено (1) или не определено (2). Нужны лишь список доверия и корневой "
                + "ключ."),
        options: Command.merging(TrustSource.options, CardPlace.options),
        examples: [
            .init(
                "card verify --trust-list trust-list.cose --root-key root-key.cbor",
                Text(uk: "Чи пустить турнікет:", en: "Whether a gate opens:", ru: "Пропустит ли турникет:")),
            .init(
                "card verify --authority region --softcard card.state --json",
                Text(
                    uk: "Програмна картка, у JSON:", en: "A software card, as JSON:",
                    ru: "Программная карта, в JSON:")),
        ],
        statuses: CardPlace.statuses + [.refused, .undetermined, .badConfiguration],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let check = GateCheck(try TrustSource.verifier(invocation))
        let place = try CardPlace(invocation)
        let seconds = invocation.values.time(TrustSource.at) ?? ProcessEnvironment.now()
        let report = try await place.withCard { lend throws(Failure) in
            let link = try lend()
            do throws(CardReadingError) {
                return try check.check(link, at: NumericDate(epochSeconds: seconds))
            } catch {
                throw CardFailure.failure(error)
            }
        }
        let today = EpochDay(rawValue: Int(seconds / 86_400))
        let profile = today.flatMap { report.profile(on: $0) }
        let console = invocation.console
        let verdict = VerdictReport(report.verdict)
        if console.isJSON {
            console.print(
                .document(
                    try verdict.members(console.language) + [
                        ("card", CardWords.json(report.information)),
                        ("exchanges", .number(Int64(place.exchanges.total))),
                        ("concession", .text(orNull: profile.map { concession($0)[console.language] })),
                    ]))
        } else {
            print(report, profile, on: console)
        }
        return ExitStatus(report.verdict.outcome)
    }

    private static func print(
        _ report: GateReport, _ profile: TransportConcession.Profile?, on console: Console
    ) {
        let language = console.language
        console.print(VerdictReport(report.verdict).headline(on: console))
        for reason in report.verdict.reasons {
            console.print("  \(reason.text(in: language.display)) [\(reason.code)]")
        }
        guard case .accepted(let verified) = report.verdict else { return }
        let words = profile.map { concession($0) } ?? CardPhrase.noConcession.text
        console.print("  \(words[language])")
        var table = TextTable()
        table.add(.init(RecordPhrase.authority.text[language], .key), .init(verified.authority.printable))
        if let end = verified.validity.expiration {
            table.add(
                .init(RecordPhrase.validUntil.text[language], .key), .init(CardWords.time(end, language)))
        }
        table.print(on: console, indent: "  ")
    }

    /// "Older person: travels free", in plain words.
    static func concession(_ profile: TransportConcession.Profile) -> Text {
        let choices = TransportConcession.ConcessionClass.choices
        let title = choices.first { $0.value == Int64(profile.`class`.rawValue) }?.title
        let name = Text(
            uk: title?[.ukrainian] ?? "", en: title?[.english] ?? "", ru: title?[.russian] ?? "")
        let fare: Text
        switch (profile.discount, profile.discountValue) {
        case (.percentOff, let percent?):
            fare = CardPhrase.percentOff.text.with("percent", "\(percent)")
        case (.fixedFare, let minorUnits?):
            let rest = minorUnits % 100
            fare = CardPhrase.fixedFare.text.with(
                "fare", "\(minorUnits / 100).\(rest < 10 ? "0" : "")\(rest)")
        case (nil, _), (_, nil): fare = CardPhrase.free.text
        }
        return CardPhrase.concession.text.with("class", name).with("fare", fare)
    }
}
