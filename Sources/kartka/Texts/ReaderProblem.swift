/// What goes wrong on the way to a card, and what to do about it.
enum ReaderProblem: Phrases {
    case noSuchReader, seeReaders, ambiguous, sayReader, noCard, putCard, stuck, reinsert, inUse
    case closeOther, timeout, cancelled, unanswered, noService, startService, noReader, plugReader
    case refused, askPermission, otherError, tryAgain

    var text: Text {
        switch self {
        case .noSuchReader:
            Text(
                uk: "немає зчитувача «{reader}»", en: "there is no reader “{reader}”",
                ru: "нет считывателя «{reader}»")
        case .seeReaders:
            Text(
                uk: "які є: kartka readers", en: "to see which there are: kartka readers",
                ru: "какие есть: kartka readers")
        case .ambiguous:
            Text(
                uk: "зчитувачів кілька: {readers}", en: "there are several readers: {readers}",
                ru: "считывателей несколько: {readers}")
        case .sayReader:
            Text(
                uk: "назвіть потрібний: --reader НАЗВА (досить частини назви)",
                en: "say which one: --reader NAME (a part of it will do)",
                ru: "назовите нужный: --reader ИМЯ (довольно части имени)")
        case .noCard:
            Text(
                uk: "у зчитувачі «{reader}» немає картки", en: "there is no card in the reader “{reader}”",
                ru: "в считывателе «{reader}» нет карты")
        case .putCard:
            Text(
                uk: "вставте картку й повторіть команду", en: "put the card in and run the command again",
                ru: "вставьте карту и повторите команду")
        case .stuck:
            Text(
                uk: "зчитувач «{reader}» не може з'єднатися з карткою ({code})",
                en: "the reader “{reader}” can't get through to the card ({code})",
                ru: "считыватель «{reader}» не может соединиться с картой ({code})")
        case .reinsert:
            Text(
                uk: "вийміть картку, зачекайте дві секунди, вставте знову й повторіть команду",
                en: "take the card out, wait two seconds, put it back and run the command again",
                ru: "выньте карту, подождите две секунды, вставьте снова и повторите команду")
        case .inUse:
            Text(
                uk: "інша програма тримала картку в «{reader}» {milliseconds} мс",
                en: "another program held the card in “{reader}” for {milliseconds} ms",
                ru: "другая программа держала карту в «{reader}» {milliseconds} мс")
        case .closeOther:
            Text(
                uk: "закрийте її (браузер, scdaemon, програму підпису) і повторіть команду",
                en: "close it (a browser, scdaemon, a signing program) and run the command again",
                ru: "закройте её (браузер, scdaemon, программу подписи) и повторите команду")
        case .timeout:
            Text(
                uk: "за {milliseconds} мс нічого не сталося", en: "nothing happened within {milliseconds} ms",
                ru: "за {milliseconds} мс ничего не произошло")
        case .cancelled:
            Text(uk: "очікування перервано", en: "the wait was cancelled", ru: "ожидание прервано")
        case .unanswered:
            Text(
                uk: "картка в «{reader}» ще не відповіла на попередню команду",
                en: "the card in “{reader}” hasn't answered an earlier command yet",
                ru: "карта в «{reader}» ещё не ответила на предыдущую команду")
        case .noService:
            Text(
                uk: "служба зчитувачів pcscd не працює ({code})",
                en: "the card reader service pcscd isn't running ({code})",
                ru: "служба считывателей pcscd не работает ({code})")
        case .startService:
            Text(
                uk: "запустіть її: systemctl start pcscd.socket (встановлення: apt install pcscd)",
                en: "start it: systemctl start pcscd.socket (to install it: apt install pcscd)",
                ru: "запустите её: systemctl start pcscd.socket (установка: apt install pcscd)")
        case .noReader:
            Text(
                uk: "жодного зчитувача не підключено", en: "no reader is connected",
                ru: "ни один считыватель не подключён")
        case .plugReader:
            Text(
                uk: "підключіть зчитувач або скористайтеся програмною карткою: kartka help softcard",
                en: "connect a reader, or use a software card: kartka help softcard",
                ru: "подключите считыватель или возьмите программную карту: kartka help softcard")
        case .refused:
            Text(
                uk: "pcscd не допускає цього користувача ({code})",
                en: "pcscd doesn't admit this user ({code})",
                ru: "pcscd не допускает этого пользователя ({code})")
        case .askPermission:
            Text(
                uk:
                    "попросіть в адміністратора правило polkit для org.debian.pcsc-lite.access_pcsc",
                en: "ask the administrator for a polkit rule: org.debian.pcsc-lite.access_pcsc",
                ru: "попросите администратора о правиле polkit org.debian.pcsc-lite.access_pcsc")
        case .otherError:
            Text(
                uk: "служба зчитувачів відповіла помилкою {code}",
                en: "the card reader service answered with the error {code}",
                ru: "служба считывателей ответила ошибкой {code}")
        case .tryAgain:
            Text(
                uk: "повторіть команду; якщо не допоможе: systemctl restart pcscd",
                en: "run the command again; if that doesn't help: systemctl restart pcscd",
                ru: "повторите команду; если не поможет: systemctl restart pcscd")
        }
    }
}
