import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance

/// `kartka card personalise`: a blank card becomes the holder's.
enum CardPersonalise {
    static let applicant = Option(
        "applicant", .file, .file, required: true,
        help: Text(
            uk: "Анкета заявника в JSON; «-» – стандартний ввід",
            en: "The applicant's form as JSON; “-” is standard input",
            ru: "Анкета заявителя в JSON; «-» – стандартный ввод"))
    static let codes = Option(
        "codes", .file, .file, required: true,
        help: Text(
            uk: "Сюди записуються PIN, PUK і CAN (JSON, права доступу 0600), ще до запису на картку",
            en: "PIN, PUK and CAN are written here (JSON, mode 0600), before the card is touched",
            ru: "Сюда записываются PIN, PUK и CAN (JSON, права доступа 0600), ещё до записи на карту"))
    static let validDays = Option(
        "valid-days", .number(1...36_525), .number, default: "1826",
        help: Text(
            uk: "Скільки днів діють записи, для яких анкета не називає строку",
            en: "For how many days records hold for which the form names no term",
            ru: "Сколько дней действуют записи, для которых анкета не называет срока"))
    static let dropJob = Option(
        "drop-job", .flag,
        help: Text(
            uk: "Почати заново картку, яку почали для іншого заявника й залишили чистою",
            en: "Begin anew a card that was begun for another applicant and left blank",
            ru: "Начать заново карту, которую начали для другого заявителя и оставили чистой"))
    static let new = Option(
        "new", .flag,
        help: Text(
            uk: "З --softcard: створити чисту картку, якщо файла ще немає",
            en: "With --softcard: make a blank card where there is no such file yet",
            ru: "С --softcard: создать чистую карту, если файла ещё нет"))

    static let command = Command(
        "card", "personalise",
        summary: Text(
            uk: "записує дані заявника на чисту картку й вводить її в дію",
            en: "writes an applicant's data to a blank card and makes it active",
            ru: "записывает данные заявителя на чистую карту и активирует её"),
        details: Text(
            uk:
                "Спершу перевіряється вся анкета: якщо в ній є помилки, картки не торкаються. Записи "
                + "підписують п'ять органів; картку прочитано назад і перевірено, перш ніж вона стане "
                + "чинною. Після будь-якої перерви та сама команда завершує ту саму картку з тими самими "
                + "номерами й кодами.",
            en:
                "The whole form is checked first: with an error in it the card isn't touched. Five "
                + "authorities seal the records; the card is read back and verified before it becomes "
                + "active. After any interruption the same command finishes the same card, with the same "
                + "numbers and codes.",
            ru:
                "Сначала проверяется вся анкета: если в ней есть ошибки, карты не касаются. Записи "
                + "подписывают пять органов; карта читается обратно и проверяется, прежде чем станет "
                + "действующей. После любого перерыва та же команда завершает ту же карту с теми же номерами "
                + "и кодами."),
        options: Command.merging(
            [AuthorityInput.option, applicant, codes, validDays, dropJob], PassphraseOptions.all,
            CardPlace.options, [new]),
        examples: [
            .init(
                "card personalise --authority region --applicant olena.json --codes olena.codes",
                Text(
                    uk: "Картка в зчитувачі:", en: "The card on the reader:", ru: "Карта в считывателе:")),
            .init(
                "card personalise -a region --applicant olena.json --codes olena.codes "
                    + "--passphrase-file pass --softcard card.state --new",
                Text(
                    uk: "Нова програмна картка, без запитань:", en: "A new software card, without questions:",
                    ru: "Новая программная карта, без вопросов:")),
        ],
        statuses: CardPlace.statuses + [.refused, .cannotCreate, .badConfiguration],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let place = try CardPlace(invocation)
        let path = values.required(applicant)
        let text = try InputFile.read(path)
        let form: ApplicantForm
        do { form = try ApplicantForm(json: text) } catch { throw FormFailure.failure(error, path) }
        let office = PersonalisationOffice(
            authority: try OpenAuthority(invocation, sealing: Set(form.recordTypes.map(\.domain))),
            form: form, text: text,
            codes: CardCodesFile(path: values.required(codes)),
            terms: RecordTerms(days: Int64(values.number(validDays) ?? 1_826)),
            replacesJob: values.has(dropJob), now: try SystemClock.now())
        let console = invocation.console
        let outcome = try await place.withCard(isNew: values.has(new)) { lend throws(Failure) in
            try office.personalise(lend, telling: console)
        }
        PersonalisedCard(outcome, codesPath: values.required(codes)).print(on: console)
        return .accepted
    }
}
