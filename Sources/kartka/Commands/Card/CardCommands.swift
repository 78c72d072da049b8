extension CommandTable {
    static let cardNoun = Noun(
        word: "card",
        summary: Text(
            uk: "картка: видати, прочитати, перевірити, оновити, закрити",
            en: "a card: issue, read, verify, update, close it",
            ru: "карта: выдать, прочитать, проверить, обновить, закрыть"),
        commands: [
            CardInfo.command, CardPersonalise.command, CardRead.command, CardVerify.command,
            CardUpdate.command, CardPIN.command, CardLog.command, CardSuspension.suspend,
            CardSuspension.resume, CardTermination.command,
        ])
}
