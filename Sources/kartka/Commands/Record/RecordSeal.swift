import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance

/// `kartka record seal --authority DIR --type TYPE --in FILE --out FILE`.
enum RecordSeal {
    static let type = Option(
        "type", .choice(RecordType.allCases.map(\.name)), .type, required: true,
        help: Text(uk: "Вид запису", en: "The kind of record", ru: "Вид записи"))
    static let input = Option(
        "in", short: "i", .file, .file, required: true,
        help: Text(
            uk: "Запис у JSON, як його дає record template; «-» – стандартний ввід",
            en: "The record as JSON, as record template makes it; “-” is standard input",
            ru: "Запись в JSON, как её даёт record template; «-» – стандартный ввод"))
    static let output = Option(
        "out", short: "o", .file, .file, required: true,
        help: Text(
            uk: "Куди записати (права 0600), замінивши файл; «-» – стандартний вивід",
            en: "Where to write (mode 0600), replacing a file; “-” is standard output",
            ru: "Куда записать (права 0600), заменив файл; «-» – стандартный вывод"))
    static let validFrom = Option(
        "valid-from", .time, .time,
        help: Text(
            uk: "Діє з; типово – відтепер", en: "Valid from; by default from now",
            ru: "Действует с; по умолчанию – сейчас"))
    static let validUntil = Option(
        "valid-until", .time, .time,
        help: Text(
            uk: "Діє до; день входить увесь; типово – \(RecordTerms.fiveYears.days) днів",
            en: "Valid until; a day is included whole; by default \(RecordTerms.fiveYears.days) days",
            ru: "Действует до; день входит целиком; по умолчанию – \(RecordTerms.fiveYears.days) дней"))
    static let cardKey = Option(
        "card-key", .text, .key,
        help: Text(
            uk: "Прив'язати до картки з ключем, що має цей відбиток: 32 шістнадцяткові цифри",
            en: "Bind it to the card whose key has this thumbprint: 32 hex digits",
            ru: "Привязать к карте с ключом, имеющим этот отпечаток: 32 шестнадцатеричные цифры"))

    static let command = Command(
        "record", "seal",
        summary: Text(
            uk: "запечатує запис чинним ключем органу", en: "seals a record with the authority's current key",
            ru: "запечатывает запись действующим ключом органа"),
        details: Text(
            uk: "Помилки в JSON названо всі, з рядком, позицією, полем і правилом; тоді нічого не записано. "
                + "Номер у переліку станів дає програма, якщо його немає в JSON. "
                + "Дні рахують за UTC. Потрібен лише ключ цього органу, а не кореневий і не ключі карток. "
                + "Запис без --card-key не прив'язано до картки: його копію не відрізнити.",
            en:
                "All errors in the JSON are told, with line, column, field and rule; nothing is written "
                + "then. The status index is given by the program where the JSON has none. Days are "
                + "counted in UTC. Only this authority's key is needed, not the root's and not the cards'. "
                + "A record without --card-key isn't bound to a card: a copy can't be told from it.",
            ru:
                "Ошибки в JSON названы все, со строкой, позицией, полем и правилом; тогда ничего не "
                + "записано. Номер в перечне состояний даёт программа, если его нет в JSON. Дни считают "
                + "по UTC. Нужен только ключ этого органа, а не корневой и не ключи карт. Запись без "
                + "--card-key не привязана к карте: её копию не отличить."),
        options: [AuthorityInput.option, type, input, output, validFrom, validUntil, cardKey]
            + PassphraseOptions.all,
        examples: [
            .init(
                "record seal -a region --type transport-concession -i transport.json -o transport.cwt",
                Text(
                    uk: "На п'ять років; пароль спитає термінал:",
                    en: "For five years; the terminal asks for the passphrase:",
                    ru: "На пять лет; пароль спросит терминал:")),
            .init(
                "record seal -a region --type utilities -i form.json -o utilities.cwt "
                    + "--valid-until 2027-12-31 --passphrase-env PASS",
                Text(
                    uk: "До кінця 2027 року, пароль зі змінної PASS:",
                    en: "Until the end of 2027, with the passphrase from the variable PASS:",
                    ru: "До конца 2027 года, пароль из переменной PASS:")),
        ],
        statuses: [
            .refused, .badData, .noInput, .internalFault, .cannotCreate, .inputOutput, .temporary,
            .noPermission,
            .badConfiguration,
        ],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let console = invocation.console
        let out = values.required(output)
        if console.isJSON, out == "-" {
            throw Failure.usage(
                "exclusive-options",
                UsagePhrase.exclusive.text.with("first", "--json").with("second", "--\(output.name) -")
            ).about(invocation.command)
        }
        let now = try SystemClock.now()
        let validity = try validity(invocation, issuedAt: now)
        let thumbprint = try thumbprint(invocation)
        let form = try form(from: values.required(input), values)
        let folder = try AuthorityInput.open(values.required(AuthorityInput.option))
        let list = try AuthorityInput.trustList(of: folder)
        guard let signer = list.sealingKey(of: form.type.domain, at: now) else {
            throw RecordSealFailure.noKey(form.type.domain, folder.path)
        }
        if Freshness(list, at: now) == .overdue { console.note(SealPhrase.listOld.text) }
        let passphrase = try PassphraseOptions.passphrase(invocation)
        let key = try key(of: form.type.domain, folder, list, passphrase, console, now)
        let record = try record(form, folder, now)
        let sealed: SealedRecord
        do {
            sealed = try SealedRecord.seal(record, validity: validity, cardKey: thumbprint, with: key)
        } catch {
            throw RecordSealFailure.failure(error)
        }
        try OutputFile.write(sealed.bytes, to: out, mode: 0o600)
        if thumbprint == nil { console.note(SealPhrase.unbound.text) }
        RecordSealReport(
            path: out, sealed: sealed, type: form.type, statusIndex: record.body.statusIndex,
            validity: validity, signer: signer, cardKey: thumbprint
        ).print(on: console)
        return .accepted
    }

