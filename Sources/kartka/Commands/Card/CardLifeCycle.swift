import COSE
import CardCrypto
import Glibc
import ISO7816
import Issuance

/// What suspending, resuming and terminating have in common.
enum CardLifeCycle {
    static let options = Command.merging(OpenAuthority.options, CardPlace.options)
    static let statuses = CardPlace.statuses + [.refused, .badConfiguration]

    static func set(
        _ next: CardApplication.LifeCycle, _ invocation: Invocation, _ place: CardPlace,
        serial: [UInt8]? = nil
    ) async throws(Failure) -> ExitStatus {
        let authority = try OpenAuthority(invocation)
        let now = try SystemClock.now()
        let before = try await place.withCard { lend throws(Failure) in
            let present = try Self.serial(of: try lend())
            let link = try lend()
            let before: CardApplication.LifeCycle
            do throws(LifeCycleChangeError) {
                before = try LifeCycleChange(authority.keys).set(next, serial: serial ?? present, on: link)
            } catch { throw failure(error) }
            if next == .terminated { try revoke(present, in: authority.folder, at: now) }
            return before
        }
        let console = invocation.console
        console.print(
            json: .document([
                ("state", .text(CardWords.word(next))), ("before", .text(CardWords.word(before))),
            ])
        ) {
            console.print(
                CardPhrase.stateNow.text.with("state", CardWords.state(next))
                    .with("before", CardWords.state(before))[console.language])
        }
        return .accepted
    }

    static func serial(of link: consuming CardLink) throws(Failure) -> [UInt8] {
        do { return try SelectedCard(selecting: link).information.serial } catch {
            throw CardFailure.failure(error)
        }
    }

    /// What the card had was erased before: now its copies are refused too. Where this fails, the command can
    /// be repeated.
    private static func revoke(
        _ serial: [UInt8], in folder: AuthorityFolder, at now: NumericDate
    ) throws(Failure) {
        do throws(AuthorityError) {
            // A card of another region, or one that was never begun, has no number here.
            guard let number = try folder.cardNumber(ofCard: serial) else { return }
            _ = try folder.decide(.revoke(.unspecified), on: [.card(number)], at: now)
        } catch {
            if case .status(.unknownCard) = error { return }
            throw AuthorityFailure.failure(error)
        }
    }

    private static func failure(_ error: LifeCycleChangeError) -> Failure {
        switch error {
        case .card(let cause):
            let failure = CardFailure.failure(cause)
            guard failure.status == .temporary else { return failure }
            return Failure(failure.status, failure.code, failure.what, next: CardProblem.sameCommand.text)
        case .transition(let state, let next):
            return Failure(
                .refused, "card-state",
                CardProblem.noTransition.text.with("state", CardWords.state(state))
                    .with("next", CardWords.state(next)), next: CardProblem.seeInfo.text)
        case .otherCard(let serial):
            return Failure(
                .temporary, "other-card-in-reader",
                CardProblem.swapped.text.with("serial", Hexadecimal.text(serial)),
                next: CardProblem.runAgain.text)
        }
    }
}

/// `kartka card suspend` and `kartka card resume`.
enum CardSuspension {
    static let suspend = Command(
        "card", "suspend",
        summary: Text(
            uk: "призупиняє картку: турнікети її відхиляють", en: "suspends a card: gates refuse it",
            ru: "приостанавливает карту: турникеты её отклоняют"),
        details: Text(
            uk:
                "Записи лишаються на картці; kartka card resume вертає її в дію. Повторити команду "
                + "нешкідливо.",
            en:
                "The records stay on the card; kartka card resume brings it back. Repeating the command does "
                + "no harm.",
            ru:
                "Записи остаются на карте; kartka card resume возвращает её в действие. Повторить команду "
                + "безвредно."
        ),
        options: CardLifeCycle.options,
        examples: [
            .init(
                "card suspend --authority region",
                Text(uk: "Картка в зчитувачі:", en: "The card on the reader:", ru: "Карта в считывателе:")),
            .init(
                "card suspend -a region --passphrase-file pass --softcard card.state",
                Text(uk: "Програмна картка:", en: "A software card:", ru: "Программная карта:")),
        ],
        statuses: CardLifeCycle.statuses
    ) { (invocation) async throws(Failure) -> ExitStatus in
        try await CardLifeCycle.set(.suspended, invocation, CardPlace(invocation))
    }

