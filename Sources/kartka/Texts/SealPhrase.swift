/// What the program says while a record is sealed.
enum SealPhrase: Phrases {
    case sealed, type, cardKey, opensKey, unbound, listOld, noKey, rotate, neverValid, outsideYears
    case cardKeyDigits, tooLong, statusIndex

    var text: Text {
        switch self {
        case .sealed:
            Text(
                uk: "Запечатано: {path} ({count})", en: "Sealed: {path} ({count})",
                ru: "Запечатано: {path} ({count})")
        case .type: Text(uk: "Вид", en: "Kind", ru: "Вид")
        case .statusIndex: Text(uk: "Номер стану", en: "Status index", ru: "Номер состояния")
        case .cardKey: Text(uk: "Ключ картки", en: "Card key", ru: "Ключ карты")
        case .opensKey:
            Text(
                uk: "відкриваю ключ органу: {domain}", en: "opening the authority's key: {domain}",
                ru: "открываю ключ органа: {domain}")
        case .unbound:
            Text(
                uk: "запис не прив'язано до картки: копію не відрізнити (--card-key)",
                en: "the record is not bound to a card: a copy can't be told from it (--card-key)",
                ru: "запись не привязана к карте: копию не отличить (--card-key)")
        case .listOld:
            Text(
                uk: "список довіри застарів: запис приймуть лише за новим (kartka authority rotate)",
                en:
                    "the trust list is too old: only by a new one is the record accepted (kartka authority "
                    + "rotate)",
                ru: "список доверия устарел: запись примут только по новому (kartka authority rotate)")
        case .noKey:
            Text(
                uk: "галузь {domain} не має чинного ключа на цей час",
                en: "the domain {domain} has no active key that is valid now",
                ru: "у области {domain} нет действующего ключа на это время")
        case .rotate:
            Text(
                uk: "перевірте годинник або дайте їй новий ключ: kartka authority rotate {path} {domain}",
                en: "check the clock, or give it a new key: kartka authority rotate {path} {domain}",
                ru: "проверьте часы или дайте ей новый ключ: kartka authority rotate {path} {domain}")
        case .neverValid:
            Text(
                uk: "запис ніколи не діяв би: кінець має бути після початку й після цієї миті",
                en: "the record would never hold: its end must lie after its start and after now",
                ru: "запись никогда бы не действовала: конец должен быть после начала и после этого мига")
        case .outsideYears:
            Text(
                uk: "строк має лежати між 1970 і 9999 роками",
                en: "validity must lie in the years 1970 to 9999",
                ru: "срок должен лежать между 1970 и 9999 годами")
        case .cardKeyDigits:
            Text(
                uk: "--card-key: потрібні 32 шістнадцяткові цифри (їх показує kartka card info)",
                en: "--card-key: 32 hex digits are needed (kartka card info shows them)",
                ru: "--card-key: нужны 32 шестнадцатеричные цифры (их показывает kartka card info)")
        case .tooLong:
            Text(
                uk: "запечатаний запис завеликий: {bytes}, на картку вміщується {limit}",
                en: "the sealed record is too large: {bytes}, a card holds {limit}",
                ru: "запечатанная запись слишком велика: {bytes}, на карту помещается {limit}")
        }
    }
}
