import COSE
import CardCrypto
import CardRecords
import Glibc
import ISO7816
import Issuance

/// `kartka authority revoke-key DIR KEY`.
enum AuthorityRevokeKey {
    static let command = Command(
        "authority", "revoke-key",
        summary: Text(
            uk: "відкликає ключ органу: усе ним запечатане недійсне",
            en: "revokes an authority's key: nothing that it sealed holds",
            ru: "отзывает ключ органа: всё запечатанное им недействительно"),
        details: Text(
            uk:
                "Для ключа, який потрапив у чужі руки. За новим списком довіри відмовляють усім записам "
                + "цього ключа; повернути його не можна. Галузь, яка без нього не має чинного ключа, одразу "
                + "дістає новий. Далі: kartka authority publish, а записи карток оновити. Потрібен "
                + "root.key.pem. Без --yes програма просить ввести ключ ще раз.",
            en:
                "For a key that has got into other hands. By the new trust list every record of this key is "
                + "refused; there is no way back. A domain that has no active key without it gets a new one "
                + "at once. Then: kartka authority publish, and renew the records on the cards. It needs "
                + "root.key.pem. Without --yes the program wants the key typed once more.",
            ru:
                "Для ключа, попавшего в чужие руки. По новому списку доверия отказывают всем записям этого "
                + "ключа; вернуть его нельзя. Область, у которой без него нет действующего ключа, сразу "
                + "получает новый. Далее: kartka authority publish, а записи карт обновить. Нужен "
                + "root.key.pem. Без --yes программа просит ввести ключ ещё раз."),
        options: [
            CardTermination.yes, AuthorityRotate.algorithm, AuthorityOptions.keyDays,
            AuthorityOptions.trustListDays,
        ] + PassphraseOptions.all,
        arguments: [
            AuthorityInput.argument,
            Argument(
                .key, .text,
                help: Text(
                    uk: "Ключ: 16 шістнадцяткових цифр, як у kartka authority list",
                    en: "The key: 16 hex digits as in kartka authority list",
                    ru: "Ключ: 16 шестнадцатеричных цифр, как в kartka authority list")),
        ],
        examples: [
            .init(
                "authority revoke-key region 0123456789abcdef",
                Text(
                    uk: "З підтвердженням:", en: "With a confirmation:", ru: "С подтверждением:")),
            .init(
                "authority revoke-key region 0123456789abcdef --yes --passphrase-file pass",
                Text(uk: "Без запитань:", en: "Without questions:", ru: "Без вопросов:")),
        ],
        statuses: [
            .refused, .badData, .noInput, .internalFault, .inputOutput, .temporary, .noPermission,
            .badConfiguration,
        ],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let values = invocation.values
        let folder = try AuthorityInput.open(values.positional.first ?? "")
        let text = values.positional.dropFirst().first ?? ""
        let bytes = Hexadecimal.bytes(text) ?? []
        guard let keyID = KeyID(bytes.span) else {
            throw Failure.usage("not-a-key", StatusPhrase.keyDigits.text).about(invocation.command)
        }
        let before = try AuthorityReport(folder, at: try SystemClock.now())
        guard let key = before.list.key(keyID) else {
            throw AuthorityFailure.failure(.unknownKey(keyID))
        }
        let wasRevoked = key.state == .revoked
        if !wasRevoked {
            try AuthorityRotate.checkRoot(in: folder)
            try confirm(key, invocation)
        }
        let now = try wasRevoked ? before.now : revoke(key, folder, before, invocation)
        let report = try AuthorityReport(folder, at: now)
        let headline = wasRevoked ? StatusPhrase.keyWasRevoked : StatusPhrase.keyRevoked
        report.print(
            on: invocation.console, headline: headline.text.with("key", key.keyID.description),
            rotated: newKeys(before.list, report.list))
        if !wasRevoked { invocation.console.note(try Self.affected(key, folder)) }
        return .accepted
    }

    private static func revoke(
        _ key: TrustedKey, _ folder: AuthorityFolder, _ before: AuthorityReport, _ invocation: Invocation
    ) throws(Failure) -> NumericDate {
        let terms = AuthorityOptions.terms(
            invocation.values,
            curve: AuthorityOptions.curve(
                AuthorityRotate.algorithm, invocation.values, else: before.rootKey.curve))
        let passphrase = try PassphraseOptions.passphrase(invocation)
        let now = try SystemClock.now()
        var progress = Progress(on: invocation.console, total: 2)
        do throws(AuthorityError) {
            _ = try folder.revokeKey(
                key.keyID, terms: terms, passphrase: passphrase, at: now, report: { progress.step($0.text) })
        } catch {
            progress.finish()
            throw AuthorityFailure.failure(error)
        }
        progress.finish()
        return now
    }

    private static func confirm(_ key: TrustedKey, _ invocation: Invocation) throws(Failure) {
        guard !invocation.values.has(CardTermination.yes) else { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure.usage("no-confirmation", CardProblem.sayYes.text).about(invocation.command)
        }
        let question = StatusPhrase.confirmKey.text.with("key", key.keyID.description)
            .with("authority", key.authority.printable)
        invocation.console.writeError(question[invocation.language] + " ")
        guard let line = readLine(), Hexadecimal.bytes(line) == key.keyID.bytes else {
            throw Failure(.refused, "not-confirmed", CardProblem.notConfirmed.text)
        }
    }

    /// The domains that got a key.
    private static func newKeys(_ before: TrustList, _ after: TrustList) -> [Domain] {
        Domain.allCases.filter { domain in
            after.keys.contains { $0.recordTypes == domain.recordTypes && before.key($0.keyID) == nil }
        }
    }

    private static func affected(_ key: TrustedKey, _ folder: AuthorityFolder) throws(Failure) -> Text {
        let register: StatusRegister
        do { register = try folder.statusRegister() } catch { throw AuthorityFailure.failure(error) }
        let count = Domain.allCases.filter { $0.recordTypes == key.recordTypes }
            .reduce(0) { $0 + register.recordCount(of: $1, issuedIn: key.validity) }
        return StatusPhrase.affected.text.with("count", CountedText.records.text(for: count))
    }
}
