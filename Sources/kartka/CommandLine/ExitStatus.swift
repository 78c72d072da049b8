/// How the process ends. 0, 1 and 2 are the three outcomes of a verdict; the others are those of
/// `sysexits.h`.
enum ExitStatus: Int32, CaseIterable, Sendable {
    case accepted = 0
    case refused = 1
    case undetermined = 2
    case usage = 64
    case badData = 65
    case noInput = 66
    case unavailable = 69
    case internalFault = 70
    case cannotCreate = 73
    case inputOutput = 74
    case temporary = 75
    case noPermission = 77
    case badConfiguration = 78

    /// What it means, for the help and the manual.
    var meaning: Text {
        switch self {
        case .accepted:
            Text(uk: "прийнято; виконано", en: "accepted; done", ru: "принято; выполнено")
        case .refused:
            Text(uk: "відхилено", en: "refused", ru: "отклонено")
        case .undetermined:
            Text(
                uk: "не визначено: даних для рішення не досить", en: "undetermined: not enough to decide",
                ru: "не определено: данных для решения не хватает")
        case .usage:
            Text(
                uk: "помилка в командному рядку", en: "the command line is wrong",
                ru: "ошибка в командной строке")
        case .badData:
            Text(uk: "вхідні дані хибні", en: "the input data is wrong", ru: "входные данные неверны")
        case .noInput:
            Text(
                uk: "вхідного файлу немає або його не можна прочитати",
                en: "an input file is missing or unreadable",
                ru: "входного файла нет или его нельзя прочитать")
        case .unavailable:
            Text(
                uk: "немає зчитувача, картки або служби pcscd", en: "no reader, card or pcscd service",
                ru: "нет считывателя, карты или службы pcscd")
        case .internalFault:
            Text(
                uk: "внутрішня помилка програми", en: "an internal fault of the program",
                ru: "внутренняя ошибка программы")
        case .cannotCreate:
            Text(
                uk: "вихідний файл не можна створити", en: "an output file can't be created",
                ru: "выходной файл нельзя создать")
        case .inputOutput:
            Text(
                uk: "помилка читання або запису", en: "reading or writing failed",
                ru: "ошибка чтения или записи")
        case .temporary:
            Text(
                uk: "тимчасова перешкода: запустіть команду ще раз", en: "a passing obstacle: run it again",
                ru: "временная помеха: запустите команду ещё раз")
        case .noPermission:
            Text(
                uk: "немає дозволу: хибний пароль чи PIN або роль не допущено",
                en: "not permitted: wrong passphrase or PIN, or the role may not",
                ru: "нет разрешения: неверный пароль или PIN либо роль не допущена")
        case .badConfiguration:
            Text(
                uk: "каталог органів або ключі хибні", en: "the authority directory or keys are wrong",
                ru: "каталог органов или ключи неверны")
        }
    }
}
