public import CardRecords

extension RuleFinding {
    /// One sentence in plain words.
    public func text(in language: DisplayLanguage) -> String { text[language] }

    private var text: LocalisedText {
        switch kind {
        case .neverMatches(let rule):
            LocalisedText(
                uk: "Правило \(rule) ніколи не спрацює: його умови несумісні або його випереджають інші.",
                en: "Rule \(rule) never matches: its conditions contradict each other, or others come first.",
                ru: "Правило \(rule) никогда не сработает: его условия несовместимы или его опережают другие."
            )
        case .partlyHidden(let rule, let others):
            Self.partlyHidden(rule, others.map(String.init).joined(separator: ", "))
        case .classWithoutRule(let concessionClass):
            LocalisedText(
                uk: "Про категорію «\(concessionClass.title(in: .ukrainian))» немає жодного правила.",
                en: "No rule speaks of the category “\(concessionClass.title(in: .english))”.",
                ru: "О категории «\(concessionClass.title(in: .russian))» нет ни одного правила.")
        case .gap(let concessionClass, let example): Self.gap(concessionClass, example)
        case .calendarOver(let name):
            LocalisedText(
                uk: "Календар «\(name)» закінчився ще до початку дії правил.",
                en: "The calendar “\(name)” is over before the rules take effect.",
                ru: "Календарь «\(name)» закончился ещё до начала действия правил.")
        case .unused(let name):
            LocalisedText(
                uk: "Назву «\(name)» ніде не використано.", en: "The name “\(name)” is not used.",
                ru: "Название «\(name)» нигде не использовано.")
        case .dayChangesInside(let name):
            LocalisedText(
                uk: "Години «\(name)» переходять через початок доби: далі це вже інший день.",
                en: "The hours “\(name)” pass the beginning of the day: what follows is another day.",
                ru: "Часы «\(name)» переходят через начало суток: дальше это уже другой день.")
        case .offsetsEnd:
            LocalisedText(
                uk: "Таблиця місцевого часу закінчується задовго до наступної редакції.",
                en: "The table of local time ends long before the next rule set is due.",
                ru: "Таблица местного времени заканчивается задолго до следующей редакции.")
        case .tooManyCombinations:
            LocalisedText(
                uk: "Поєднань забагато, щоб перевірити всі: прогалин і зайвих правил не шукали.",
                en: "Too many combinations to look at all: gaps and rules that never match weren't searched.",
                ru: "Сочетаний слишком много, чтобы проверить все: пробелов и лишних правил не искали.")
        }
    }

    private static func partlyHidden(_ rule: UInt16, _ others: String) -> LocalisedText {
        LocalisedText(
            uk: "Частину випадків правила \(rule) раніше забирають правила: \(others).",
            en: "A part of rule \(rule)'s cases is taken first by: \(others).",
            ru: "Часть случаев правила \(rule) раньше забирают правила: \(others).")
    }

    private static func gap(
        _ concessionClass: TransportConcession.ConcessionClass, _ example: TripSketch
    ) -> LocalisedText {
        LocalisedText(
            uk: "Прогалина, «\(concessionClass.title(in: .ukrainian))»: повна вартість, наприклад: "
                + "\(example.text(in: .ukrainian)).",
            en: "A gap, “\(concessionClass.title(in: .english))”: full fare, for example: "
                + "\(example.text(in: .english)).",
            ru: "Пробел, «\(concessionClass.title(in: .russian))»: полная стоимость, например: "
                + "\(example.text(in: .russian)).")
    }
}

extension TripSketch {
    /// "Metro, zone 1, Monday 07:00".
    public func text(in language: DisplayLanguage) -> String {
        let words: (zone: String, carrier: String, code: String, from: String) =
            switch language {
            case .ukrainian: ("зона", "перевізник", "код", "з")
            case .english: ("zone", "carrier", "code", "from")
            case .russian: ("зона", "перевозчик", "код", "с")
            }
        var parts = [mode.title(in: language)]
        if zone > 0 { parts.append("\(words.zone) \(zone)") }
        if let carrier { parts.append("\(words.carrier) \(carrier)") }
        if let classCode { parts.append("\(words.code) \(classCode)") }
        let days = ConcessionRuleSet.CountedDay.choices
        let day = days.first { $0.value == Int64(self.day) }?.title[language] ?? ""
        parts.append("\(day) \(MinuteOfDay.text(minute) ?? "")")
        if let from { parts.append("\(words.from) \(from.text(in: language))") }
        return parts.joined(separator: ", ")
    }
}
