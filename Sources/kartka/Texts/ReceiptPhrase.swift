/// What the program says about receipts, journals and batches.
enum ReceiptPhrase: Phrases {
    case receipts, batches, segments, last, torn, inUse, strangers, whole, broken, unclear, trips, totals
    case sameTrip, free, discount, fixed, fullFare, repeats, noRecord, batchMade, nothingNew, acknowledged
    case pruned, batchLine, acknowledgedThrough, ownKeys

    var text: Text {
        switch self {
        case .receipts: Text(uk: "Квитанції", en: "Receipts", ru: "Квитанции")
        case .batches: Text(uk: "Пакети", en: "Batches", ru: "Пакеты")
        case .segments: Text(uk: "Файли журналу", en: "Journal files", ru: "Файлы журнала")
        case .last: Text(uk: "Остання", en: "Last", ru: "Последняя")
        case .torn:
            Text(
                uk: "Наприкінці обірваний запис, {bytes}: про нього нікому не сказано, його відріжуть",
                en: "A torn write at the end, {bytes}: nobody was told of it, it will be cut",
                ru: "В конце оборванная запись, {bytes}: о ней никому не сказано, её отрежут")
        case .inUse:
            Text(
                uk: "Журнал зараз веде інший процес", en: "Another process is appending to the journal",
                ru: "Журнал сейчас ведёт другой процесс")
        case .strangers: Text(uk: "Чужі файли", en: "Files that don't belong", ru: "Чужие файлы")
        case .whole: Text(uk: "ЦІЛИЙ", en: "WHOLE", ru: "ЦЕЛ")
        case .broken: Text(uk: "ПОШКОДЖЕНО", en: "DAMAGED", ru: "ПОВРЕЖДЕНО")
        case .unclear: Text(uk: "НЕ ВИЗНАЧЕНО", en: "UNDETERMINED", ru: "НЕ ОПРЕДЕЛЕНО")
        case .trips: Text(uk: "Поїздки", en: "Trips", ru: "Поездки")
        case .totals:
            Text(
                uk: "прийнято {accepted}, відхилено {refused}, не визначено {undetermined}",
                en: "accepted {accepted}, refused {refused}, undetermined {undetermined}",
                ru: "принято {accepted}, отклонено {refused}, не определено {undetermined}")
        case .sameTrip: Text(uk: "З них повторних", en: "Of these repeated", ru: "Из них повторных")
        case .free: Text(uk: "безкоштовно", en: "free", ru: "бесплатно")
        case .discount: Text(uk: "знижка {percent} %", en: "{percent} % off", ru: "скидка {percent} %")
        case .fixed:
            Text(
                uk: "{amount} дрібних одиниць", en: "{amount} minor units", ru: "{amount} мелких единиц")
        case .fullFare: Text(uk: "повна плата", en: "full fare", ru: "полная плата")
        case .repeats:
            Text(
                uk: "та сама поїздка, що {number}", en: "same trip as {number}",
                ru: "та же поездка, что {number}")
        case .noRecord: Text(uk: "без запису", en: "no record", ru: "без записи")
        case .batchMade: Text(uk: "{path}: записано", en: "{path}: written", ru: "{path}: записано")
        case .nothingNew:
            Text(
                uk: "Нових квитанцій немає, непідтверджених пакетів теж",
                en: "No new receipts and no batches left to acknowledge",
                ru: "Новых квитанций нет, неподтверждённых пакетов тоже")
        case .acknowledged:
            Text(
                uk: "Пакет {first}–{last} підтверджено", en: "Batch {first}–{last} acknowledged",
                ru: "Пакет {first}–{last} подтверждён")
        case .pruned: Text(uk: "Прибрано {files}", en: "Removed {files}", ru: "Убрано {files}")
        case .batchLine:
            Text(
                uk: "Квитанції {first}–{last}, хеш {hash}", en: "Receipts {first}–{last}, hash {hash}",
                ru: "Квитанции {first}–{last}, хеш {hash}")
        case .acknowledgedThrough:
            Text(uk: "Підтверджено по", en: "Acknowledged through", ru: "Подтверждено по")
        case .ownKeys:
            Text(
                uk: "Підписи звірено за ключем, що лежить у самому журналі: чий він, звідси не видно",
                en: "Signatures were checked by the key kept in the journal itself: whose it is can't be "
                    + "seen from here",
                ru: "Подписи сверены по ключу, который лежит в самом журнале: чей он, отсюда не видно")
        }
    }
}

