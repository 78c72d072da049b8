import COSE
import CardReaders
import CardRecords
import Dispatch
import Glibc
import Validation

/// `kartka validator run DIR`: a gate on screen.
enum ValidatorRun {
    static let reload = Option(
        "reload", .number(1...86_400), .number, default: "30",
        help: Text(
            uk: "Через скільки секунд перечитувати списки й правила",
            en: "After how many seconds the lists and rules are read again",
            ru: "Через сколько секунд перечитывать списки и правила"))
    static let taps = Option(
        "taps", .number(1...1_000_000), .number,
        help: Text(
            uk: "Після стількох карток завершити; код завершення – за останньою",
            en: "End after so many cards; the exit status is the last one's",
            ru: "После стольких карт завершить; код завершения – по последней"))

    static let command = Command(
        "validator", "run",
        summary: Text(
            uk: "турнікет на екрані: вирішує без мережі й веде квитанції",
            en: "a gate on screen: decides without a network and keeps receipts",
            ru: "турникет на экране: решает без сети и ведёт квитанции"),
        details: Text(
            uk:
                "Кожну прикладену картку перевіряє за три обміни: підпис, стан, правила, повторний прохід, "
                + "справжність. Зелений – проходьте, червоний – ні, жовтий – не вдалося вирішити. Квитанція "
                + "лежить на диску раніше, ніж з’явиться відповідь. Списки можна замінювати під час "
                + "роботи. З --json – по рядку на подію.",
            en:
                "Checks each card that is held to it in three exchanges: signature, status, rules, passback, "
                + "genuineness. Green is go, red is stop, yellow is undecided. The receipt is on the disk "
                + "before the answer shows. Lists may be replaced meanwhile. With --json one line for each "
                + "event.",
            ru:
                "Каждую приложенную карту проверяет за три обмена: подпись, состояние, правила, повторный "
                + "проход, подлинность. Зелёный – проходите, красный – нет, жёлтый – решить не удалось. "
                + "Квитанция лежит на диске раньше, чем появится ответ. Списки можно заменять во время "
                + "работы. С --json – по строке на событие."),
        options: Command.merging(
            GateOptions.all, [CardPlace.softcard, reload, CardPlace.reader, taps], PassphraseOptions.all),
        arguments: [ValidatorInit.argument],
        examples: [
            .init(
                "validator run gate-7 --network 17 --carrier 4 --stop 300 --mode bus",
                Text(uk: "Турнікет в автобусі:", en: "The gate of a bus:", ru: "Турникет в автобусе:")),
            .init(
                "validator run gate-7 --network 17 --carrier 4 --stop 300 --taps 1 --json",
                Text(
                    uk: "Одна картка, відповідь у JSON:", en: "One card, the answer as JSON:",
                    ru: "Одна карта, ответ в JSON:")),
        ],
        statuses: [
            .refused, .undetermined, .badData, .noInput, .unavailable, .internalFault, .inputOutput,
            .temporary, .noPermission, .badConfiguration,
        ],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        if values.has(CardPlace.softcard), values.has(CardPlace.reader) {
            throw Failure.usage(
                "exclusive-options",
                UsagePhrase.exclusive.text.with("first", "--\(CardPlace.softcard.name)")
                    .with("second", "--\(CardPlace.reader.name)")
            ).about(invocation.command)
        }
        let passphrase = try PassphraseOptions.passphrase(invocation)
        let validator: Validator
        do throws(ValidatorError) {
            validator = try Validator(opening: values.positional.first ?? "", passphrase: passphrase)
        } catch { throw ValidatorFailure.failure(error) }
        let service = GateService(
            validator: validator, gate: GateOptions.gate(values), values: values, console: invocation.console)
        let status = try await service.run()
        do throws(ValidatorError) { try validator.close() } catch { throw ValidatorFailure.failure(error) }
        return status
    }
}
