extension CommandTable {
    static let validatorNoun = Noun(
        word: "validator",
        summary: Text(
            uk: "валідатор: журнал квитанцій і пакети для розрахунків",
            en: "a validator: its journal of receipts and the batches for settlement",
            ru: "валидатор: журнал квитанций и пакеты для расчётов"),
        commands: [
            ValidatorReplay.command, ValidatorFsck.command, ValidatorUpload.command,
            ValidatorAcknowledge.command,
        ])
}
