import COSE
import CardCrypto
import Glibc
import ISO7816
import Issuance

/// `kartka authority init DIR --region NAME --country N --issuer N`.
enum AuthorityInit {
    static let region = Option(
        "region", .text, .name, required: true,
        help: Text(
            uk: "Назва регіону, до 100 байтів", en: "The region's name, up to 100 bytes",
            ru: "Название региона, до 100 байтов"))
    static let name = Option(
        "name", .text, .name, repeated: true,
        help: Text(
            uk: "Назва органу: ГАЛУЗЬ=НАЗВА; галузі: \(domains)",
            en: "An authority's name: DOMAIN=NAME; the domains: \(domains)",
            ru: "Название органа: ОБЛАСТЬ=НАЗВАНИЕ; области: \(domains)"))
    static let country = Option(
        "country", .number(1...999), .number, required: true,
        help: Text(
            uk: "Країна в номерах карток за ISO 3166-1; 804 – Україна",
            en: "The country in card numbers, ISO 3166-1; 804 is Ukraine",
            ru: "Страна в номерах карт по ISO 3166-1; 804 – Украина"))
    static let issuer = Option(
        "issuer", .number(0...99_999), .number, required: true,
        help: Text(
            uk: "Номер регіону-емітента в межах країни", en: "The issuing region's number within the country",
            ru: "Номер региона-эмитента в пределах страны"))
    static let algorithm = Option(
        "algorithm", .choice(AuthorityOptions.algorithms.map(\.name)), .value, default: "es256",
        help: Text(uk: "Алгоритм підпису", en: "The signature algorithm", ru: "Алгоритм подписи"))
    static let cardKeys = Option(
        "card-keys", .choice(["aes128", "aes192", "aes256"]), .value, default: "aes128",
        help: Text(
            uk: "Ключі, якими захищено картки", en: "The keys that protect the cards",
            ru: "Ключи, которыми защищены карты"))

    static let baseURI = Option(
        "base-uri", .text, .uri,
        help: Text(
            uk: "Адреси переліків станів: URI/ГАЛУЗЬ; типово – назви urn:kartka:status:…, без адрес",
            en: "Where status lists are: URI/DOMAIN; by default names urn:kartka:status:…, no addresses",
            ru: "Адреса перечней состояний: URI/ОБЛАСТЬ; по умолчанию – имена urn:kartka:status:…, без "
                + "адресов"))

    private static let domains = Domain.allCases.map(\.rawValue).joined(separator: ", ")

