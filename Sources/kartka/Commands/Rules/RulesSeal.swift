import COSE
import CardCrypto
import CardRecords
import ConcessionRules
import ISO7816
import Issuance

/// `kartka rules seal --authority DIR --in FILE --out FILE`.
enum RulesSeal {
    static let output = Option(
        "out", short: "o", .file, .file, required: true,
        help: Text(
            uk: "Куди записати, замінивши файл", en: "Where to write, replacing a file",
            ru: "Куда записать, заменив файл"))

    static let command = Command(
        "rules", "seal",
        summary: Text(
            uk: "підписує правила чинним ключем транспортного органу",
            en: "signs rules with the transport authority's current key",
            ru: "подписывает правила действующим ключом транспортного органа"),
        details: Text(
            uk: "Дату видачі буде поставлено теперішню. Правила з помилками не підписують; спершу запустіть "
                + "kartka rules check. Файл кладуть валідаторам як rules.cbor, а ще не чинні – як "
                + "rules-next.cbor: вони почнуть діяти у свій час самі.",
            en: "The date of issue is set to now. Rules with mistakes are not signed; run kartka rules check "
                + "first. Validators get the file as rules.cbor, rules to come as rules-next.cbor: those "
                + "take "
                + "effect at their time by themselves.",
            ru: "Дата выдачи ставится текущая. Правила с ошибками не подписываются; сначала запустите "
                + "kartka rules check. Файл кладут валидаторам как rules.cbor, а ещё не действующие – как "
                + "rules-next.cbor: они начнут действовать в своё время сами."),
        options: [AuthorityInput.option, RulesInput.option, output] + PassphraseOptions.all,
        examples: [
            .init(
                "rules seal -a region -i rules.json -o rules.cbor",
                Text(
                    uk: "Пароль спитає термінал:", en: "The terminal asks for the passphrase:",
                    ru: "Пароль спросит терминал:")),
            .init(
                "rules seal -a region --passphrase-file pass -i rules.json -o rules-next.cbor",
                Text(
                    uk: "Правила, що почнуть діяти згодом:", en: "Rules that take effect later:",
                    ru: "Правила, которые вступят в силу позже:")),
        ],
        statuses: [
            .badData, .noInput, .internalFault, .cannotCreate, .inputOutput, .temporary, .noPermission,
            .badConfiguration,
        ],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let console = invocation.console
        let now = try SystemClock.now()
        let input = try RulesInput(values.required(RulesInput.option))
        let path = values.required(output)
        if console.isJSON, path == "-" {
            throw Failure.usage(
                "exclusive-options",
                UsagePhrase.exclusive.text.with("first", "--json").with("second", "--\(output.name) -")
            ).about(invocation.command)
        }
        let folder = try AuthorityInput.open(values.required(AuthorityInput.option))
        let list = try AuthorityInput.trustList(of: folder)
        let domain = RecordType.transportConcession.domain
        guard let signer = list.sealingKey(of: domain, at: now) else {
            throw RecordSealFailure.noKey(domain, folder.path)
        }
        let passphrase = try PassphraseOptions.passphrase(invocation)
        var form = input.form
        form.issued = Int(now.epochSeconds)
        let sealed = try seal(form, input.path, folder, list, passphrase, console, now)
        try OutputFile.write(sealed, to: path)
        guard path != "-" else { return .accepted }
        console.print(json: json(path, sealed.count, input.rules, signer, now)) {
            let count = CountedText.bytes.text(for: sealed.count)
            let title = SealPhrase.sealed.text.with("path", path.printable).with("count", count)
            console.print(console.styled(title[console.language], .heading))
            let head = RulesPhrase.checked.text.with("version", "\(input.rules.version)")
                .with("count", CountedText.rules.text(for: input.rules.ruleCount))
            console.print("  " + head[console.language])
        }
        return .accepted
    }

    private static func seal(
        _ form: ConcessionRuleSet, _ path: String, _ folder: AuthorityFolder, _ list: TrustList,
        _ passphrase: borrowing SecretBytes, _ console: Console, _ now: NumericDate
    ) throws(Failure) -> [UInt8] {
        let domain = RecordType.transportConcession.domain
        var progress = Progress(on: console, total: 1)
        progress.step(SealPhrase.opensKey.text.with("domain", domain.title))
        defer { progress.finish() }
        let key: SigningKey?
        do { key = try folder.sealingKey(of: domain, in: list, at: now, passphrase: passphrase) } catch {
            progress.finish()
            throw AuthorityFailure.failure(error)
        }
        guard let key else { throw RecordSealFailure.noKey(domain, folder.path) }
        do { return try form.sealed(with: key) } catch {
            switch error {
            case .notARuleSet(let cause): throw RulesFailure.failure(cause, path, places: nil)
            case .signing(let cause): throw RecordSealFailure.failure(.signing(cause))
            }
        }
    }

    private static func json(
        _ path: String, _ count: Int, _ rules: RuleSet, _ signer: TrustedKey, _ now: NumericDate
    ) -> JSONValue {
        .document([
            ("path", .text(path)), ("bytes", .number(Int64(count))),
            ("network", .number(Int64(rules.network))), ("version", .number(Int64(rules.version))),
            ("rules", .number(Int64(rules.ruleCount))), ("authority", .text(signer.authority)),
            ("keyId", .text(signer.keyID.description)), ("issued", .text(now.stamp)),
            ("takesEffect", .text(rules.takesEffect.stamp)), ("nextUpdate", .text(rules.nextUpdate.stamp)),
        ])
    }
}
