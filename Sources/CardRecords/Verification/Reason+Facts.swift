extension Reason {
    /// What every reason is known by.
    struct Facts {
        let code: String
        let httpStatus: Int
        let text: LocalisedText

        init(_ code: String, _ httpStatus: Int, uk: String, en: String, ru: String) {
            self.code = code
            self.httpStatus = httpStatus
            text = LocalisedText(uk: uk, en: en, ru: ru)
        }
    }

    /// The one table.
    var facts: Facts {
        switch self {
        case .recordMalformed:
            Facts(
                "record-malformed", 400, uk: "Запис пошкоджено або він має невідомий вигляд.",
                en: "The record is damaged or of an unknown form.",
                ru: "Запись повреждена или имеет неизвестный вид.")
        case .signatureInvalid:
            Facts(
                "signature-invalid", 422, uk: "Підпис не збігається: запис змінено або підроблено.",
                en: "The signature doesn't match: the record was changed or forged.",
                ru: "Подпись не совпадает: запись изменена или подделана.")
        case .algorithmNotAllowed:
            Facts(
                "algorithm-not-allowed", 422,
                uk: "Запис підписано не тим алгоритмом, який належить цьому ключу.",
                en: "The record was signed with an algorithm that isn't its key's.",
                ru: "Запись подписана не тем алгоритмом, который принадлежит этому ключу.")
        case .authorityNotEntitled:
            Facts(
                "authority-not-entitled", 422, uk: "Цей орган не має права видавати такі записи.",
                en: "This authority may not issue such records.",
                ru: "Этот орган не вправе выдавать такие записи.")
        case .issuerKeyRevoked:
            Facts(
                "issuer-key-revoked", 422, uk: "Ключ органу, що видав запис, відкликано.",
                en: "The key of the issuing authority has been revoked.",
                ru: "Ключ органа, выдавшего запись, отозван.")
        case .issuedOutsideKeyValidity:
            Facts(
                "issued-outside-key-validity", 422, uk: "Запис видано тоді, коли ключ органу не діяв.",
                en: "The record was issued when the authority's key was not valid.",
                ru: "Запись выдана тогда, когда ключ органа не действовал.")
        case .expired:
            Facts(
                "expired", 422, uk: "Строк дії запису минув.", en: "The record has expired.",
                ru: "Срок действия записи истёк.")
        case .notYetValid:
            Facts(
                "not-yet-valid", 422, uk: "Запис ще не почав діяти.", en: "The record is not valid yet.",
                ru: "Запись ещё не начала действовать.")
        case .otherRecordType:
            Facts(
                "other-record-type", 422, uk: "Це запис іншого виду.",
                en: "This is a record of another kind.",
                ru: "Это запись другого вида.")
        case .otherCardNumber:
            Facts(
                "other-card-number", 422, uk: "Запис видано для іншої картки.",
                en: "The record was issued for another card.", ru: "Запись выдана для другой карты.")
        case .notBoundToCard:
            Facts(
                "not-bound-to-card", 422, uk: "Запис не прив’язано до жодної картки.",
                en: "The record is not bound to any card.", ru: "Запись не привязана ни к одной карте.")
        case .otherCardKey:
            Facts(
                "other-card-key", 422, uk: "Запис скопійовано з іншої картки.",
                en: "The record was copied from another card.", ru: "Запись скопирована с другой карты.")
        case .cardProofInvalid:
            Facts(
                "card-proof-invalid", 422, uk: "Картка не змогла довести, що вона справжня.",
                en: "The card could not prove that it is genuine.",
                ru: "Карта не смогла доказать, что она подлинная.")
        case .cardNotActive:
            Facts(
                "card-not-active", 422, uk: "Картка не діє: її ще не видано, призупинено або закрито.",
                en: "The card is not in use: not handed out yet, suspended or terminated.",
                ru: "Карта не действует: ещё не выдана, приостановлена или закрыта.")
        case .revoked:
            Facts(
                "revoked", 422,
                uk: "Запис скасовано.",
                en: "The record has been revoked.",
                ru: "Запись аннулирована.")
        case .suspended:
            Facts(
                "suspended", 422,
                uk: "Дію запису тимчасово зупинено.",
                en: "The record is suspended for the time being.",
                ru: "Действие записи временно приостановлено.")
        case .superseded:
            Facts(
                "superseded", 422,
                uk: "Замість цього запису видано новіший. Оновіть картку.",
                en: "A newer record has taken this one's place. Update the card.",
                ru: "Вместо этой записи выдана более новая. Обновите карту.")
        case .passback:
            Facts(
                "passback", 422,
                uk: "Карткою тут щойно скористалися.",
                en: "The card was used here just now.",
                ru: "Картой здесь только что воспользовались.")
        case .counterWentBackwards:
            Facts(
                "counter-went-backwards", 422,
                uk: "Лічильник картки пішов назад: є її копія.",
                en: "The card's counter went backwards: there is a copy of it.",
                ru: "Счётчик карты пошёл назад: есть её копия.")
        case .quotaExhausted:
            Facts(
                "quota-exhausted", 422,
                uk: "Пільгові поїздки за цей період вичерпано.",
                en: "The concession trips of this period are used up.",
                ru: "Льготные поездки за этот период исчерпаны.")
        case .noConcessionHere:
            Facts(
                "no-concession-here", 422,
                uk: "Тут або о цій порі пільга не діє.",
                en: "The concession doesn't hold here or at this time.",
                ru: "Здесь или в это время льгота не действует.")
        case .issuerUnknown:
            Facts(
                "issuer-unknown", 503,
                uk: "Органу, що підписав запис, немає в списку довіри. Оновіть список.",
                en: "The trust list doesn't have the signer of this record. Update the list.",
                ru: "Органа, подписавшего запись, нет в списке доверия. Обновите список.")
        case .trustListTooOld:
            Facts(
                "trust-list-too-old", 503, uk: "Список довіри застарів. Оновіть його.",
                en: "The trust list is too old. Update it.", ru: "Список доверия устарел. Обновите его.")
        case .clockNotSet:
            Facts(
                "clock-not-set", 503, uk: "Годинник не налаштовано, тож строк дії невідомий.",
                en: "The clock is not set, so validity is unknown.",
                ru: "Часы не настроены, поэтому срок действия неизвестен.")
        case .clockBeforeTrustList:
            Facts(
                "clock-before-trust-list", 503, uk: "Годинник відстає: список довіри видано пізніше.",
                en: "The clock is behind: the trust list was issued later.",
                ru: "Часы отстают: список доверия выдан позже.")
        case .recordMissing:
            Facts(
                "record-missing", 404, uk: "На картці немає цього запису.",
                en: "The card has no such record.",
                ru: "На карте нет этой записи.")
        case .readTorn:
            Facts(
                "read-torn", 503, uk: "Читання перервано. Прикладіть картку ще раз.",
                en: "Reading was interrupted. Put the card down again.",
                ru: "Чтение прервано. Приложите карту ещё раз.")
        case .checkFailed:
            Facts(
                "check-failed", 500, uk: "Перевірку не вдалося виконати через збій програми.",
                en: "The check could not be carried out: the software failed.",
                ru: "Проверку не удалось выполнить из-за сбоя программы.")
        case .trustListMissing:
            Facts(
                "trust-list-missing", 503,
                uk: "Немає списку довіри.",
                en: "There is no trust list.",
                ru: "Нет списка доверия.")
        case .trustListNotTrusted:
            Facts(
                "trust-list-not-trusted", 503,
                uk: "Список довіри підписано не тим ключем або пошкоджено.",
                en: "The trust list is damaged or signed by the wrong key.",
                ru: "Список доверия подписан не тем ключом или повреждён.")
        case .statusListMissing:
            Facts(
                "status-list-missing", 503,
                uk: "Немає списку станів цього органу.",
                en: "There is no status list of this authority.",
                ru: "Нет списка состояний этого органа.")
        case .statusListNotTrusted:
            Facts(
                "status-list-not-trusted", 503,
                uk: "Список станів підписано не тим ключем або пошкоджено.",
                en: "The status list is damaged or signed by the wrong key.",
                ru: "Список состояний подписан не тем ключом или повреждён.")
        case .statusListTooOld:
            Facts(
                "status-list-too-old", 503,
                uk: "Список станів застарів. Оновіть його.",
                en: "The status list is too old. Update it.",
                ru: "Список состояний устарел. Обновите его.")
        case .clockBeforeStatusList:
            Facts(
                "clock-before-status-list", 503,
                uk: "Годинник відстає: список станів видано пізніше.",
                en: "The clock is behind: the status list was issued later.",
                ru: "Часы отстают: список состояний выдан позже.")
        case .statusIndexBeyondList:
            Facts(
                "status-index-beyond-list", 503,
                uk: "Запису ще немає в списку станів. Оновіть список.",
                en: "The status list doesn't reach to this record yet. Update it.",
                ru: "Записи ещё нет в списке состояний. Обновите список.")
        case .rulesMissing:
            Facts(
                "rules-missing", 503,
                uk: "Немає чинних правил пільг.",
                en: "There are no concession rules in force.",
                ru: "Нет действующих правил льгот.")
        case .rulesNotTrusted:
            Facts(
                "rules-not-trusted", 503,
                uk: "Правила пільг підписано не тим ключем або пошкоджено.",
                en: "The concession rules are damaged or signed by the wrong key.",
                ru: "Правила льгот подписаны не тем ключом или повреждены.")
        case .rulesTooOld:
            Facts(
                "rules-too-old", 503,
                uk: "Правила пільг застаріли. Оновіть їх.",
                en: "The concession rules are too old. Update them.",
                ru: "Правила льгот устарели. Обновите их.")
        case .evidenceNotKept:
            Facts(
                "evidence-not-kept", 503,
                uk: "Не вдалося зберегти підтвердження поїздки.",
                en: "The evidence of the trip could not be kept.",
                ru: "Не удалось сохранить подтверждение поездки.")
        case .notThisCard:
            Facts(
                "not-this-card", 404,
                uk: "Це не картка цієї системи.",
                en: "This is not a card of this system.",
                ru: "Это не карта этой системы.")
        }
    }
}
