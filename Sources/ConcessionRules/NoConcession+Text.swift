public import CardRecords

extension NoConcession {
    /// One sentence for the person at the gate.
    public var text: LocalisedText {
        switch self {
        case .otherNetwork:
            LocalisedText(
                uk: "Пільга діє в іншій мережі.", en: "The concession is for another network.",
                ru: "Льгота действует в другой сети.")
        case .recordTooOld:
            LocalisedText(
                uk: "Запис видано за правилами, що вже не діють.",
                en: "The record was issued under rules that hold no more.",
                ru: "Запись выдана по правилам, которые уже не действуют.")
        case .otherMode:
            LocalisedText(
                uk: "Пільга не для цього виду транспорту.",
                en: "The concession isn't for this kind of transport.",
                ru: "Льгота не для этого вида транспорта.")
        case .otherZone:
            LocalisedText(
                uk: "Пільга не для цієї зони.", en: "The concession isn't for this zone.",
                ru: "Льгота не для этой зоны.")
        case .otherHalfDay:
            LocalisedText(
                uk: "Пільга не діє в цей день або половину дня.",
                en: "The concession doesn't hold on this half of the day.",
                ru: "Льгота не действует в этот день или половину дня.")
        case .restrictionUnknown:
            LocalisedText(
                uk: "Правила не мають обмеження, вказаного в записі.",
                en: "The rules don't have the record's time restriction.",
                ru: "В правилах нет ограничения, указанного в записи.")
        case .restrictedTime:
            LocalisedText(
                uk: "Пільга не діє о цій порі.", en: "The concession doesn't hold at this time.",
                ru: "Льгота не действует в это время.")
        case .groundsEnded:
            LocalisedText(
                uk: "Строк підстав для пільги минув.", en: "The grounds of the concession have ended.",
                ru: "Срок оснований для льготы истёк.")
        case .noRule:
            LocalisedText(
                uk: "Для цієї поїздки пільги немає.", en: "No concession is granted for this trip.",
                ru: "Для этой поездки льготы нет.")
        case .fullByRule:
            LocalisedText(
                uk: "Тут платять повну вартість.", en: "The full fare is paid here.",
                ru: "Здесь платят полную стоимость.")
        case .quotaUsedUp:
            LocalisedText(
                uk: "Пільгові поїздки вичерпано.", en: "The trips of the period have been used up.",
                ru: "Льготные поездки исчерпаны.")
        }
    }
}

extension RuleCaseError.Problem {
    public var text: LocalisedText {
        switch self {
        case .columns:
            LocalisedText(
                uk: "у рядку п'ять стовпців", en: "a line has five columns", ru: "в строке пять столбцов")
        case .unknownWord:
            LocalisedText(uk: "невідоме слово", en: "unknown word", ru: "неизвестное слово")
        case .missingWord: LocalisedText(uk: "бракує слова", en: "a word is missing", ru: "не хватает слова")
        case .notANumber:
            LocalisedText(
                uk: "не число в потрібних межах", en: "not a number in range",
                ru: "не число в нужных пределах")
        case .noSuchTime:
            LocalisedText(
                uk: "такого часу за годинником мережі немає", en: "no such time by this network's clock",
                ru: "такого времени по часам сети нет")
        case .grounds:
            LocalisedText(
                uk: "від однієї до трьох підстав", en: "one to three grounds",
                ru: "от одного до трёх оснований")
        }
    }
}
