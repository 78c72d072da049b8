/// What the program says about the status of cards and records, and about publishing it.
enum StatusPhrase: Phrases {
    case valid, revoked, suspended, superseded, notSeen
    case unspecified, lost, stolen, defective, holderDied, holderMoved, entitlementEnded, issuedInError
    case fraud, holderRequest, replaced, neverStored
    case revokedNow, suspendedNow, resumedNow, wasSo, publishNext
    case domain, records, unpublished, publishedAt, never, inDoubt, listsOver
    case published, list, delta, changes, validUntil, opensKeys
    case keyRevoked, keyWasRevoked, confirmKey, affected, keyDigits
    case notATarget, targetForms, notAURI

    var text: Text {
        switch self {
        case .valid: Text(uk: "дійсний", en: "valid", ru: "действует")
        case .revoked: Text(uk: "відкликано", en: "revoked", ru: "отозвано")
        case .suspended: Text(uk: "призупинено", en: "suspended", ru: "приостановлено")
        case .superseded: Text(uk: "замінено", en: "superseded", ru: "заменено")
        case .notSeen:
            Text(uk: "на картці ще не бачено", en: "not seen on the card yet", ru: "на карте ещё не видели")
        case .unspecified: Text(uk: "без причини", en: "no reason given", ru: "без причины")
        case .lost: Text(uk: "загублено", en: "lost", ru: "утеряна")
        case .stolen: Text(uk: "викрадено", en: "stolen", ru: "украдена")
        case .defective: Text(uk: "зіпсовано", en: "defective", ru: "испорчена")
        case .holderDied: Text(uk: "держатель помер", en: "the holder died", ru: "держатель умер")
        case .holderMoved: Text(uk: "держатель виїхав", en: "the holder moved away", ru: "держатель выехал")
        case .entitlementEnded:
            Text(uk: "право припинилося", en: "the entitlement ended", ru: "право прекратилось")
        case .issuedInError: Text(uk: "видано помилково", en: "issued in error", ru: "выдано по ошибке")
        case .fraud: Text(uk: "шахрайство", en: "fraud", ru: "мошенничество")
        case .holderRequest:
            Text(uk: "на прохання держателя", en: "at the holder's request", ru: "по просьбе держателя")
        case .replaced:
            Text(
                uk: "на картці новіший запис", en: "the card has a newer record", ru: "на карте новая запись")
        case .neverStored:
            Text(uk: "на картку не потрапив", en: "it never got onto the card", ru: "на карту не попала")
        default: decisionText
        }
    }

    private var decisionText: Text {
        switch self {
        case .revokedNow: Text(uk: "Відкликано: {target}", en: "Revoked: {target}", ru: "Отозвано: {target}")
        case .suspendedNow:
            Text(uk: "Призупинено: {target}", en: "Suspended: {target}", ru: "Приостановлено: {target}")
        case .resumedNow:
            Text(uk: "Знову в дії: {target}", en: "Resumed: {target}", ru: "Снова в действии: {target}")
        case .wasSo:
            Text(
                uk: "Так було й раніше: {target}", en: "It was so before: {target}",
                ru: "Так было и раньше: {target}")
        case .publishNext:
            Text(
                uk: "До турнікетів це дійде після kartka authority publish.",
                en: "It reaches the gates with kartka authority publish.",
                ru: "До турникетов это дойдёт после kartka authority publish.")
        case .domain: Text(uk: "Галузь", en: "Domain", ru: "Область")
        case .records: Text(uk: "Записи", en: "Records", ru: "Записи")
        case .unpublished: Text(uk: "Не оприлюднено", en: "Unpublished", ru: "Не опубликовано")
        case .publishedAt: Text(uk: "Оприлюднено", en: "Published", ru: "Опубликовано")
        case .never: Text(uk: "ще ні", en: "never", ru: "ещё нет")
        case .inDoubt:
            Text(
                uk: "картка {card}, {record}: невідомо, чи на ній новий запис {name}; покладіть її ще раз і "
                    + "повторіть kartka card update",
                en: "card {card}, {record}: nobody knows whether it has the new record {name}; put it on the "
                    + "reader once more and repeat kartka card update",
                ru: "карта {card}, {record}: неизвестно, есть ли на ней новая запись {name}; положите её ещё "
                    + "раз и повторите kartka card update")
        case .listsOver:
            Text(
                uk: "оприлюднені переліки вже недійсні: kartka authority publish",
                en: "published lists have expired: kartka authority publish",
                ru: "опубликованные перечни уже недействительны: kartka authority publish")
        default: publishingText
        }
    }

