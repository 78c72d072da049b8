import Issuance

/// `kartka authority list DIR`.
enum AuthorityList {
    static let command = Command(
        "authority", "list",
        summary: Text(
            uk: "показує список довіри та ключі органів",
            en: "shows the trust list and the authorities' keys",
            ru: "показывает список доверия и ключи органов"),
        details: Text(
            uk: "Список звіряють із root-key.cbor; пароль не потрібен. Попереджає, коли списку або ключеві "
                + "час на заміну. Статус 2 – список застарів: за ним уже нічого не приймуть.",
            en:
                "The list is checked against root-key.cbor; no passphrase is needed. Warns when the list or "
                + "a key is due for replacement. Status 2: the list is too old, nothing is accepted by it "
                + "any more.",
            ru: "Список сверяют с root-key.cbor; пароль не нужен. Предупреждает, когда списку или ключу пора "
                + "на замену. Статус 2 – список устарел: по нему уже ничего не примут."),
        arguments: [AuthorityInput.argument],
        examples: [
            .init(
                "authority list region",
                Text(
                    uk: "Ключі, строки, стан:", en: "Keys, validity, state:",
                    ru: "Ключи, сроки, состояние:")),
            .init(
                "authority list region --json",
                Text(uk: "Те саме в JSON:", en: "The same as JSON:", ru: "То же в JSON:")),
        ],
        statuses: [.undetermined, .noInput, .inputOutput, .internalFault, .badConfiguration],
        body: run)

    private static func run(_ invocation: Invocation) async throws(Failure) -> ExitStatus {
        let folder = try AuthorityInput.open(invocation.values.positional.first ?? "")
        let report = try AuthorityReport(folder, at: try SystemClock.now())
        report.print(on: invocation.console, headline: AuthorityReportPhrase.region.text)
        return report.freshness == .overdue ? .undetermined : .accepted
    }
}
