/// What a verdict tells besides its outcome: nothing here changes whether a record is accepted.
///
/// The raw value is the C ABI's and never changes its meaning; 300…399, apart from those of ``Reason``.
public enum Notice: Int32, CaseIterable, Sendable {
    /// The trust list should have been replaced by now, but may still be used.
    case trustListStale = 300
    case statusListStale = 301
    case rulesStale = 302
    /// The signature was checked on the ordinary, slower way.
    case verifiedWithoutTable = 303
    /// The same card again after an answer that got lost: one trip, told once more.
    case sameTrip = 304

    /// Stable, for programs: "trust-list-stale".
    public var code: String { facts.code }

    /// One sentence for the people at the gate.
    public func text(in language: DisplayLanguage) -> String { facts.text[language] }

    private var facts: (code: String, text: LocalisedText) {
        switch self {
        case .trustListStale:
            (
                "trust-list-stale",
                LocalisedText(
                    uk: "Список довіри пора оновити.", en: "The trust list is due for an update.",
                    ru: "Список доверия пора обновить.")
            )
        case .statusListStale:
            (
                "status-list-stale",
                LocalisedText(
                    uk: "Список станів пора оновити.", en: "The status list is due for an update.",
                    ru: "Список состояний пора обновить.")
            )
        case .rulesStale:
            (
                "rules-stale",
                LocalisedText(
                    uk: "Правила пільг пора оновити.", en: "The concession rules are due for an update.",
                    ru: "Правила льгот пора обновить.")
            )
        case .verifiedWithoutTable:
            (
                "verified-without-table",
                LocalisedText(
                    uk: "Підпис перевірено звичайним, повільнішим способом.",
                    en: "The signature was checked on the ordinary, slower way.",
                    ru: "Подпись проверена обычным, более медленным способом.")
            )
        case .sameTrip:
            (
                "same-trip",
                LocalisedText(
                    uk: "Та сама поїздка: картку прикладено ще раз.",
                    en: "The same trip: the card was held here once more.",
                    ru: "Та же поездка: карту приложили ещё раз.")
            )
        }
    }
}
