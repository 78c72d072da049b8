extension CommandTable {
    static let validatorNoun = Noun(
        word: "validator",
        summary: Text(
            uk: "валідатор: турнікет на екрані, журнал квитанцій, пакети для розрахунків",
            en: "a validator: a gate on screen, its journal of receipts, batches for settlement",
            ru: "валидатор: турникет на экране, журнал квитанций, пакеты для расчётов"),
        commands: [
            ValidatorInit.command, ValidatorRun.command, ValidatorReplay.command, ValidatorFsck.command,
            ValidatorUpload.command, ValidatorAcknowledge.command,
        ])
}
