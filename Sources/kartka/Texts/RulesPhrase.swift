/// What the program says about concession rules.
enum RulesPhrase: Phrases {
    case malformed, inconsistent, checked, warning, remark, casesMet, caseDiffers, caseMalformed, usedUnclear
    case free, percentOff, full, because, rule, ground, payer, amount, companion, nobody, passback, left
    case rulesVersion, recordNewer, notYet

    var text: Text {
        switch self {
        case .malformed:
            Text(
                uk: "{path}: це не правила пільгового проїзду: {cause}",
                en: "{path}: not concession rules: {cause}",
                ru: "{path}: это не правила льготного проезда: {cause}")
        case .inconsistent:
            Text(
                uk: "{path}: правила суперечать самі собі: {count}",
                en: "{path}: the rules contradict themselves: {count}",
                ru: "{path}: правила противоречат сами себе: {count}")
        case .checked:
            Text(
                uk: "Редакція {version}: {count}", en: "Version {version}: {count}",
                ru: "Редакция {version}: {count}")
        case .warning: Text(uk: "попередження:", en: "warning:", ru: "предупреждение:")
        case .remark: Text(uk: "примітка:", en: "note:", ru: "примечание:")
        case .casesMet:
            Text(
                uk: "Збіглися: {met}; усього: {count}", en: "Met: {met} of {count}",
                ru: "Сошлись: {met}; всего: {count}")
        case .caseDiffers:
            Text(
                uk: "рядок {line}: вийшло й мало бути: {found}",
                en: "line {line}: found and expected: {found}",
                ru: "строка {line}: вышло и должно было быть: {found}")
        case .caseMalformed:
            Text(
                uk: "{path}: рядок {line}: «{word}»: {cause}", en: "{path}: line {line}: “{word}”: {cause}",
                ru: "{path}: строка {line}: «{word}»: {cause}")
        case .usedUnclear:
            Text(
                uk: "--used: не зрозуміло «{word}»; приклади: «rule 31 20», «student 60»",
                en: "--used: “{word}” isn't understood; examples: “rule 31 20”, “student 60”",
                ru: "--used: непонятно «{word}»; примеры: «rule 31 20», «student 60»")
        case .free: Text(uk: "Безплатно", en: "Free", ru: "Бесплатно")
        case .percentOff:
            Text(uk: "Знижка {percent} %", en: "{percent} % off", ru: "Скидка {percent} %")
        case .full: Text(uk: "Повна вартість", en: "Full fare", ru: "Полная стоимость")
        case .because: Text(uk: "Чому", en: "Because", ru: "Почему")
        case .rule: Text(uk: "Правило", en: "Rule", ru: "Правило")
        case .ground: Text(uk: "Підстава", en: "Ground", ru: "Основание")
        case .payer: Text(uk: "Відшкодовує", en: "Paid by", ru: "Возмещает")
        case .amount: Text(uk: "До сплати", en: "To be paid", ru: "К оплате")
        case .companion: Text(uk: "Супровідник", en: "Companion", ru: "Сопровождающий")
        case .nobody: Text(uk: "немає", en: "nobody", ru: "нет")
        case .passback:
            Text(
                uk: "Повторний вхід не раніше ніж через, хв", en: "No second entry within, minutes",
                ru: "Повторный вход не раньше чем через, мин")
        case .left: Text(uk: "Лишиться поїздок", en: "Trips left", ru: "Останется поездок")
        case .rulesVersion: Text(uk: "Редакція правил", en: "Version of the rules", ru: "Редакция правил")
        case .recordNewer:
            Text(
                uk: "запис видано за новішими правилами, ніж ці",
                en: "the record was issued under newer rules than these",
                ru: "запись выдана по более новым правилам, чем эти")
        case .notYet:
            Text(
                uk: "у цей час правила ще не діють", en: "the rules are not in force yet at that time",
                ru: "в это время правила ещё не действуют")
        }
    }
}