    static let resume = Command(
        "card", "resume",
        summary: Text(
            uk: "вертає призупинену картку в дію", en: "makes a suspended card active again",
            ru: "возвращает приостановленную карту в действие"),
        details: Text(
            uk: "Лише для призупиненої картки: нову вводить у дію персоналізація.",
            en: "For a suspended card only: a new one is made active by its personalisation.",
            ru: "Только для приостановленной карты: новую вводит в действие персонализация."),
        options: CardLifeCycle.options,
        examples: [
            .init(
                "card resume --authority region",
                Text(uk: "Картка в зчитувачі:", en: "The card on the reader:", ru: "Карта в считывателе:")),
            .init(
                "card resume -a region --passphrase-file pass --softcard card.state",
                Text(uk: "Програмна картка:", en: "A software card:", ru: "Программная карта:")),
        ],
        statuses: CardLifeCycle.statuses
    ) { (invocation) async throws(Failure) -> ExitStatus in
        try await CardLifeCycle.set(.active, invocation, CardPlace(invocation))
    }
}

/// `kartka card terminate`.
enum CardTermination {
    static let yes = Option(
        "yes", short: "y", .flag,
        help: Text(
            uk: "Не перепитувати", en: "Don't ask for confirmation", ru: "Не переспрашивать"))

    static let command = Command(
        "card", "terminate",
        summary: Text(
            uk: "закриває картку назавжди й стирає все на ній",
            en: "ends a card for good and erases all on it",
            ru: "закрывает карту навсегда и стирает всё на ней"),
        details: Text(
            uk:
                "Ключі, PIN, записи й журнали стираються; повернути їх не можна. У реєстрі картку "
                + "відкликано: копії її записів турнікети відхилять після наступного kartka authority "
                + "publish. Без --yes програма просить ввести серійний номер картки.",
            en:
                "Keys, PINs, records and logs are erased; there is no way back. In the register the card is "
                + "revoked: copies of its records are refused after the next kartka authority publish. "
                + "Without --yes the program wants the card's serial number typed.",
            ru:
                "Ключи, PIN, записи и журналы стираются; вернуть их нельзя. В реестре карта отозвана: копии "
                + "её записей турникеты отклонят после следующего kartka authority publish. Без --yes "
                + "программа просит ввести серийный номер карты."),
        options: Command.merging(CardLifeCycle.options, [yes]),
        examples: [
            .init(
                "card terminate --authority region",
                Text(
                    uk: "Закрити з підтвердженням:", en: "End the card, with confirmation:",
                    ru: "Закрыть с подтверждением:")),
            .init(
                "card terminate -a region --passphrase-file pass --yes",
                Text(uk: "Без запитань:", en: "Without questions:", ru: "Без вопросов:")),
        ],
        statuses: CardLifeCycle.statuses
    ) { (invocation) async throws(Failure) -> ExitStatus in
        let place = try CardPlace(invocation)
        guard !invocation.values.has(yes) else {
            return try await CardLifeCycle.set(.terminated, invocation, place)
        }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure.usage("no-confirmation", CardProblem.sayYes.text).about(invocation.command)
        }
        let serial = try await place.withCard { lend throws(Failure) in
            try CardLifeCycle.serial(of: try lend())
        }
        let text = Hexadecimal.text(serial)
        let console = invocation.console
        console.writeError(CardPhrase.confirm.text.with("serial", text)[console.language] + " ")
        guard let line = readLine(), Hexadecimal.bytes(line) == serial else {
            throw Failure(.refused, "not-confirmed", CardProblem.notConfirmed.text)
        }
        return try await CardLifeCycle.set(.terminated, invocation, place, serial: serial)
    }
}
