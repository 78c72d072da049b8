/// What the program says about cards.
enum CardPhrase: Phrases {
    case putCardOn, state, serial, version, extendedLength, cardKey, pinTries, pukTries, canDelay, none
    case hidden, absent, withheld, hiddenFields, viewer, blank, personalised, active, suspended
    case terminated, asAnyone, asHolder, asIssuer, asSocial, asHealth, asUtilities, asTransport
    case concession, free, percentOff, fixedFare, noConcession, askPIN, askCAN, askPUK, askNewPIN
    case askAgain, pinSet, noTaps, noAccesses, stateNow, confirm, updated, superseded
    case finished, finishedBefore, codesAt, authenticating, generatingKey, sealing, storing, storingKeys
    case checking, activating, done

    var text: Text {
        switch self {
        case .putCardOn:
            Text(
                uk: "прикладіть картку до «{reader}» ({seconds} с)",
                en: "put the card on “{reader}” ({seconds} s)",
                ru: "приложите карту к «{reader}» ({seconds} с)")
        case .state: Text(uk: "Стан", en: "State", ru: "Состояние")
        case .serial: Text(uk: "Серійний номер", en: "Serial number", ru: "Серийный номер")
        case .version: Text(uk: "Версія застосунку", en: "Application version", ru: "Версия приложения")
        case .extendedLength:
            Text(uk: "Довгі APDU, байтів", en: "Long APDUs, bytes", ru: "Длинные APDU, байтов")
        case .cardKey: Text(uk: "Ключ картки", en: "Card key", ru: "Ключ карты")
        case .pinTries: Text(uk: "Спроб PIN лишилося", en: "PIN tries left", ru: "Осталось попыток PIN")
        case .pukTries: Text(uk: "Спроб PUK лишилося", en: "PUK tries left", ru: "Осталось попыток PUK")
        case .canDelay: Text(uk: "Затримка CAN", en: "CAN delay", ru: "Задержка CAN")
        case .none: Text(uk: "немає", en: "none", ru: "нет")
        case .hidden:
            Text(
                uk: "без PIN або ролі не видно",
                en: "not told without PIN or role",
                ru: "без PIN или роли не видно")
        case .absent: Text(uk: "немає на картці", en: "not on the card", ru: "нет на карте")
        case .withheld:
            Text(
                uk: "цьому глядачеві картка не показує",
                en: "the card doesn't show it to this role",
                ru: "этому зрителю карта не показывает")
        case .hiddenFields:
            Text(
                uk: "не для цього глядача: {count}",
                en: "not for this role: {count}",
                ru: "не для этого зрителя: {count}")
        case .viewer: Text(uk: "Хто дивиться", en: "Seen as", ru: "Кто смотрит")
        case .blank: Text(uk: "чиста", en: "blank", ru: "чистая")
        case .personalised:
            Text(uk: "записана, ще не діє", en: "written, not active yet", ru: "записана, ещё не действует")
        case .active: Text(uk: "діє", en: "active", ru: "действует")
        case .suspended: Text(uk: "призупинена", en: "suspended", ru: "приостановлена")
        case .terminated: Text(uk: "закрита назавжди", en: "terminated", ru: "закрыта навсегда")
        case .asAnyone: Text(uk: "будь-хто", en: "anyone", ru: "кто угодно")
        case .asHolder: Text(uk: "держатель", en: "holder", ru: "держатель")
        case .asIssuer: Text(uk: "емітент", en: "issuer", ru: "эмитент")
        case .asSocial: Text(uk: "соціальний працівник", en: "social worker", ru: "социальный работник")
        case .asHealth: Text(uk: "медик", en: "health worker", ru: "медик")
        case .asUtilities: Text(uk: "комунальна служба", en: "utilities", ru: "коммунальная служба")
        case .asTransport: Text(uk: "транспорт", en: "transport", ru: "транспорт")
        case .concession: Text(uk: "{class}: {fare}", en: "{class}: {fare}", ru: "{class}: {fare}")
        case .free: Text(uk: "безкоштовно", en: "free", ru: "бесплатно")
        case .percentOff: Text(uk: "знижка {percent} %", en: "{percent} % off", ru: "скидка {percent} %")
        case .fixedFare:
            Text(uk: "твердий тариф {fare}", en: "fixed fare {fare}", ru: "твёрдый тариф {fare}")
        case .noConcession:
            Text(
                uk: "пільга вже не діє, запис дійсний",
                en: "the concession has ended, the record holds",
                ru: "льгота уже не действует, запись действительна")
        case .askPIN: Text(uk: "PIN", en: "PIN", ru: "PIN")
        case .askCAN:
            Text(
                uk: "CAN (6 цифр на картці)",
                en: "CAN (the 6 digits on the card)",
                ru: "CAN (6 цифр на карте)")
        case .askPUK: Text(uk: "PUK", en: "PUK", ru: "PUK")
        case .askNewPIN: Text(uk: "Новий PIN", en: "New PIN", ru: "Новый PIN")
        case .askAgain: Text(uk: "Ще раз", en: "Once more", ru: "Ещё раз")
        case .pinSet: Text(uk: "новий PIN діє", en: "the new PIN is set", ru: "новый PIN действует")
        case .noTaps: Text(uk: "проходів немає", en: "no taps", ru: "проходов нет")
        case .noAccesses:
            Text(
                uk: "захищених записів ніхто не читав",
                en: "nobody has read a protected record",
                ru: "защищённых записей никто не читал")
        case .stateNow:
            Text(
                uk: "стан картки: {state} (було: {before})",
                en: "the card is now: {state} (was: {before})",
                ru: "состояние карты: {state} (было: {before})")
        case .confirm:
            Text(
                uk: "Щоб закрити картку назавжди, введіть її серійний номер {serial}:",
                en: "To end the card for good, type its serial number {serial}:",
                ru: "Чтобы закрыть карту навсегда, введите её серийный номер {serial}:")
        case .updated:
            Text(
                uk: "{record}: новий запис на картці, номер у переліку станів {index}",
                en: "{record}: the new record is on the card, status index {index}",
                ru: "{record}: новая запись на карте, номер в перечне состояний {index}")
        case .superseded:
            Text(
                uk: "замінено, до наступного kartka authority publish: {index}",
                en: "superseded, to be told by the next kartka authority publish: {index}",
                ru: "заменено, до следующего kartka authority publish: {index}")
        case .finished:
            Text(
                uk: "Картка {serial} готова: номер {number}, діє.",
                en: "The card {serial} is ready: number {number}, active.",
                ru: "Карта {serial} готова: номер {number}, действует.")
        case .finishedBefore:
            Text(
                uk: "Картку {serial} уже завершено раніше: номер {number}, діє.",
                en: "The card {serial} was finished before: number {number}, active.",
                ru: "Карта {serial} уже завершена раньше: номер {number}, действует.")
        case .codesAt:
            Text(
                uk: "PIN, PUK і CAN – у файлі {path}",
                en: "PIN, PUK and CAN are in {path}",
                ru: "PIN, PUK и CAN – в файле {path}")
        case .authenticating:
            Text(
                uk: "встановлення захищеного каналу",
                en: "opening the secure channel",
                ru: "установка защищённого канала")
        case .generatingKey:
            Text(uk: "картка створює ключ", en: "the card makes its key", ru: "карта создаёт ключ")
        case .sealing:
            Text(uk: "підпис запису «{record}»", en: "sealing “{record}”", ru: "подпись записи «{record}»")
        case .storing:
            Text(
                uk: "запис «{record}» на картку",
                en: "storing “{record}”",
                ru: "запись «{record}» на карту")
        case .storingKeys:
            Text(uk: "ключі, PIN, PUK і CAN", en: "keys, PIN, PUK and CAN", ru: "ключи, PIN, PUK и CAN")
        case .checking:
            Text(uk: "перевірка «{record}»", en: "checking “{record}”", ru: "проверка «{record}»")
        case .activating: Text(uk: "введення в дію", en: "activating", ru: "ввод в действие")
        case .done: Text(uk: "готово", en: "done", ru: "готово")
        }
    }
}
