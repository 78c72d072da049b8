/// What the program says about passphrases.
enum PassphrasePhrase: Phrases {
    case ask, askNew, askAgain, noVariable, setVariable, empty, tooLong, tooShort, differ, tryAgain
    case noTerminal, giveFile, cancelled, unreadable

    var text: Text {
        switch self {
        case .ask: Text(uk: "Пароль", en: "Passphrase", ru: "Пароль")
        case .askNew: Text(uk: "Новий пароль", en: "New passphrase", ru: "Новый пароль")
        case .askAgain: Text(uk: "Ще раз", en: "Once more", ru: "Ещё раз")
        case .noVariable:
            Text(
                uk: "змінної середовища {name} не задано", en: "the environment variable {name} is not set",
                ru: "переменная среды {name} не задана")
        case .setVariable:
            Text(
                uk: "задайте її (export) або назвіть файл: --passphrase-file",
                en: "set and export it, or name a file: --passphrase-file",
                ru: "задайте её (export) или назовите файл: --passphrase-file")
        case .empty: Text(uk: "пароль порожній", en: "the passphrase is empty", ru: "пароль пуст")
        case .tooLong:
            Text(
                uk: "пароль довший за {limit}", en: "the passphrase is longer than {limit}",
                ru: "пароль длиннее {limit}")
        case .tooShort:
            Text(
                uk: "пароль закороткий: потрібно щонайменше {limit}",
                en: "the passphrase is too short: it needs at least {limit}",
                ru: "пароль слишком короток: нужно не меньше {limit}")
        case .differ:
            Text(
                uk: "паролі не збігаються, нічого не зроблено",
                en: "the two passphrases differ, nothing was done",
                ru: "пароли не совпадают, ничего не сделано")
        case .tryAgain:
            Text(uk: "повторіть команду", en: "run the command again", ru: "повторите команду")
        case .noTerminal:
            Text(
                uk: "немає термінала, щоб запитати пароль",
                en: "there is no terminal to ask for the passphrase",
                ru: "нет терминала, чтобы спросить пароль")
        case .giveFile:
            Text(
                uk: "дайте його у файлі (--passphrase-file) або в змінній (--passphrase-env)",
                en: "give it in a file (--passphrase-file) or in a variable (--passphrase-env)",
                ru: "дайте его в файле (--passphrase-file) или в переменной (--passphrase-env)")
        case .cancelled:
            Text(
                uk: "введення пароля перервано, нічого не зроблено",
                en: "the passphrase was cancelled, nothing was done",
                ru: "ввод пароля прерван, ничего не сделано")
        case .unreadable:
            Text(
                uk: "пароль прочитати не вдалося: {cause}", en: "the passphrase can't be read: {cause}",
                ru: "пароль прочитать не удалось: {cause}")
        }
    }
}
