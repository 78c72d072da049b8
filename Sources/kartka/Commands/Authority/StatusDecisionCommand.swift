import CardRecords
import Issuance
import StatusLists

/// `kartka authority revoke`, `suspend` and `resume`.
enum StatusDecisionCommand {
    static let reason = Option(
        "reason", .choice(StatusReason.given.map(\.name)), .value, default: StatusReason.unspecified.name,
        help: Text(
            uk: "Чому; записується в реєстр, до переліку станів не потрапляє",
            en: "Why; kept in the register, not published",
            ru: "Почему; пишется в реестр, в перечень состояний не попадает"))

    static let target = Argument(
        .target, .text, repeated: true,
        help: Text(
            uk: "Номер картки (усі її записи), НОМЕР:ВИД (один її запис) або ГАЛУЗЬ:НОМЕР у переліку станів",
            en: "A card's number (all its records), NUMBER:TYPE (one of them), or DOMAIN:INDEX",
            ru: "Номер карты (все её записи), НОМЕР:ВИД (одна её запись) или ОБЛАСТЬ:НОМЕР в перечне "
                + "состояний"))

    static let statuses: [ExitStatus] = [.refused, .noInput, .inputOutput, .internalFault, .badConfiguration]

    static let revoke = Command(
        "authority", "revoke",
        summary: Text(
            uk: "відкликає картку або запис назавжди", en: "revokes a card or a record for good",
            ru: "отзывает карту или запись навсегда"),
        details: Text(
            uk:
                "За номером картки відкликано всі її записи, і нових для неї вже не видають. Турнікети "
                + "відмовлятимуть після наступного kartka authority publish. Повернути не можна: щоб лише "
                + "призупинити, є kartka authority suspend. Або все назване, або нічого; пароль не потрібен.",
            en:
                "By a card's number all its records are revoked, and no new ones are issued for it. Gates "
                + "refuse after the next kartka authority publish. There is no way back: to suspend only, "
                + "there is kartka authority suspend. All that is named is done, or nothing; no passphrase "
                + "is needed.",
            ru:
                "По номеру карты отозваны все её записи, и новых для неё уже не выдают. Турникеты будут "
                + "отказывать после следующего kartka authority publish. Вернуть нельзя: чтобы лишь "
                + "приостановить, есть kartka authority suspend. Либо всё названное, либо ничего; пароль не "
                + "нужен."),
        options: [reason], arguments: [AuthorityInput.argument, target],
        examples: [
            .init(
                "authority revoke region 9804000320000000016 --reason lost",
                Text(uk: "Загублена картка:", en: "A lost card:", ru: "Утерянная карта:")),
            .init(
                "authority revoke region 9804000320000000016:social-benefit --reason entitlement-ended",
                Text(uk: "Лише один її запис:", en: "Only one of its records:", ru: "Лишь одна её запись:")),
        ],
        statuses: statuses
    ) { (invocation) async throws(Failure) -> ExitStatus in
        try run(.revoke(reason(invocation)), .revokedNow, invocation)
    }

    static let suspend = Command(
        "authority", "suspend",
        summary: Text(
            uk: "призупиняє картку або запис до скасування", en: "suspends a card or a record until resumed",
            ru: "приостанавливает карту или запись до отмены"),
        details: Text(
            uk:
                "Як kartka authority revoke, але kartka authority resume вертає все назад. Картка про це не "
                + "знає: відмовляють турнікети за переліком станів.",
            en:
                "Like kartka authority revoke, but kartka authority resume takes it back. The card doesn't "
                + "know of it: gates refuse by the status list.",
            ru:
                "Как kartka authority revoke, но kartka authority resume возвращает всё назад. Карта об этом "
                + "не знает: отказывают турникеты по перечню состояний."),
        options: [reason], arguments: [AuthorityInput.argument, target],
        examples: [
            .init(
                "authority suspend region 9804000320000000016 --reason lost",
                Text(
                    uk: "Картку, можливо, загублено:", en: "A card that may be lost:",
                    ru: "Карта, возможно, утеряна:")),
            .init(
                "authority suspend region transport:17 --json",
                Text(
                    uk: "Запис за номером у переліку станів:", en: "A record by its status index:",
                    ru: "Запись по номеру в перечне состояний:")),
        ],
        statuses: statuses
    ) { (invocation) async throws(Failure) -> ExitStatus in
        try run(.suspend(reason(invocation)), .suspendedNow, invocation)
    }

