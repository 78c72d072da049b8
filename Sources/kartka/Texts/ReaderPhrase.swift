/// What a reader holds, and what happens at it.
enum ReaderPhrase: Phrases {
    case empty, card, cardInUse, mute, readerAdded, readerRemoved, cardInserted, cardRemoved, serviceLost
    case serviceRestored, watchEnded

    var text: Text {
        switch self {
        case .empty: Text(uk: "порожньо", en: "empty", ru: "пусто")
        case .card: Text(uk: "картка", en: "card", ru: "карта")
        case .cardInUse:
            Text(
                uk: "картка, зайнята іншою програмою", en: "card, in use by a program",
                ru: "карта, занята другой программой")
        case .mute:
            Text(
                uk: "картка не відповідає", en: "the card doesn't answer", ru: "карта не отвечает")
        case .readerAdded: Text(uk: "зчитувач підключено", en: "reader added", ru: "считыватель подключён")
        case .readerRemoved: Text(uk: "зчитувач вимкнено", en: "reader removed", ru: "считыватель отключён")
        case .cardInserted: Text(uk: "картку вставлено", en: "card inserted", ru: "карта вставлена")
        case .cardRemoved: Text(uk: "картку вийнято", en: "card removed", ru: "карта вынута")
        case .serviceLost: Text(uk: "служба pcscd зникла", en: "pcscd went away", ru: "служба pcscd пропала")
        case .serviceRestored:
            Text(uk: "служба pcscd знову є", en: "pcscd is back", ru: "служба pcscd снова есть")
        case .watchEnded:
            Text(uk: "спостереження скінчилося", en: "watching ended", ru: "наблюдение окончено")
        }
    }
}
