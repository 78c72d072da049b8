import COSE
import CardCrypto
import CardRecords
import ConcessionRules

/// `kartka rules show -i FILE [--trust-list FILE --root-key FILE] [--form | --diag]`.
enum RulesShow {
    static let trustList = Option(
        "trust-list", short: "t", .file, .file,
        help: Text(
            uk: "Перевірити підпис за цим списком довіри", en: "Check the signature against this trust list",
            ru: "Проверить подпись по этому списку доверия"))
    static let rootKey = Option(
        "root-key", short: "r", .file, .file,
        help: Text(
            uk: "Відкритий кореневий ключ (COSE_Key), яким підписано список",
            en: "The public root key (COSE_Key) that signed the list",
            ru: "Открытый корневой ключ (COSE_Key), которым подписан список"))
    static let form = Option(
        "form", .flag,
        help: Text(
            uk: "Правила в JSON, як їх пишуть", en: "The rules as JSON, as people write them",
            ru: "Правила в JSON, как их пишут"))

    static let command = Command(
        "rules", "show",
        summary: Text(
            uk: "показує правила, а зі списком довіри й перевіряє їхній підпис",
            en: "shows rules, and with a trust list checks their signature",
            ru: "показывает правила, а со списком доверия и проверяет их подпись"),
        details: Text(
            uk: "Без --trust-list і --root-key підпис не перевіряється. Із ними вирок – прийнято (0), "
                + "відхилено (1) або не визначено (2): ключа підпису немає в списку.",
            en: "Without --trust-list and --root-key the signature isn't checked. With them the verdict is "
                + "accepted (0), refused (1) or undetermined (2): the list doesn't have the signer's key.",
            ru: "Без --trust-list и --root-key подпись не проверяется. С ними вердикт – принято (0), "
                + "отклонено (1) или не определено (2): ключа подписи нет в списке."),
        options: [RulesInput.option, trustList, rootKey, form, RecordShow.diag],
        examples: [
            .init(
                "rules show -i rules.cbor -t trust-list.cbor -r root.key",
                Text(
                    uk: "Перевірити й показати:", en: "Check and show:", ru: "Проверить и показать:")),
            .init(
                "rules show -i rules.cbor --form",
                Text(
                    uk: "Повернути JSON, щоб писати далі:", en: "Get the JSON back, to go on writing:",
                    ru: "Вернуть JSON, чтобы писать дальше:")),
        ],
        statuses: [.refused, .undetermined, .badData, .noInput, .badConfiguration],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let console = invocation.console
        let input = try RulesInput(values.required(RulesInput.option))
        let verdict = try verdict(on: input, invocation)
        if values.has(RecordShow.diag) {
            let payload = input.form.encoded()
            let bytes = input.isSealed ? input.bytes : payload
            let notation = (try? CBORDiagnostic.text(of: bytes.span)) ?? ""  // it was decoded already
            console.print(json: .document([("diag", .text(notation))])) { console.print(notation) }
            return verdict?.status ?? .accepted
        }
        let json: String
        let rows: [RecordRow]
        do {
            json = try input.form.json()
            rows = try input.form.rows(in: invocation.language.display)
        } catch {
            throw RecordFailure.unreadable(error)
        }
        if values.has(form), !console.isJSON {
            console.print(String(json.dropLast()))
            return verdict?.status ?? .accepted
        }
        console.print(
            json: .document([
                ("outcome", .text(orNull: verdict?.word)), ("reason", .text(orNull: verdict?.code)),
                ("keyId", .text(orNull: input.keyID?.description)), ("rules", .encoded(json)),
            ])
        ) {
            print(verdict, isSealed: input.isSealed, on: console)
            console.print(
                console.styled(ConcessionRuleSet.schema.title[console.language.display], .heading))
            RecordRows(rows).print(on: console)
        }
        return verdict?.status ?? .accepted
    }

    private static func print(_ verdict: RulesVerdict?, isSealed: Bool, on console: Console) {
        let language = console.language
        if let verdict {
            console.print(console.styled(verdict.title.text[language], verdict.style))
            if let code = verdict.code { console.print("  \(code)") }
        } else if isSealed {
            console.print(console.styled(RecordPhrase.unverified.text[language], .doubtful))
        }
    }

    /// Nil when no trust list was named.
    private static func verdict(
        on input: RulesInput, _ invocation: Invocation
    ) throws(Failure) -> RulesVerdict? {
        let (list, root) = (invocation.values.text(trustList), invocation.values.text(rootKey))
        guard list != nil || root != nil else { return nil }
        guard let list, let root else {
            let missing = list == nil ? trustList : rootKey
            throw Failure.usage(
                "missing-option", UsagePhrase.missingOption.text.with("option", "--\(missing.name)")
            ).about(invocation.command)
        }
        let trusted = try TrustListFile.trustList(list: list, root: root)
        do {
            _ = try RuleSet(verifying: input.bytes.span) {
                keyID -> (trusted: TrustedKey, key: VerificationKey)? in
                guard let entry = trusted.key(keyID), let key = try? VerificationKey(entry.key) else {
                    return nil
                }
                return (entry, key)
            }
            return RulesVerdict(error: nil)
        } catch {
            return RulesVerdict(error: error)
        }
    }
}

/// Whether a validator would take the rules.
private struct RulesVerdict {
    let error: RuleSetError?

    var status: ExitStatus {
        switch error {
        case nil: .accepted
        case .signerUnknown, .checkFailed: .undetermined
        default: .refused
        }
    }

    var word: String {
        switch status {
        case .accepted: "accepted"
        case .undetermined: "undetermined"
        default: "refused"
        }
    }

    var title: RecordPhrase {
        switch status {
        case .accepted: .accepted
        case .undetermined: .undetermined
        default: .refused
        }
    }

    var style: Style {
        switch status {
        case .accepted: .good
        case .undetermined: .doubtful
        default: .bad
        }
    }

    /// Stable, for programs; nil when accepted.
    var code: String? {
        switch error {
        case nil: nil
        case .tooLong: "too-long"
        case .malformed: "malformed"
        case .otherType: "other-type"
        case .invalid: "invalid"
        case .inconsistent: "inconsistent"
        case .signerUnknown: "signer-unknown"
        case .signerNotEntitled: "signer-not-entitled"
        case .signerRevoked: "signer-revoked"
        case .issuedOutsideKeyValidity: "issued-outside-key-validity"
        case .algorithmNotAllowed: "algorithm-not-allowed"
        case .signatureInvalid: "signature-invalid"
        case .checkFailed: "check-failed"
        }
    }
}