    private var publishingText: Text {
        switch self {
        case .published:
            Text(
                uk: "Оприлюднено в {path}, список довіри версії {version}",
                en: "Published to {path}, trust list version {version}",
                ru: "Опубликовано в {path}, список доверия версии {version}")
        case .list: Text(uk: "Перелік", en: "List", ru: "Перечень")
        case .delta: Text(uk: "Зміни", en: "Changes", ru: "Изменения")
        case .changes:
            Text(uk: "{changes} ({bytes})", en: "{changes} ({bytes})", ru: "{changes} ({bytes})")
        case .validUntil: Text(uk: "Дійсний до", en: "Valid until", ru: "Действует до")
        case .opensKeys:
            Text(
                uk: "відкриваю ключі органів", en: "opening the authorities' keys",
                ru: "открываю ключи органов")
        case .keyRevoked:
            Text(
                uk: "Ключ {key} відкликано. Регіон «{region}»: {path}",
                en: "The key {key} is revoked. Region “{region}”: {path}",
                ru: "Ключ {key} отозван. Регион «{region}»: {path}")
        case .keyWasRevoked:
            Text(
                uk: "Ключ {key} відкликано раніше. Регіон «{region}»: {path}",
                en: "The key {key} was revoked before. Region “{region}”: {path}",
                ru: "Ключ {key} отозван раньше. Регион «{region}»: {path}")
        case .confirmKey:
            Text(
                uk: "Щоб відкликати ключ назавжди ({authority}), введіть його ще раз, {key}:",
                en: "To revoke the key for good ({authority}), type it once more, {key}:",
                ru: "Чтобы отозвать ключ навсегда ({authority}), введите его ещё раз, {key}:")
        case .affected:
            Text(
                uk: "за новим списком довіри відмовлять: {count}; оновіть їх на картках",
                en: "refused by the new trust list: {count}; renew them on the cards",
                ru: "по новому списку доверия откажут: {count}; обновите их на картах")
        case .keyDigits:
            Text(
                uk: "ключ – це 16 шістнадцяткових цифр, як у kartka authority list",
                en: "a key is 16 hex digits, as in kartka authority list",
                ru: "ключ – это 16 шестнадцатеричных цифр, как в kartka authority list")
        case .notATarget:
            Text(
                uk: "картка чи запис № {place}: так їх не називають",
                en: "card or record no. {place}: not the name of one",
                ru: "карта или запись № {place}: так их не называют")
        case .notAURI:
            Text(
                uk: "--base-uri: «{value}» не є адресою, як-от https://status.example.org/kyiv",
                en: "--base-uri: “{value}” is not a URI like https://status.example.org/kyiv",
                ru: "--base-uri: «{value}» – не адрес вроде https://status.example.org/kyiv")
        default:
            Text(
                uk: "номер картки (перевірте контрольну цифру), НОМЕР:ВИД-ЗАПИСУ або ГАЛУЗЬ:НОМЕР",
                en: "a card's number (see its check digit), NUMBER:RECORD-TYPE or DOMAIN:INDEX",
                ru: "номер карты (проверьте контрольную цифру), НОМЕР:ВИД-ЗАПИСИ или ОБЛАСТЬ:НОМЕР")
        }
    }
}