/// What is wrong with receipts, journals and batches.
enum ReceiptProblem: Phrases {
    case malformed, validatorKeyUnknown, validatorSignatureInvalid, checkFailed, otherValidator, sequence
    case chainBroken, recordUnreadable, recordDiffers, recordNotTrusted, cardProofMissing, otherCardKey
    case cardSignatureInvalid, cardCounterNotGrown, sameTripUnknown
    case header, unreadable, segmentMissing, manifestDamaged, manifestSignatureInvalid, manifestDiffers
    case batchDiffers, batchUnknown, receiptsMissing
    case noJournal, locked, damaged, runFsck, runAgain, notABatch, keyBad, noKey, hashDigits, system

    var text: Text {
        switch self {
        case .malformed:
            Text(
                uk: "це не квитанція: {cause}", en: "not a receipt: {cause}", ru: "это не квитанция: {cause}")
        case .validatorKeyUnknown:
            Text(
                uk: "ключ валідатора {key} невідомий, підпис не звірено",
                en: "the validator's key {key} is unknown, the signature is unchecked",
                ru: "ключ валидатора {key} неизвестен, подпись не сверена")
        case .validatorSignatureInvalid:
            Text(
                uk: "підпис валідатора не збігається", en: "the validator's signature doesn't match",
                ru: "подпись валидатора не совпадает")
        case .checkFailed:
            Text(
                uk: "перевірку не вдалося виконати", en: "the check could not be carried out",
                ru: "проверку не удалось выполнить")
        case .otherValidator:
            Text(
                uk: "квитанція іншого валідатора: {validator}",
                en: "a receipt of another validator: {validator}",
                ru: "квитанция другого валидатора: {validator}")
        case .sequence:
            Text(
                uk: "бракує квитанцій: мала бути {expected}, а є {found}",
                en: "receipts are missing: {expected} was due, {found} is there",
                ru: "не хватает квитанций: должна быть {expected}, а есть {found}")
        case .chainBroken:
            Text(
                uk: "попередню квитанцію змінено або підмінено",
                en: "the receipt before it was altered or exchanged",
                ru: "предыдущая квитанция изменена или подменена")
        case .recordUnreadable:
            Text(
                uk: "прийнято без запису, який можна прочитати",
                en: "accepted without a record that can be read",
                ru: "принято без записи, которую можно прочесть")
        case .recordDiffers:
            Text(
                uk: "номер, дата чи категорія не ті, що в записі",
                en: "number, date or class aren't those of the record",
                ru: "номер, дата или категория не те, что в записи")
        case .recordNotTrusted:
            Text(
                uk: "за цим списком довіри запис не прийняли б: {reasons}",
                en: "by this trust list the record wouldn't be accepted: {reasons}",
                ru: "по этому списку доверия запись не приняли бы: {reasons}")
        case .cardProofMissing:
            Text(
                uk: "прийнято без підпису картки", en: "accepted without the card's signature",
                ru: "принято без подписи карты")
        case .otherCardKey:
            Text(
                uk: "ключ не той картки, для якої видано запис",
                en: "not the key of the card that the record was made for",
                ru: "ключ не той карты, для которой выдана запись")
        case .cardSignatureInvalid:
            Text(
                uk: "підпис картки не збігається", en: "the card's signature doesn't match",
                ru: "подпись карты не совпадает")
        case .cardCounterNotGrown:
            Text(
                uk: "лічильник картки не зріс: було {previous}, стало {found}",
                en: "the card's counter hasn't grown: {previous} before, {found} now",
                ru: "счётчик карты не вырос: было {previous}, стало {found}")
        case .sameTripUnknown:
            Text(
                uk: "поїздки {number}, яку вона повторює, немає поруч",
                en: "the trip {number} that it repeats isn't near",
                ru: "поездки {number}, которую она повторяет, нет рядом")
        case .header:
            Text(
                uk: "файл починається не як журнал", en: "the file doesn't begin as a journal",
                ru: "файл начинается не как журнал")
        case .unreadable:
            Text(
                uk: "квитанції, що вже були на диску, не читаються: {bytes}",
                en: "receipts that were on the disk can't be read: {bytes}",
                ru: "квитанции, которые уже были на диске, не читаются: {bytes}")
        case .segmentMissing:
            Text(
                uk: "немає файлу з квитанціями від {number}",
                en: "the file with receipts from {number} on is gone",
                ru: "нет файла с квитанциями от {number}")
        case .manifestDamaged:
            Text(
                uk: "опис пакета {name} пошкоджено", en: "the batch manifest {name} is damaged",
                ru: "описание пакета {name} повреждено")
        case .manifestSignatureInvalid:
            Text(
                uk: "підпис опису пакета не збігається",
                en: "the signature of the batch manifest doesn't match",
                ru: "подпись описания пакета не совпадает")
        case .manifestDiffers:
            Text(
                uk: "опис пакета не відповідає квитанціям у ньому",
                en: "the batch manifest doesn't tell what the receipts say",
                ru: "описание пакета не соответствует квитанциям в нём")
        case .batchDiffers:
            Text(
                uk: "у пакеті {name} інша квитанція з цим номером",
                en: "the batch {name} has another receipt of this number",
                ru: "в пакете {name} другая квитанция с этим номером")
        case .batchUnknown:
            Text(
                uk: "пакета з хешем {hash} у цьому журналі немає",
                en: "this journal has no batch of hash {hash}",
                ru: "пакета с хешем {hash} в этом журнале нет")
        case .receiptsMissing:
            Text(
                uk: "квитанцій від {number} у журналі вже немає",
                en: "the journal has no receipts from {number} on",
                ru: "квитанций от {number} в журнале уже нет")
        case .noJournal:
            Text(
                uk: "{path}: тут немає журналу квитанцій", en: "{path}: there is no journal of receipts here",
                ru: "{path}: здесь нет журнала квитанций")
        case .locked:
            Text(
                uk: "{path}: пакети саме робить інший процес",
                en: "{path}: another process is making batches",
                ru: "{path}: пакеты сейчас делает другой процесс")
        case .damaged:
            Text(
                uk: "{path}: журнал пошкоджено, файл {file}, байт {offset}",
                en: "{path}: the journal is damaged, file {file}, byte {offset}",
                ru: "{path}: журнал повреждён, файл {file}, байт {offset}")
        case .runFsck:
            Text(
                uk: "усі пошкодження покаже kartka validator fsck; файлів не видаляйте",
                en: "kartka validator fsck shows all damage; don't delete any file",
                ru: "все повреждения покажет kartka validator fsck; файлов не удаляйте")
        case .runAgain:
            Text(uk: "запустіть команду згодом", en: "run the command later", ru: "запустите команду позже")
        case .notABatch:
            Text(
                uk: "{path}: це не пакет квитанцій: {cause}", en: "{path}: not a batch of receipts: {cause}",
                ru: "{path}: это не пакет квитанций: {cause}")
        case .keyBad:
            Text(
                uk: "{path}: це не відкритий ключ (COSE_Key)", en: "{path}: not a public key (COSE_Key)",
                ru: "{path}: это не открытый ключ (COSE_Key)")
        case .noKey:
            Text(
                uk: "{path}: немає validator.key, а пакети підписує він",
                en: "{path}: there is no validator.key, which signs the batches",
                ru: "{path}: нет validator.key, а пакеты подписывает он")
        case .hashDigits:
            Text(
                uk: "«{value}» – не хеш пакета: потрібні 64 шістнадцяткові цифри",
                en: "“{value}” is no batch hash: it has 64 hexadecimal digits",
                ru: "«{value}» – не хеш пакета: нужны 64 шестнадцатеричные цифры")
        case .system:
            Text(
                uk: "{path}: система відмовила: {cause}", en: "{path}: the system refused: {cause}",
                ru: "{path}: система отказала: {cause}")
        }
    }
}