    static let resume = Command(
        "authority", "resume",
        summary: Text(
            uk: "скасовує призупинення картки або запису", en: "lifts the suspension of a card or a record",
            ru: "отменяет приостановку карты или записи"),
        details: Text(
            uk:
                "Називайте те саме, що призупиняли: картку або запис. Відкликане не повертається. Діє після "
                + "наступного kartka authority publish.",
            en:
                "Name what was suspended: the card, or the record. What is revoked doesn't come back. It "
                + "reaches the gates with the next kartka authority publish.",
            ru:
                "Называйте то же, что приостанавливали: карту или запись. Отозванное не возвращается. "
                + "Действует после следующего kartka authority publish."),
        arguments: [AuthorityInput.argument, target],
        examples: [
            .init(
                "authority resume region 9804000320000000016",
                Text(
                    uk: "Картка знайшлася:", en: "The card was found:", ru: "Карта нашлась:")),
            .init(
                "authority resume region transport:17",
                Text(
                    uk: "Запис за номером у переліку станів:", en: "A record by its status index:",
                    ru: "Запись по номеру в перечне состояний:")),
        ],
        statuses: statuses
    ) { (invocation) async throws(Failure) -> ExitStatus in
        try run(.resume, .resumedNow, invocation)
    }

    /// All that stands behind the directory.
    ///
    /// - Throws: 64, without repeating a card's number.
    static func targets(_ invocation: Invocation) throws(Failure) -> [StatusTarget] {
        var targets: [StatusTarget] = []
        for (place, word) in invocation.values.positional.dropFirst().enumerated() {
            guard let target = StatusWords.target(word) else {
                throw Failure.usage(
                    "not-a-target", StatusPhrase.notATarget.text.with("place", "\(place + 1)"),
                    next: StatusPhrase.targetForms.text
                ).about(invocation.command)
            }
            if !targets.contains(target) { targets.append(target) }
        }
        return targets
    }

    private static func reason(_ invocation: Invocation) -> StatusReason {
        StatusReason(name: invocation.values.required(reason)) ?? .unspecified
    }

    private static func run(
        _ decision: StatusDecision, _ headline: StatusPhrase, _ invocation: Invocation
    ) throws(Failure) -> ExitStatus {
        let targets = try targets(invocation)
        let folder = try AuthorityInput.open(invocation.values.positional.first ?? "")
        let now = try SystemClock.now()
        let effects: [StatusDecisionEffect]
        do { effects = try folder.decide(decision, on: targets, at: now) } catch {
            throw AuthorityFailure.failure(error)
        }
        let console = invocation.console
        console.print(json: json(effects)) {
            let language = console.language
            for effect in effects {
                let text = effect.isChanged ? headline.text : StatusPhrase.wasSo.text
                console.print(
                    console.styled(
                        text.with("target", StatusWords.word(effect.target))[language], .heading))
                var table = TextTable()
                for record in effect.records { StatusWords.add(record, to: &table, language) }
                table.print(on: console, indent: "  ")
            }
            if effects.contains(where: \.isChanged) { console.print(StatusPhrase.publishNext.text[language]) }
        }
        return .accepted
    }

    private static func json(_ effects: [StatusDecisionEffect]) -> JSONValue {
        .document([
            (
                "targets",
                .array(
                    effects.map { effect in
                        .object([
                            ("target", .text(StatusWords.word(effect.target))),
                            ("changed", .bool(effect.isChanged)),
                            ("records", .array(effect.records.map(StatusWords.json))),
                        ])
                    })
            )
        ])
    }
}