    static let command = Command(
        "authority", "init",
        summary: Text(
            uk: "створює ключі регіону, його органів і карток та список довіри",
            en: "makes a region's keys and its trust list",
            ru: "создаёт ключи региона, его органов и карт и список доверия"),
        details: Text(
            uk: "Каталогу ще не повинно бути; він з'являється цілим або не з'являється. Усі таємні файли "
                + "зашифровано одним паролем, щонайменше 8 байтів. Якщо роботу перервано силоміць, поруч "
                + "може лишитися КАТАЛОГ.new-ЧИСЛО: його можна вилучити.",
            en:
                "The directory must not exist yet; it appears whole or not at all. All private files are "
                + "encrypted with one passphrase of at least 8 bytes. If the work is killed, DIR.new-NUMBER "
                + "may be left beside it: that may be deleted.",
            ru: "Каталога ещё не должно быть; он появляется целым или не появляется. Все закрытые файлы "
                + "зашифрованы одним паролем, не меньше 8 байтов. Если работа прервана силой, рядом может "
                + "остаться КАТАЛОГ.new-ЧИСЛО: его можно удалить."),
        options: [
            region, name, country, issuer, algorithm, cardKeys, baseURI, AuthorityOptions.keyDays,
            AuthorityOptions.trustListDays,
        ] + PassphraseOptions.all,
        arguments: [
            Argument(
                .directory, .directory,
                help: Text(
                    uk: "Каталог, якого ще немає", en: "A directory that doesn't exist yet",
                    ru: "Каталог, которого ещё нет"))
        ],
        examples: [
            .init(
                "authority init region --region \"Kyiv oblast\" --country 804 --issuer 32",
                Text(
                    uk: "Пароль спитає термінал:", en: "The terminal asks for the passphrase:",
                    ru: "Пароль спросит терминал:")),
            .init(
                "authority init region --region Kyiv --country 804 --issuer 32 "
                    + "--name health=Clinic --passphrase-file pass",
                Text(
                    uk: "З назвою органу та паролем із файла:",
                    en: "With an authority's name and the passphrase from a file:",
                    ru: "С названием органа и паролем из файла:")),
        ],
        statuses: [
            .badData, .noInput, .internalFault, .cannotCreate, .inputOutput, .temporary, .badConfiguration,
        ],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let path = trimmed(values.positional.first ?? "")
        let region = values.required(region)
        try check(region, named: "--region", invocation)
        let names = try names(invocation)
        let statusLists = try AuthorityPublish.base(invocation)
        guard
            let issuer = CardIssuer(
                country: values.number(country) ?? 0, number: values.number(issuer) ?? -1)
        else { preconditionFailure("the table takes numbers of these ranges only") }
        // Before anybody is asked for a passphrase.
        guard unsafe access(path, F_OK) != 0 else { throw AuthorityFailure.failure(.exists(path: path)) }
        let now = try SystemClock.now()
        let masterKeyBytes = ["aes128": 16, "aes192": 24, "aes256": 32][values.required(cardKeys)] ?? 16
        let terms = AuthorityOptions.terms(
            values, curve: AuthorityOptions.curve(algorithm, values, else: .p256),
            masterKeyBytes: masterKeyBytes)
        let passphrase = try PassphraseOptions.passphrase(invocation, isNew: true)
        var progress = Progress(on: invocation.console, total: AuthorityStep.creation.count)
        let folder: AuthorityFolder
        do throws(AuthorityError) {
            folder = try AuthorityFolder.create(
                at: path, region: region, names: names, issuer: issuer, terms: terms,
                statusLists: statusLists, passphrase: passphrase, at: now, report: { progress.step($0.text) })
        } catch {
            progress.finish()
            throw AuthorityFailure.failure(error, isCreating: true)
        }
        progress.finish()
        let report = try AuthorityReport(folder, at: now)
        report.print(on: invocation.console, headline: AuthorityReportPhrase.made.text, isFirst: true)
        return .accepted
    }

    /// `region/` is `region`: what is built beside it must not be built inside it.
    private static func trimmed(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private static func names(_ invocation: Invocation) throws(Failure) -> [Domain: String] {
        var names: [Domain: String] = [:]
        for given in invocation.values.texts(name) {
            let parts = given.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let domain = Domain(rawValue: String(parts[0])) else {
                let nearest = Suggestion.nearest(
                    to: String(parts.first ?? ""), among: Domain.allCases.map(\.rawValue))
                throw Failure.usage(
                    "unknown-domain",
                    AuthorityReportPhrase.notADomain.text.with("value", given.printable)
                        .with("domains", domains),
                    next: nearest.map { UsagePhrase.didYouMean.text.with("word", $0) }
                ).about(invocation.command)
            }
            guard names[domain] == nil else {
                throw Failure.usage(
                    "domain-twice", AuthorityReportPhrase.domainTwice.text.with("domain", domain.rawValue)
                ).about(invocation.command)
            }
            try check(String(parts[1]), named: "--name \(domain.rawValue)", invocation)
            names[domain] = String(parts[1])
        }
        return names
    }

    /// What stands in the trust list: 1…100 bytes without control characters.
    private static func check(
        _ text: String, named option: String, _ invocation: Invocation
    ) throws(Failure) {
        guard (1...100).contains(text.utf8.count), text.printable == text else {
            throw Failure.usage("bad-name", AuthorityReportPhrase.badName.text.with("option", option))
                .about(invocation.command)
        }
    }
}
