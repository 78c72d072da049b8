/// What the program says where a status can't be decided or published.
enum StatusProblem: Phrases {
    case unknownCard, unknownRecord, unknownIndex, revokedForGood, cardRevoked, cardSuspended, otherRecord
    case checkNumber, newCard, resumeFirst, publishedLater, setClock, noURI, sayBaseURI, unknownKey
    case seeKeys, keyMissing

    var text: Text {
        switch self {
        case .unknownCard:
            Text(
                uk: "картки {card} цей регіон не видавав", en: "this region issued no card {card}",
                ru: "карты {card} этот регион не выдавал")
        case .unknownRecord:
            Text(
                uk: "картка {card} не має запису «{record}»", en: "the card {card} has no record “{record}”",
                ru: "у карты {card} нет записи «{record}»")
        case .unknownIndex:
            Text(
                uk: "запису {name} не видавали", en: "there is no record {name}",
                ru: "записи {name} не выдавали")
        case .revokedForGood:
            Text(
                uk: "{target}: відкликано, а відкликане не повертається",
                en: "{target}: revoked, and what is revoked stays so",
                ru: "{target}: отозвано, а отозванное не возвращается")
        case .cardRevoked:
            Text(
                uk: "картку {card} відкликано: нових записів для неї не видають",
                en: "the card {card} is revoked: no new records are issued for it",
                ru: "карта {card} отозвана: новых записей для неё не выдают")
        case .cardSuspended:
            Text(
                uk: "картку {card} призупинено: нових записів для неї не видають",
                en: "the card {card} is suspended: no new records are issued for it",
                ru: "карта {card} приостановлена: новых записей для неё не выдают")
        case .otherRecord:
            Text(
                uk:
                    "номер {name} у реєстрі має інша картка або інший запис: каталог відновлено зі "
                    + "старої копії?",
                en:
                    "in the register {name} is another card's or record's: was the directory restored from "
                    + "an old copy?",
                ru: "номер {name} в реестре у другой карты или записи: каталог восстановлен из старой копии?")
        case .checkNumber:
            Text(
                uk: "перевірте номер: kartka authority status",
                en: "check the number: kartka authority status",
                ru: "проверьте номер: kartka authority status")
        case .newCard:
            Text(
                uk: "держателеві потрібна нова картка", en: "its holder needs a new card",
                ru: "держателю нужна новая карта")
        case .resumeFirst:
            Text(
                uk: "спершу скасуйте призупинення: kartka authority resume",
                en: "lift the suspension first: kartka authority resume",
                ru: "сначала отмените приостановку: kartka authority resume")
        case .publishedLater:
            Text(
                uk: "уже оприлюднено станом на {time}, а годинник показує не пізніше",
                en: "lists of {time} are out already, and the clock isn't beyond that",
                ru: "уже опубликовано на {time}, а часы показывают не позже")
        case .setClock:
            Text(
                uk: "перевірте годинник цього комп'ютера", en: "check this computer's clock",
                ru: "проверьте часы этого компьютера")
        case .noURI:
            Text(
                uk: "у списку довіри не сказано, де перелік станів галузі {domain}",
                en: "the trust list doesn't say where the status list of {domain} is",
                ru: "в списке доверия не сказано, где перечень состояний области {domain}")
        case .sayBaseURI:
            Text(
                uk: "назвіть один раз: kartka authority publish --base-uri URI (потрібен root.key.pem)",
                en: "say it once: kartka authority publish --base-uri URI (it needs root.key.pem)",
                ru: "назовите один раз: kartka authority publish --base-uri URI (нужен root.key.pem)")
        case .unknownKey:
            Text(
                uk: "у списку довіри немає ключа {key}", en: "the trust list has no key {key}",
                ru: "в списке доверия нет ключа {key}")
        case .seeKeys:
            Text(
                uk: "усі ключі: kartka authority list", en: "all keys: kartka authority list",
                ru: "все ключи: kartka authority list")
        case .keyMissing:
            Text(
                uk: "галузь {domain}: немає її закритого ключа", en: "{domain}: its private key is missing",
                ru: "область {domain}: нет её закрытого ключа")
        }
    }
}
