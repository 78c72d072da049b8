import COSE
import CardCrypto
import Glibc
import Issuance
import StatusLists

/// `kartka authority publish DIR --to DIR`.
enum AuthorityPublish {
    static let output = Option(
        "to", short: "o", .directory, .directory, required: true,
        help: Text(
            uk: "Каталог, який беруть перевіряльники; створюється, якщо його немає",
            en: "The directory that validators take; made where it doesn't exist",
            ru: "Каталог, который берут проверяющие; создаётся, если его нет"))
    static let baseURI = Option(
        "base-uri", .text, .uri,
        help: Text(
            uk: "Відтепер переліки станів мають адреси URI/ГАЛУЗЬ; потрібен root.key.pem",
            en: "From now on status lists are at URI/DOMAIN; needs root.key.pem",
            ru: "Отныне перечни состояний имеют адреса URI/ОБЛАСТЬ; нужен root.key.pem"))
    static let validFor = Option(
        "valid-for", .duration(3_600...31_622_400), .duration, default: "7d",
        help: Text(
            uk: "Скільки переліки дійсні без новіших", en: "For how long the lists hold without newer ones",
            ru: "Сколько перечни действительны без более новых"))

    static let command = Command(
        "authority", "publish",
        summary: Text(
            uk: "оприлюднює список довіри, переліки станів і їхні зміни",
            en: "publishes the trust list, the status lists and their changes",
            ru: "публикует список доверия, перечни состояний и их изменения"),
        details: Text(
            uk:
                "Робіть це щодня. Для кожної галузі: повний перелік станів status/….cwt (IETF Token Status "
                + "List), підписаний її ключем, і зміни від попереднього status/….delta; поруч "
                + "trust-list.cbor. Кожен файл замінюється цілим: каталог можна будь-коли роздавати через "
                + "rsync чи HTTP. Після перерви запустіть знову.",
            en:
                "Do it every day. For each domain: the full status list status/….cwt (an IETF Token Status "
                + "List), signed with the domain's key, and the changes since the one before, "
                + "status/….delta; beside them trust-list.cbor. Every file is replaced whole: the directory "
                + "may be served by rsync or HTTP at any time. After an interruption, run it again.",
            ru:
                "Делайте это ежедневно. Для каждой области: полный перечень состояний status/….cwt (IETF "
                + "Token Status List), подписанный её ключом, и изменения от предыдущего status/….delta; "
                + "рядом trust-list.cbor. Каждый файл заменяется целым: каталог можно когда угодно раздавать "
                + "через rsync или HTTP. После перерыва запустите снова."),
        options: [output, baseURI, validFor] + PassphraseOptions.all, arguments: [AuthorityInput.argument],
        examples: [
            .init(
                "authority publish region --to published --passphrase-file pass",
                Text(uk: "Щодня:", en: "Every day:", ru: "Ежедневно:")),
            .init(
                "authority publish region --to published --base-uri https://status.example.org/kyiv",
                Text(
                    uk: "Один раз, щоб назвати адреси переліків:", en: "Once, to say where lists are found:",
                    ru: "Один раз, чтобы назвать адреса перечней:")),
        ],
        statuses: [
            .noInput, .internalFault, .cannotCreate, .inputOutput, .temporary, .noPermission,
            .badConfiguration,
        ],
        body: run)

    /// How often the next second is waited for.
    private static let triesMax = 3

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let folder = try AuthorityInput.open(values.positional.first ?? "")
        var list = try AuthorityInput.trustList(of: folder)
        let base = try base(invocation)
        let isMoved = base.map { !$0.isBase(of: list) } ?? false
        if isMoved { try AuthorityRotate.checkRoot(in: folder) }
        let output = values.required(output)
        let seconds = values.duration(validFor) ?? 0
        let passphrase = try PassphraseOptions.passphrase(invocation)
        var progress = Progress(on: invocation.console, total: Domain.allCases.count + (isMoved ? 2 : 1))
        let publication: Publication
        do throws(AuthorityError) {
            if let base, isMoved {
                progress.step(AuthorityReportPhrase.opensRoot.text)
                list = try folder.moveStatusLists(to: base, passphrase: passphrase, at: try now())
            }
            progress.step(StatusPhrase.opensKeys.text)
            let keys = try folder.sealingKeys(in: list, at: try now(), passphrase: passphrase)
            publication = try publish(folder, to: output, keys, seconds, &progress)
            progress.finish()
        } catch {
            progress.finish()
            throw AuthorityFailure.failure(error)
        }
        PublicationReport(publication, path: output).print(on: invocation.console)
        if let domain = publication.withoutKey.first {
            throw RecordSealFailure.noKey(domain, folder.path)
        }
        return .accepted
    }

    /// The option of publishing, and of making a region.
    ///
    /// - Throws: 64 where it isn't a URI.
    static func base(_ invocation: Invocation) throws(Failure) -> StatusListBase? {
        guard let text = invocation.values.text(baseURI) else { return nil }
        guard let base = StatusListBase(text) else {
            throw Failure.usage("not-a-uri", StatusPhrase.notAURI.text.with("value", text.printable))
                .about(invocation.command)
        }
        return base
    }

    /// Two lists never say the same second: where one of this second is out, the next one is waited for.
    private static func publish(
        _ folder: AuthorityFolder, to output: String, _ keys: FileKeyStore, _ validForSeconds: Int64,
        _ progress: inout Progress
    ) throws(AuthorityError) -> Publication {
        var tries = 0
        while true {
            tries += 1
            let now = try now()
            do throws(AuthorityError) {
                return try folder.publish(
                    to: output, signing: keys, terms: PublicationTerms(validForSeconds: validForSeconds),
                    at: now, report: { progress.step($0.title) })
            } catch {
                guard case .published(let last) = error, tries < triesMax,
                    last.epochSeconds - now.epochSeconds < 2
                else { throw error }
                usleep(useconds_t(1_050_000 * (last.epochSeconds - now.epochSeconds + 1)))
            }
        }
    }

    private static func now() throws(AuthorityError) -> NumericDate {
        guard let now = NumericDate(epochSeconds: ProcessEnvironment.now()) else { throw .days(0) }
        return now
    }
}
