import COSE
import CardCrypto
import Glibc
import ISO7816
import Issuance

/// `kartka authority rotate DIR [DOMAIN…]`.
enum AuthorityRotate {
    static let algorithm = Option(
        "algorithm", .choice(AuthorityOptions.algorithms.map(\.name)), .value,
        help: Text(
            uk: "Алгоритм нових ключів; типово – як у кореня",
            en: "The new keys' algorithm; by default the root's",
            ru: "Алгоритм новых ключей; по умолчанию – как у корня"))

    static let command = Command(
        "authority", "rotate",
        summary: Text(
            uk: "дає органам нові ключі та випускає новий список довіри",
            en: "gives authorities new keys and issues a new trust list",
            ru: "даёт органам новые ключи и выпускает новый список доверия"),
        details: Text(
            uk:
                "Старі ключі названих галузей більше не запечатують, але запечатане ними діє далі. Без "
                + "галузей лише випускає новий список довіри з пізнішим строком. Потрібен root.key.pem: "
                + "після роботи приберіть його з мережі.",
            en:
                "The old keys of the domains named seal no more, but what they sealed holds. With no domain "
                + "it only issues a new trust list with a later next update. It needs root.key.pem: take it "
                + "offline again afterwards.",
            ru: "Старые ключи названных областей больше не запечатывают, но запечатанное ими действует. Без "
                + "областей лишь выпускает новый список доверия с более поздним сроком. Нужен root.key.pem: "
                + "после работы уберите его из сети."),
        options: [algorithm, AuthorityOptions.keyDays, AuthorityOptions.trustListDays]
            + PassphraseOptions.all,
        arguments: [
            AuthorityInput.argument,
            Argument(
                .domain, .choice(Domain.allCases.map(\.rawValue)), required: false, repeated: true,
                help: Text(
                    uk: "Галузі, яким потрібні нові ключі", en: "Domains that get new keys",
                    ru: "Области, которым нужны новые ключи")),
        ],
        examples: [
            .init(
                "authority rotate region",
                Text(
                    uk: "Щомісяця: новий список довіри:", en: "Every month: a new trust list:",
                    ru: "Каждый месяц: новый список доверия:")),
            .init(
                "authority rotate region transport health --passphrase-file pass",
                Text(
                    uk: "Нові ключі двох галузей:", en: "New keys for two domains:",
                    ru: "Новые ключи двух областей:")),
        ],
        statuses: [
            .badData, .noInput, .internalFault, .inputOutput, .temporary, .noPermission, .badConfiguration,
        ],
        body: run)

    /// - Throws: 78 where the root's key is away.
    static func checkRoot(in folder: AuthorityFolder) throws(Failure) {
        guard unsafe access("\(folder.path)/root.key.pem", F_OK) == 0 else {
            throw Failure(
                .badConfiguration, "root-offline",
                AuthorityReportPhrase.rootOffline.text.with("path", folder.path.printable),
                next: AuthorityReportPhrase.bringRoot.text)
        }
    }

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let path = values.positional.first ?? ""
        let asked = Set(values.positional.dropFirst())
        let domains = Domain.allCases.filter { asked.contains($0.rawValue) }
        let folder = try AuthorityInput.open(path)
        // Before anybody is asked for a passphrase.
        let before = try AuthorityReport(folder, at: try SystemClock.now())
        try checkRoot(in: folder)
        let terms = AuthorityOptions.terms(
            values, curve: AuthorityOptions.curve(algorithm, values, else: before.rootKey.curve))
        let passphrase = try PassphraseOptions.passphrase(invocation)
        let now = try SystemClock.now()
        var progress = Progress(on: invocation.console, total: 1 + domains.count)
        do throws(AuthorityError) {
            _ = try folder.rotate(
                domains, terms: terms, passphrase: passphrase, at: now, report: { progress.step($0.text) })
        } catch {
            progress.finish()
            throw AuthorityFailure.failure(error)
        }
        progress.finish()
        let report = try AuthorityReport(folder, at: now)
        report.print(
            on: invocation.console, headline: AuthorityReportPhrase.rotated.text, rotated: domains)
        return .accepted
    }
}
