import CardReaders

extension CommandTable {
    static let readersNoun = Noun(
        word: "readers", summary: ReadersCommand.command.summary, commands: [ReadersCommand.command])
}

/// `kartka readers [--watch]`.
enum ReadersCommand {
    static let watch = Option(
        "watch", short: "w", .flag,
        help: Text(
            uk: "Далі повідомляти про зчитувачі й картки, доки не перервати",
            en: "Go on and tell about readers and cards until interrupted",
            ru: "Далее сообщать о считывателях и картах, пока не прервать"))

    static let command = Command(
        "readers",
        summary: Text(
            uk: "показує зчитувачі й картки в них", en: "shows the readers and the cards in them",
            ru: "показывает считыватели и карты в них"),
        details: Text(
            uk: "Питає службу pcscd. З --watch повідомляє про кожну зміну: підключений зчитувач, "
                + "вставлену картку, перезапуск служби; з --json – по рядку JSON на подію.",
            en:
                "Asks the pcscd service. With --watch it tells of every change: a reader plugged in, "
                + "a card put on it, the service restarted; with --json one line of JSON for each event.",
            ru: "Спрашивает службу pcscd. С --watch сообщает о каждой перемене: подключён считыватель, "
                + "вставлена карта, перезапущена служба; с --json – по строке JSON на событие."),
        options: [watch],
        examples: [
            .init(
                "readers", Text(uk: "Що підключено:", en: "What is connected:", ru: "Что подключено:")),
            .init(
                "readers --watch --json",
                Text(
                    uk: "Події рядками JSON:", en: "Events as lines of JSON:", ru: "События строками JSON:")),
        ],
        statuses: [.unavailable, .temporary, .noPermission],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        if invocation.values.has(watch) { return try await follow(on: invocation.console) }
        let states: [ReaderState]
        do { states = try CardReaders.list() } catch { throw ReaderFailure.failure(error) }
        guard !states.isEmpty else { throw ReaderFailure.failure(.service(.noReadersAvailable)) }
        let console = invocation.console
        console.print(json: .document([("readers", .array(states.map(json)))])) {
            var table = TextTable()
            for state in states {
                table.add(
                    .init(state.reader.printable, .key),
                    .init(word(for: state)[console.language], state.isMute ? .bad : .plain),
                    .init(Hexadecimal.spaced(state.atr), .faint))
            }
            table.print(on: console)
        }
        return .accepted
    }

    private static func json(_ state: ReaderState) -> JSONValue {
        .object([
            ("name", .text(state.reader)),
            ("card", .bool(state.hasCard)),
            ("mute", .bool(state.isMute)),
            ("inUse", .bool(state.isInUse)),
            ("atr", state.atr.isEmpty ? .null : .text(Hexadecimal.text(state.atr))),
        ])
    }

    private static func word(for state: ReaderState) -> Text {
        guard state.hasCard else { return ReaderPhrase.empty.text }
        if state.isMute { return ReaderPhrase.mute.text }
        return state.isInUse ? ReaderPhrase.cardInUse.text : ReaderPhrase.card.text
    }

    private static func follow(on console: Console) async throws(Failure) -> ExitStatus {
        for await event in CardReaders.events() {
            let report = ReaderEventReport(event)
            console.print(json: report.json) { console.print(report.line(on: console)) }
            try console.finish()
            if case .ended(let error) = event { throw ReaderFailure.failure(.service(error)) }
        }
        return .accepted
    }
}
