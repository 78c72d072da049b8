/// What the program says about software cards.
enum SoftCardPhrase: Phrases {
    case portCount, factoryKeys, withoutNew, withNew, locked, damaged
    case connected, disconnected, torn, mute, ended, noReader, startReader

    var text: Text {
        switch self {
        case .portCount:
            Text(
                uk: "карток – {cards}, а портів – {ports}: потрібен один порт на картку",
                en: "cards: {cards}, ports: {ports}; each card needs one port",
                ru: "карт – {cards}, а портов – {ports}: нужен один порт на карту")
        case .factoryKeys:
            Text(
                uk: "{path}: потрібні три рядки по 32, 48 або 64 шістнадцяткові цифри однакової довжини",
                en: "{path}: three lines of 32, 48 or 64 hex digits are needed, all of one length",
                ru: "{path}: нужны три строки по 32, 48 или 64 шестнадцатеричные цифры одинаковой длины")
        case .withoutNew:
            Text(
                uk: "щоб узяти цю картку, приберіть --new", en: "to use that card, leave out --new",
                ru: "чтобы взять эту карту, уберите --new")
        case .withNew:
            Text(
                uk: "щоб створити чисту картку, додайте --new", en: "to make a blank card, add --new",
                ru: "чтобы создать чистую карту, добавьте --new")
        case .locked:
            Text(
                uk: "{path}: картка вже працює в іншому процесі",
                en: "{path}: another process drives this card",
                ru: "{path}: карта уже работает в другом процессе")
        case .damaged:
            Text(
                uk: "{path}: файл картки непридатний: {cause}", en: "{path}: not a usable card file: {cause}",
                ru: "{path}: файл карты непригоден: {cause}")
        case .connected: Text(uk: "у зчитувачі", en: "in the reader", ru: "в считывателе")
        case .disconnected:
            Text(
                uk: "вийнято: зв'язок зі зчитувачем утрачено", en: "out: the link to the reader was lost",
                ru: "вынута: связь со считывателем потеряна")
        case .torn:
            Text(
                uk: "знеструмлено посеред команди", en: "lost its power inside a command",
                ru: "обесточена посреди команды")
        case .mute: Text(uk: "не відповідає", en: "doesn't answer", ru: "не отвечает")
        case .ended: Text(uk: "вийнято", en: "taken out", ru: "вынута")
        case .noReader:
            Text(
                uk: "віртуальний зчитувач {address} не відповідає: {cause}",
                en: "the virtual reader at {address} doesn't answer: {cause}",
                ru: "виртуальный считыватель {address} не отвечает: {cause}")
        case .startReader:
            Text(
                uk: "потрібні pcscd і vpcd: apt install pcscd vsmartcard-vpcd",
                en: "pcscd and vpcd are needed: apt install pcscd vsmartcard-vpcd",
                ru: "нужны pcscd и vpcd: apt install pcscd vsmartcard-vpcd")
        }
    }
}
