/// What a gate on screen says.
enum ValidatorPhrase: Phrases {
    case hold, go, stop, ask, receipt, sameTrip, full, discount, lists, listsFine, ready, ended, companion
    case made, register

    var text: Text {
        switch self {
        case .hold: Text(uk: "ПРИКЛАДІТЬ КАРТКУ", en: "HOLD YOUR CARD HERE", ru: "ПРИЛОЖИТЕ КАРТУ")
        case .go: Text(uk: "ПРОХОДЬТЕ", en: "GO AHEAD", ru: "ПРОХОДИТЕ")
        case .stop: Text(uk: "СТІЙТЕ", en: "STOP", ru: "СТОЙТЕ")
        case .ask: Text(uk: "СПРОБУЙТЕ ЩЕ РАЗ", en: "TRY AGAIN", ru: "ПОПРОБУЙТЕ ЕЩЁ РАЗ")
        case .receipt: Text(uk: "Квитанція {number}", en: "Receipt {number}", ru: "Квитанция {number}")
        case .sameTrip:
            Text(
                uk: "та сама поїздка, що й у квитанції {number}", en: "the same trip as receipt {number}",
                ru: "та же поездка, что и в квитанции {number}")
        case .full: Text(uk: "повна вартість", en: "full fare", ru: "полная стоимость")
        case .discount: Text(uk: "знижка {percent} %", en: "{percent} % off", ru: "скидка {percent} %")
        case .companion:
            Text(uk: "разом із супровідником", en: "with a companion", ru: "вместе с сопровождающим")
        case .lists:
            Text(
                uk: "не взято: {kind}: {fault}", en: "not taken: {kind}: {fault}",
                ru: "не принято: {kind}: {fault}")
        case .listsFine: Text(uk: "усі списки взято", en: "all lists were taken", ru: "все списки приняты")
        case .ready:
            Text(
                uk: "валідатор {id} працює; Ctrl-C завершує", en: "validator {id} is at work; Ctrl-C ends it",
                ru: "валидатор {id} работает; Ctrl-C завершает")
        case .ended: Text(uk: "валідатор закрито", en: "the validator is closed", ru: "валидатор закрыт")
        case .made:
            Text(uk: "Валідатор {id} створено", en: "Validator {id} was made", ru: "Валидатор {id} создан")
        case .register:
            Text(
                uk: "Передайте відкритий ключ {path} тим, хто приймає квитанції",
                en: "Give the public key {path} to those who take the receipts",
                ru: "Передайте открытый ключ {path} тем, кто принимает квитанции")
        }
    }
}

/// Why a validator can't be made or opened.
enum ValidatorProblem: Phrases {
    case notInitialised, initialise, rootKey, identifier, state, alreadyThere, journal, wrongID

    var text: Text {
        switch self {
        case .notInitialised:
            Text(
                uk: "немає {path}: це не каталог валідатора",
                en: "{path} is missing: this is no validator's directory",
                ru: "нет {path}: это не каталог валидатора")
        case .initialise:
            Text(
                uk: "створіть його: kartka validator init", en: "make it one: kartka validator init",
                ru: "создайте его: kartka validator init")
        case .rootKey:
            Text(
                uk: "кореневий ключ не є придатним COSE_Key",
                en: "the root key isn't a COSE_Key that can be used",
                ru: "корневой ключ не является пригодным COSE_Key")
        case .identifier:
            Text(
                uk: "validator.id має містити 16 шістнадцяткових цифр",
                en: "validator.id must have 16 hex digits",
                ru: "validator.id должен содержать 16 шестнадцатеричных цифр")
        case .state:
            Text(
                uk: "{path} пошкоджено: невідомо, які списки вже бачили",
                en: "{path} is damaged: it can't be said which lists have been seen",
                ru: "{path} повреждён: неизвестно, какие списки уже видели")
        case .alreadyThere:
            Text(
                uk: "{path} уже є: ключ валідатора не замінюють",
                en: "{path} is there already: a validator's key isn't replaced",
                ru: "{path} уже есть: ключ валидатора не заменяют")
        case .journal:
            Text(
                uk: "журнал квитанцій не відкривається: {cause}",
                en: "the journal of receipts can't be opened: {cause}",
                ru: "журнал квитанций не открывается: {cause}")
        case .wrongID:
            Text(
                uk: "номер валідатора – 16 шістнадцяткових цифр, а не «{id}»",
                en: "a validator's number is 16 hex digits, not “{id}”",
                ru: "номер валидатора – 16 шестнадцатеричных цифр, а не «{id}»")
        }
    }
}