    private static func key(
        of domain: Domain, _ folder: AuthorityFolder, _ list: TrustList, _ passphrase: borrowing SecretBytes,
        _ console: Console, _ now: NumericDate
    ) throws(Failure) -> SigningKey {
        var progress = Progress(on: console, total: 1)
        progress.step(SealPhrase.opensKey.text.with("domain", domain.title))
        let key: SigningKey?
        do { key = try folder.sealingKey(of: domain, in: list, at: now, passphrase: passphrase) } catch {
            progress.finish()
            throw AuthorityFailure.failure(error)
        }
        progress.finish()
        guard let key else { throw RecordSealFailure.noKey(domain, folder.path) }
        return key
    }

    private static func form(
        from path: String, _ values: ArgumentValues
    ) throws(Failure) -> RecordForm {
        guard let type = RecordType(name: values.required(type)) else {
            preconditionFailure("the table takes the names of record types only")
        }
        let text = try InputFile.read(path)
        do { return try RecordForm(type, json: text) } catch { throw FormFailure.failure(error, path) }
    }

    /// With an index out of the ledger where the form has none; the register knows it before it is sealed.
    private static func record(
        _ form: RecordForm, _ folder: AuthorityFolder, _ now: NumericDate
    ) throws(Failure) -> Record {
        var index = form.statusIndex ?? 0
        if form.statusIndex == nil {
            do { index = try folder.issueRecord(form.type, for: form.cardNumber, at: now) } catch {
                throw AuthorityFailure.failure(error)
            }
        }
        do { return try form.record(statusIndex: index) } catch { throw FormFailure.failure(error, "–") }
    }

    private static func validity(
        _ invocation: Invocation, issuedAt now: NumericDate
    ) throws(Failure) -> Validity {
        let values = invocation.values
        let start = try date(values.time(validFrom), invocation) ?? now
        let end: NumericDate
        if let seconds = values.time(validUntil) {
            // A bare day holds to its end.
            let isDay = values.required(validUntil).utf8.count == 10
            end = try date(isDay ? seconds + 86_400 : seconds, invocation) ?? start
        } else {
            guard let later = start.advanced(bySeconds: RecordTerms.fiveYears.days * 86_400) else {
                throw Failure.usage("outside-years", SealPhrase.outsideYears.text).about(invocation.command)
            }
            end = later
        }
        guard start < end, now < end else {
            throw Failure.usage("never-valid", SealPhrase.neverValid.text).about(invocation.command)
        }
        return Validity(issuedAt: now, notBefore: start == now ? nil : start, expiration: end)
    }

    private static func date(
        _ seconds: Int64?, _ invocation: Invocation
    ) throws(Failure) -> NumericDate? {
        guard let seconds else { return nil }
        guard let date = NumericDate(epochSeconds: seconds) else {
            throw Failure.usage("outside-years", SealPhrase.outsideYears.text).about(invocation.command)
        }
        return date
    }

    private static func thumbprint(_ invocation: Invocation) throws(Failure) -> KeyThumbprint? {
        guard let text = invocation.values.text(cardKey) else { return nil }
        let bytes = Hexadecimal.bytes(text) ?? []
        guard let thumbprint = KeyThumbprint(bytes.span) else {
            throw Failure.usage("card-key", SealPhrase.cardKeyDigits.text).about(invocation.command)
        }
        return thumbprint
    }
}
