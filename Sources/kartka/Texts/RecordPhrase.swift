/// What the program says about records.
enum RecordPhrase: Phrases {
    case unverified, authority, validFrom, validUntil, noEnd, keyID, malformed, typeUnknown, noIssueDate
    case accepted, refused, undetermined, trustListBad, rootKeyBad

    var text: Text {
        switch self {
        case .unverified:
            Text(
                uk: "НЕ ПЕРЕВІРЕНО: підпис і строк ніхто не звіряв",
                en: "UNVERIFIED: nobody has checked signature and validity",
                ru: "НЕ ПРОВЕРЕНО: подпись и срок никто не сверял")
        case .authority: Text(uk: "Орган", en: "Authority", ru: "Орган")
        case .validFrom: Text(uk: "Діє з", en: "Valid from", ru: "Действует с")
        case .validUntil: Text(uk: "Діє до", en: "Valid until", ru: "Действует до")
        case .noEnd: Text(uk: "без строку", en: "no end", ru: "без срока")
        case .keyID: Text(uk: "Ключ підпису", en: "Signing key", ru: "Ключ подписи")
        case .malformed:
            Text(
                uk: "{path}: це не запечатаний запис: {cause}", en: "{path}: not a sealed record: {cause}",
                ru: "{path}: это не запечатанная запись: {cause}")
        case .typeUnknown:
            Text(
                uk: "{path}: невідомий вид запису (мітка {label})",
                en: "{path}: an unknown kind of record (label {label})",
                ru: "{path}: неизвестный вид записи (метка {label})")
        case .noIssueDate:
            Text(
                uk: "{path}: у записі немає дати видачі", en: "{path}: the record has no date of issue",
                ru: "{path}: в записи нет даты выдачи")
        case .accepted: Text(uk: "ПРИЙНЯТО", en: "ACCEPTED", ru: "ПРИНЯТО")
        case .refused: Text(uk: "ВІДХИЛЕНО", en: "REFUSED", ru: "ОТКЛОНЕНО")
        case .undetermined: Text(uk: "НЕ ВИЗНАЧЕНО", en: "UNDETERMINED", ru: "НЕ ОПРЕДЕЛЕНО")
        case .trustListBad:
            Text(
                uk: "{path}: списку довіри не можна вірити: {cause}",
                en: "{path}: the trust list can't be trusted: {cause}",
                ru: "{path}: списку доверия нельзя верить: {cause}")
        case .rootKeyBad:
            Text(
                uk: "{path}: це не кореневий ключ регіону (COSE_Key)",
                en: "{path}: not a region's root key (COSE_Key)",
                ru: "{path}: это не корневой ключ региона (COSE_Key)")
        }
    }
}
