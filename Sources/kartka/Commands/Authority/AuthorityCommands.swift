import COSE
import Issuance

extension CommandTable {
    static let authorityNoun = Noun(
        word: "authority",
        summary: Text(
            uk: "ключі органів регіону, список довіри, стани карток",
            en: "a region's keys and trust list, the status of its cards",
            ru: "ключи органов региона, список доверия, состояния карт"),
        commands: [
            AuthorityInit.command, AuthorityList.command, AuthorityRotate.command,
            AuthorityRevokeKey.command, StatusDecisionCommand.revoke, StatusDecisionCommand.suspend,
            StatusDecisionCommand.resume, AuthorityStatus.command, AuthorityPublish.command,
        ])
}

/// Options that several commands on authorities have.
enum AuthorityOptions {
    static let algorithms: [(name: String, curve: COSEKey.Curve)] = [("es256", .p256), ("ed25519", .ed25519)]

    static let keyDays = Option(
        "key-days", .number(1...36_525), .number, default: "366",
        help: Text(
            uk: "Скільки днів ключем можна запечатувати", en: "For how many days a key may seal",
            ru: "Сколько дней ключом можно запечатывать"))
    static let trustListDays = Option(
        "trust-list-days", .number(1...3_653), .number, default: "31",
        help: Text(
            uk: "Скільки днів список довіри діє без новішого",
            en: "For how many days a trust list decides without a newer one",
            ru: "Сколько дней список доверия действует без более нового"))

    /// - Parameter curve: where the option isn't there, or wasn't given.
    static func curve(_ option: Option, _ values: ArgumentValues, else curve: COSEKey.Curve) -> COSEKey.Curve
    {
        algorithms.first { $0.name == values.text(option) }?.curve ?? curve
    }

    static func name(of curve: COSEKey.Curve) -> String {
        algorithms.first { $0.curve == curve }?.name ?? ""
    }

    static func terms(_ values: ArgumentValues, curve: COSEKey.Curve, masterKeyBytes: Int = 16)
        -> AuthorityTerms
    {
        var terms = AuthorityTerms(curve: curve, masterKeyBytes: masterKeyBytes)
        if let days = values.number(keyDays) { terms.keyDays = Int64(days) }
        if let days = values.number(trustListDays) { terms.trustListDays = Int64(days) }
        return terms
    }
}

extension AuthorityStep {
    /// What the person at the terminal waits for.
    var text: Text {
        switch self {
        case .root: AuthorityReportPhrase.makesRoot.text
        case .opensRoot: AuthorityReportPhrase.opensRoot.text
        case .key(let domain): AuthorityReportPhrase.makesKey.text.with("domain", domain.title)
        case .masterKeys: AuthorityReportPhrase.makesMasterKeys.text
        }
    }
}

extension Domain {
    /// For people.
    var title: Text {
        switch self {
        case .civilRegistry: Text(uk: "реєстр населення", en: "civil registry", ru: "реестр населения")
        case .social: Text(uk: "соціальний захист", en: "social protection", ru: "социальная защита")
        case .health: Text(uk: "охорона здоров'я", en: "health", ru: "здравоохранение")
        case .utilities: Text(uk: "комунальні послуги", en: "utilities", ru: "коммунальные услуги")
        case .transport: Text(uk: "транспорт", en: "transport", ru: "транспорт")
        }
    }
}
