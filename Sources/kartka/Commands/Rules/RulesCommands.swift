extension CommandTable {
    static let rulesNoun = Noun(
        word: "rules",
        summary: Text(
            uk: "правила пільгового проїзду: скласти, перевірити, підписати, випробувати",
            en: "concession rules: compose, check, sign, try out",
            ru: "правила льготного проезда: составить, проверить, подписать, испытать"),
        commands: [
            RulesTemplate.command, RulesCheck.command, RulesSeal.command, RulesShow.command, RulesTry.command,
        ])
}
