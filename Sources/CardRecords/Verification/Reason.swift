/// Why a record is not accepted: one closed list for library, C, HTTP and screens.
///
/// The raw value is the C ABI's and never changes its meaning; 100…199 refuse, 200…299 leave open.
public enum Reason: Int32, CaseIterable, Sendable {
    case recordMalformed = 100
    case signatureInvalid = 101
    case algorithmNotAllowed = 102
    case authorityNotEntitled = 103
    case issuerKeyRevoked = 104
    case issuedOutsideKeyValidity = 105
    case expired = 106
    case notYetValid = 107
    case otherRecordType = 108
    case otherCardNumber = 109
    case notBoundToCard = 110
    case otherCardKey = 111
    case cardProofInvalid = 112
    case cardNotActive = 113

    case issuerUnknown = 200
    case trustListTooOld = 201
    case clockNotSet = 202
    case clockBeforeTrustList = 203
    case recordMissing = 204
    case readTorn = 205
    case checkFailed = 206

    public var outcome: Outcome { rawValue < 200 ? .refused : .undetermined }

    /// Stable, for programs: "signature-invalid".
    public var code: String { facts.code }

    /// Status of an HTTP answer to an act that this reason forbids. RFC 9110 §15.
    public var httpStatus: Int { facts.httpStatus }

    /// One sentence for the person who holds the card or the reader.
    public func text(in language: DisplayLanguage) -> String { facts.text[language] }

    private struct Facts {
        let code: String
        let httpStatus: Int
        let text: LocalisedText

        init(_ code: String, _ httpStatus: Int, uk: String, en: String, ru: String) {
            self.code = code
            self.httpStatus = httpStatus
            text = LocalisedText(uk: uk, en: en, ru: ru)
        }
    }

    private var facts: Facts {
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
        }
    }
}
