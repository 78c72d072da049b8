/// What the program says about an authority's directory that can't be used or made.
enum AuthorityPhrase: Phrases {
    case notAnAuthority, makeOne, otherName, days, numbersExhausted, otherIssuer, otherApplicant
    case finishFirst, listMalformed, listOtherRoot, listForged, clock

    var text: Text {
        switch self {
        case .notAnAuthority:
            Text(
                uk: "{path}: це не каталог органів: немає trust-list.cose",
                en: "{path}: not an authority directory: it has no trust-list.cose",
                ru: "{path}: это не каталог органов: нет trust-list.cose")
        case .makeOne:
            Text(
                uk: "щоб створити його: kartka help authority init",
                en: "to make one: kartka help authority init",
                ru: "чтобы создать его: kartka help authority init")
        case .otherName:
            Text(
                uk: "назвіть інший каталог; нові ключі в цьому: kartka authority rotate",
                en: "name another directory; for new keys in this one: kartka authority rotate",
                ru: "назовите другой каталог; новые ключи в этом: kartka authority rotate")
        case .days:
            Text(
                uk: "{days} дн.: потрібен щонайменше один день і час до 9999 року",
                en: "{days} days: at least one is needed, and a time before the year 10000",
                ru: "{days} дн.: нужен хотя бы один день и время до 9999 года")
        case .numbersExhausted:
            Text(
                uk: "усі номери цього емітента вже видано", en: "all numbers of this issuer are given out",
                ru: "все номера этого эмитента уже выданы")
        case .otherIssuer:
            Text(
                uk: "потрібен новий номер емітента: kartka authority init --issuer",
                en: "a new issuer number is needed: kartka authority init --issuer",
                ru: "нужен новый номер эмитента: kartka authority init --issuer")
        case .otherApplicant:
            Text(
                uk: "картку {serial} уже почали для іншої заяви",
                en: "the card {serial} was begun for another applicant",
                ru: "карта {serial} уже начата для другого заявления")
        case .finishFirst:
            Text(
                uk: "завершіть її з тією самою заявою або візьміть іншу картку",
                en: "finish it with the same form, or take another card",
                ru: "завершите её с тем же заявлением или возьмите другую карту")
        case .listMalformed:
            Text(
                uk: "{path}: це не список довіри", en: "{path}: not a trust list",
                ru: "{path}: это не список доверия")
        case .listOtherRoot:
            Text(
                uk: "{path}: список підписано іншим коренем, ніж root-key.cbor",
                en: "{path}: signed by another root than root-key.cbor",
                ru: "{path}: список подписан другим корнем, чем root-key.cbor")
        case .listForged:
            Text(
                uk: "{path}: підпис кореня не збігається: список змінено або підроблено",
                en: "{path}: the root's signature doesn't match: the list was changed or forged",
                ru: "{path}: подпись корня не совпадает: список изменён или подделан")
        case .clock:
            Text(
                uk: "годинник цього комп'ютера не налаштовано", en: "this computer's clock is not set",
                ru: "часы этого компьютера не настроены")
        }
    }
}
