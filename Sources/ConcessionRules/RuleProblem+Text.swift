public import CardRecords

extension RuleProblem {
    /// One line in plain words, with the path.
    public func text(in language: DisplayLanguage) -> String { "\(path): \(kind.text[language])" }
}

extension RuleProblem.Kind {
    /// In plain words, without the path.
    public var text: LocalisedText {
        switch self {
        case .neverInForce:
            LocalisedText(
                uk: "має бути пізніше за початок дії й за дату видачі",
                en: "must be later than when the rules take effect and were issued",
                ru: "должно быть позже начала действия и даты выдачи")
        case .oldestRecordNewer:
            LocalisedText(
                uk: "новіша за саму редакцію правил", en: "is newer than the rules themselves",
                ru: "новее самой редакции правил")
        case .dayBeginsLate:
            LocalisedText(
                uk: "доба мережі починається не пізніше полудня",
                en: "the day of a network begins at noon at the latest",
                ru: "сутки сети начинаются не позже полудня")
        case .offsetOutOfRange:
            LocalisedText(
                uk: "поза межами −720…840 хвилин", en: "is not in −720…840 minutes",
                ru: "вне пределов −720…840 минут")
        case .notAscending:
            LocalisedText(
                uk: "має бути пізніше за попереднє", en: "must be later than the one before",
                ru: "должно быть позже предыдущего")
        case .endsBeforeItBegins:
            LocalisedText(
                uk: "останній день раніше за перший", en: "the last day is before the first",
                ru: "последний день раньше первого")
        case .twice: LocalisedText(uk: "повторюється", en: "comes twice", ru: "повторяется")
        case .unknownName:
            LocalisedText(
                uk: "такої назви немає серед календарів чи годин",
                en: "no calendar or time band has this name",
                ru: "такого названия нет среди календарей или часов")
        case .emptyHours:
            LocalisedText(
                uk: "години починаються до 24:00 й не порожні",
                en: "hours begin before 24:00 and are not empty",
                ru: "часы начинаются до 24:00 и не пусты")
        case .valueMissing:
            LocalisedText(
                uk: "для такої оплати потрібен розмір", en: "this kind of fare needs a value",
                ru: "для такой оплаты нужен размер")
        case .valueUnneeded:
            LocalisedText(
                uk: "така оплата не має розміру", en: "this kind of fare has no value",
                ru: "у такой оплаты нет размера")
        case .percentOutOfRange:
            LocalisedText(
                uk: "знижка від 1 до 99 %; уся вартість — це «free»",
                en: "percent off is 1 to 99; all of it is “free”",
                ru: "скидка от 1 до 99 %; вся стоимость — это «free»")
        case .fareOfNobody:
            LocalisedText(
                uk: "якщо супровідника немає, оплати теж немає",
                en: "where nobody travels along, nobody pays",
                ru: "если сопровождающего нет, оплаты тоже нет")
        }
    }
}
