/// What goes wrong with a card, and what to do about it.
enum CardProblem: Phrases {
    case removed, putBack, reset, runAgain, torn, badAnswer, otherCardOrAgain, wrongCode, wrongCAN
    case blocked, unblock, askOffice, delayed, seeDelay, codeNotSet, notOurs, otherCard, notPermitted
    case notNow, seeInfo, memory, status, noKeys, foreign, otherAuthority, channel, codesDiffer
    case noTerminal, notACode, sayTrust, roleNeedsKeys, anyoneHasNoCode, holderNeedsCode, terminal
    case cannotPersonalise, takeBlank, swapped, otherJob, dropOrTakeBlank, alreadyActive, noSealingKey
    case rotate, badKey, badReadBack, putAside, notAccepted, checkOffice, otherApplicant
    case codesOfOtherCard, codesOfOtherJob, codesDamaged, otherCodesFile, cannotSeal, neverValid, tooLong
    case notFinished, sameCommand, joined, oldOrNew, noCardNumber, showPIN, onlyActive, issuerOnly
    case noTransition, sayYes, notConfirmed

    var text: Text {
        switch self {
        case .removed:
            Text(
                uk: "картку прибрали завчасно",
                en: "the card was taken away too early",
                ru: "карту убрали раньше времени")
        case .putBack:
            Text(
                uk: "прикладіть ту саму картку й повторіть команду",
                en: "put the same card back and run the command again",
                ru: "приложите ту же карту и повторите команду")
        case .reset:
            Text(
                uk: "інша програма перезапустила картку",
                en: "another program has reset the card",
                ru: "другая программа перезапустила карту")
        case .runAgain: Text(uk: "повторіть команду", en: "run the command again", ru: "повторите команду")
        case .torn:
            Text(
                uk: "зв'язок із карткою обірвався: чи виконано останню команду, невідомо",
                en: "the link to the card broke: whether the last command was done isn't known",
                ru: "связь с картой оборвалась: выполнена ли последняя команда, неизвестно")
        case .badAnswer:
            Text(
                uk: "картка відповіла на команду {instruction} неможливе: {fault}",
                en: "the card's answer to command {instruction} makes no sense: {fault}",
                ru: "карта ответила на команду {instruction} невозможное: {fault}")
        case .otherCardOrAgain:
            Text(
                uk: "повторіть; якщо не допоможе, візьміть іншу картку",
                en: "run it again; if that doesn't help, take another card",
                ru: "повторите; если не поможет, возьмите другую карту")
        case .wrongCode:
            Text(
                uk: "{name} неправильний; лишилося: {tries}",
                en: "wrong {name}; left: {tries}",
                ru: "неверный {name}; осталось: {tries}")
        case .wrongCAN: Text(uk: "{name} неправильний", en: "wrong {name}", ru: "неверный {name}")
        case .blocked:
            Text(
                uk: "{name} заблоковано: спроб не лишилося",
                en: "the {name} is blocked: no tries left",
                ru: "{name} заблокирован: попыток не осталось")
        case .unblock:
            Text(
                uk: "розблокувати з PUK: kartka card pin unblock",
                en: "to unblock it with the PUK: kartka card pin unblock",
                ru: "разблокировать с PUK: kartka card pin unblock")
        case .askOffice:
            Text(
                uk: "новий PIN може задати лише емітент: kartka card pin unblock --authority",
                en: "only the issuer can set a new PIN now: kartka card pin unblock --authority",
                ru: "новый PIN может задать только эмитент: kartka card pin unblock --authority")
        case .delayed:
            Text(
                uk: "після хибних спроб картка поки не приймає {name}",
                en: "after wrong ones the card takes no {name} for a while",
                ru: "после неверных попыток карта пока не принимает {name}")
        case .seeDelay:
            Text(
                uk: "скільки чекати: kartka card info",
                en: "how long: kartka card info",
                ru: "сколько ждать: kartka card info")
        case .codeNotSet:
            Text(uk: "на картці немає {name}", en: "the card has no {name}", ru: "на карте нет {name}")
        case .notOurs:
            Text(
                uk: "це не картка громадянина ({status})",
                en: "this isn't a citizen card ({status})",
                ru: "это не карта гражданина ({status})")
        case .otherCard:
            Text(
                uk: "прикладіть іншу картку",
                en: "put another card on the reader",
                ru: "приложите другую карту")
        case .notPermitted:
            Text(
                uk: "картка цього не дозволяє: бракує PIN, CAN або ролі ({status})",
                en: "the card doesn't allow that: PIN, CAN or role is missing ({status})",
                ru: "карта этого не разрешает: не хватает PIN, CAN или роли ({status})")
        case .notNow:
            Text(
                uk: "у цьому стані картка цього не робить ({status})",
                en: "the card doesn't do that in its present state ({status})",
                ru: "в этом состоянии карта этого не делает ({status})")
        case .seeInfo:
            Text(
                uk: "стан картки: kartka card info",
                en: "to see the card's state: kartka card info",
                ru: "состояние карты: kartka card info")
        case .memory:
            Text(
                uk: "картка не змогла записати; нічого не змінено ({status})",
                en: "the card couldn't write; nothing was changed ({status})",
                ru: "карта не смогла записать; ничего не изменено ({status})")
        case .status:
            Text(
                uk: "картка відмовила в команді {instruction}: {status}",
                en: "the card refused command {instruction}: {status}",
                ru: "карта отказала в команде {instruction}: {status}")
        case .noKeys:
            Text(
                uk: "немає майстер-ключа ролі {role} версії {version}",
                en: "there is no master key of role {role}, version {version}",
                ru: "нет мастер-ключа роли {role} версии {version}")
        case .foreign:
            Text(
                uk: "у картки інші ключі, ніж у цього органу",
                en: "the card has other keys than this authority",
                ru: "у карты другие ключи, чем у этого органа")
        case .otherAuthority:
            Text(
                uk: "картка іншого регіону або хибний --authority",
                en: "a card of another region, or the wrong --authority",
                ru: "карта другого региона или неверный --authority")
        case .channel:
            Text(
                uk: "захищений канал утрачено: {cause}",
                en: "the secure channel was lost: {cause}",
                ru: "защищённый канал потерян: {cause}")
        case .codesDiffer:
            Text(uk: "два введені PIN різні", en: "the two PINs differ", ru: "два введённых PIN различны")
        case .noTerminal:
            Text(
                uk: "немає термінала, щоб спитати {name}: назвіть файл",
                en: "no terminal to ask for the {name}: name a file",
                ru: "нет терминала, чтобы спросить {name}: назовите файл")
        case .notACode:
            Text(
                uk: "{name} має складатися з {count} цифр",
                en: "a {name} has {count} digits",
                ru: "{name} должен состоять из {count} цифр")
        case .sayTrust:
            Text(
                uk: "або назвіть два файли: --trust-list і --root-key",
                en: "or name the two files: --trust-list and --root-key",
                ru: "или назовите два файла: --trust-list и --root-key")
        case .roleNeedsKeys:
            Text(
                uk: "роль відкриває канал ключами з каталогу органів",
                en: "a role opens its channel with keys of the authorities' directory",
                ru: "роль открывает канал ключами из каталога органов")
        case .anyoneHasNoCode:
            Text(
                uk: "--as anyone не показує PIN чи CAN: це робить держатель",
                en: "--as anyone shows no PIN or CAN: the holder does",
                ru: "--as anyone не предъявляет PIN или CAN: это делает держатель")
        case .holderNeedsCode:
            Text(
                uk: "держатель показує PIN або CAN: --pin, --pin-file, --can чи --can-file",
                en: "the holder shows PIN or CAN: --pin, --pin-file, --can or --can-file",
                ru: "держатель предъявляет PIN или CAN: --pin, --pin-file, --can или --can-file")
        case .terminal:
            Text(
                uk: "--terminal: «{value}» – це не 16 шістнадцяткових цифр",
                en: "--terminal: “{value}” isn't 16 hex digits",
                ru: "--terminal: «{value}» – не 16 шестнадцатеричных цифр")
        case .cannotPersonalise:
            Text(
                uk: "картку не можна персоналізувати: стан – {state}",
                en: "the card can't be personalised: its state is: {state}",
                ru: "карту нельзя персонализировать: состояние – {state}")
        case .takeBlank:
            Text(uk: "візьміть чисту картку", en: "take a blank card", ru: "возьмите чистую карту")
        case .swapped:
            Text(
                uk: "це інша картка: {serial}; тієї більше не торкалися",
                en: "this is another card: {serial}; the first one wasn't touched any more",
                ru: "это другая карта: {serial}; той больше не касались")
        case .otherJob:
            Text(
                uk: "картку почали для іншого заявника; на ній нічого не змінено",
                en: "the card was begun for another applicant; nothing on it was changed",
                ru: "карта начата для другого заявителя; на ней ничего не изменено")
        case .dropOrTakeBlank:
            Text(
                uk: "завершіть того заявника, візьміть чисту картку або почніть цю заново: --drop-job",
                en: "finish that applicant, take a blank card, or begin this one anew: --drop-job",
                ru: "завершите того заявителя, возьмите чистую карту или начните эту заново: --drop-job")
        case .alreadyActive:
            Text(
                uk: "цю картку вже завершено",
                en: "this card is finished already",
                ru: "эта карта уже завершена")
        case .noSealingKey:
            Text(
                uk: "немає чинного ключа підпису органу «{domain}»",
                en: "there is no active sealing key of “{domain}”",
                ru: "нет действующего ключа подписи органа «{domain}»")
        case .rotate:
            Text(
                uk: "новий ключ: kartka authority rotate",
                en: "for a new key: kartka authority rotate",
                ru: "новый ключ: kartka authority rotate")
        case .badKey:
            Text(
                uk: "картка не довела, що має свій ключ: вона несправна й не діє",
                en: "the card couldn't prove that it has its key: it is faulty and not active",
                ru: "карта не доказала, что у неё есть её ключ: она неисправна и не действует")
        case .badReadBack:
            Text(
                uk: "«{record}» на картці не той, що записували: вона несправна й не діє",
                en: "“{record}” on the card isn't what was stored: the card is faulty and not active",
                ru: "«{record}» на карте не то, что записывали: она неисправна и не действует")
        case .putAside:
            Text(
                uk: "відкладіть цю картку й візьміть чисту",
                en: "put this card aside and take a blank one",
                ru: "отложите эту карту и возьмите чистую")
        case .notAccepted:
            Text(
                uk: "«{record}» не пройде перевірки, тож картку не введено в дію: {causes}",
                en: "“{record}” would not be accepted, so the card isn't active: {causes}",
                ru: "«{record}» не пройдёт проверки, поэтому карта не введена в действие: {causes}")
        case .checkOffice:
            Text(
                uk: "перевірте годинник, ключі й список довіри, тоді повторіть команду",
                en: "check clock, keys and trust list, then run the command again",
                ru: "проверьте часы, ключи и список доверия, затем повторите команду")
        case .otherApplicant:
            Text(
                uk: "картку {serial} почали для іншої анкети; її не торкалися",
                en: "the card {serial} was begun for another form; it wasn't touched",
                ru: "карта {serial} начата для другой анкеты; её не касались")
        case .codesOfOtherCard:
            Text(
                uk: "{path}: у файлі коди іншої картки; нічого не змінено",
                en: "{path}: has the codes of another card; nothing was changed",
                ru: "{path}: в файле коды другой карты; ничего не изменено")
        case .codesOfOtherJob:
            Text(
                uk: "{path}: у файлі коди цієї картки для іншого заявника; нічого не змінено",
                en: "{path}: has this card's codes for another applicant; nothing was changed",
                ru: "{path}: в файле коды этой карты для другого заявителя; ничего не изменено")
        case .codesDamaged:
            Text(
                uk: "{path}: це не файл кодів; нічого не змінено",
                en: "{path}: not a codes file; nothing was changed",
                ru: "{path}: это не файл кодов; ничего не изменено")
        case .otherCodesFile:
            Text(
                uk: "назвіть інший файл: --codes",
                en: "name another file: --codes",
                ru: "назовите другой файл: --codes")
        case .cannotSeal:
            Text(uk: "«{record}»: {cause}", en: "“{record}”: {cause}", ru: "«{record}»: {cause}")
        case .neverValid:
            Text(
                uk: "«{record}»: строк скінчився б, не почавшись",
                en: "“{record}” would end before it begins",
                ru: "«{record}»: срок кончился бы, не начавшись")
        case .tooLong:
            Text(
                uk: "«{record}» завеликий: {bytes}",
                en: "“{record}” is too long: {bytes}",
                ru: "«{record}» слишком велика: {bytes}")
        case .notFinished:
            Text(
                uk: "картку не завершено (крок: {step}); вона не діє",
                en: "the card isn't finished (step: {step}) and not active",
                ru: "карта не завершена (шаг: {step}) и не действует")
        case .sameCommand:
            Text(
                uk: "повторіть ту саму команду з тією самою карткою",
                en: "run the same command again with the same card",
                ru: "повторите ту же команду с той же картой")
        case .joined: Text(uk: "{first}; {second}", en: "{first}; {second}", ru: "{first}; {second}")
        case .oldOrNew:
            Text(
                uk: "на картці або старий запис, або новий",
                en: "the card has either the old record or the new one",
                ru: "на карте либо старая запись, либо новая")
        case .noCardNumber:
            Text(
                uk: "картка не показала жодного дійсного запису, тож її номер невідомий",
                en: "the card showed no genuine record, so its number isn't known",
                ru: "карта не показала ни одной подлинной записи, поэтому её номер неизвестен")
        case .showPIN:
            Text(
                uk: "покажіть ще й PIN: --pin",
                en: "show the PIN as well: --pin",
                ru: "предъявите и PIN: --pin")
        case .onlyActive:
            Text(
                uk: "оновлюють лише чинну картку; її стан – {state}",
                en: "only an active card is updated; its state is: {state}",
                ru: "обновляют только действующую карту; её состояние – {state}")
        case .issuerOnly:
            Text(
                uk: "«{record}» записує лише нова персоналізація",
                en: "only a new personalisation writes “{record}”",
                ru: "«{record}» записывает только новая персонализация")
        case .noTransition:
            Text(
                uk: "стан картки – {state}; у стан «{next}» шляху немає",
                en: "the card's state is: {state}; there is no way to: {next}",
                ru: "состояние карты – {state}; в состояние «{next}» пути нет")
        case .sayYes:
            Text(
                uk: "підтвердити нема кому: додайте --yes",
                en: "nobody to confirm: say --yes",
                ru: "подтвердить некому: добавьте --yes")
        case .notConfirmed:
            Text(
                uk: "не підтверджено; картки не торкалися",
                en: "not confirmed; the card wasn't touched",
                ru: "не подтверждено; карты не касались")
        }
    }
}
