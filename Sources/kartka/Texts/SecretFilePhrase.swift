/// What the program says about files that hold secrets.
enum SecretFilePhrase: Phrases {
    case permissions, restrict, notRegular, empty, malformed, restore, notEncrypted, encrypt, unsupported
    case wrongPassphrase, checkPassphrase, damaged, system

    var text: Text {
        switch self {
        case .permissions:
            Text(
                uk: "{path}: цей файл відкритий не лише власникові (права {mode})",
                en: "{path}: others than the owner can reach this file (mode {mode})",
                ru: "{path}: этот файл открыт не только владельцу (права {mode})")
        case .restrict:
            Text(
                uk: "закрийте його: chmod 600 '{path}'; якщо його міг прочитати чужий, замініть секрет",
                en: "close it: chmod 600 '{path}'; if a stranger may have read it, replace the secret",
                ru: "закройте его: chmod 600 '{path}'; если его мог прочесть чужой, замените секрет")
        case .notRegular:
            Text(
                uk: "{path}: це не звичайний файл", en: "{path}: not a regular file",
                ru: "{path}: это не обычный файл")
        case .empty: Text(uk: "{path}: файл порожній", en: "{path}: empty", ru: "{path}: файл пуст")
        case .malformed:
            Text(
                uk: "{path}: файл не того вигляду", en: "{path}: not in the expected format",
                ru: "{path}: файл не того вида")
        case .restore:
            Text(
                uk: "відновіть його з резервної копії", en: "restore it from a backup",
                ru: "восстановите его из резервной копии")
        case .notEncrypted:
            Text(
                uk: "{path}: таємний ключ не зашифровано", en: "{path}: a private key without encryption",
                ru: "{path}: закрытый ключ не зашифрован")
        case .encrypt:
            Text(
                uk: "зашифруйте його: openssl pkcs8 -topk8 -scrypt -in '{path}' -out НОВИЙ",
                en: "encrypt it: openssl pkcs8 -topk8 -scrypt -in '{path}' -out NEW",
                ru: "зашифруйте его: openssl pkcs8 -topk8 -scrypt -in '{path}' -out НОВЫЙ")
        case .unsupported:
            Text(
                uk: "{path}: такі ключі не підтримуються; підходять P-256 і Ed25519",
                en: "{path}: this kind of key is not supported; P-256 and Ed25519 are",
                ru: "{path}: такие ключи не поддерживаются; подходят P-256 и Ed25519")
        case .wrongPassphrase:
            Text(
                uk: "{path}: пароль не підходить (або файл пошкоджено)",
                en: "{path}: the passphrase does not open it (or the file is damaged)",
                ru: "{path}: пароль не подходит (или файл повреждён)")
        case .checkPassphrase:
            Text(
                uk: "перевірте пароль: розкладку, Caps Lock, зайвий перший рядок у файлі",
                en: "check the passphrase: keyboard layout, Caps Lock, a wrong first line in its file",
                ru: "проверьте пароль: раскладку, Caps Lock, лишнюю первую строку в файле")
        case .damaged:
            Text(
                uk: "{path}: пароль правильний, але файл пошкоджено",
                en: "{path}: the passphrase is right, but the file is damaged",
                ru: "{path}: пароль верен, но файл повреждён")
        case .system:
            Text(
                uk: "{path}: система відмовила: {cause}", en: "{path}: the system refused: {cause}",
                ru: "{path}: система отказала: {cause}")
        }
    }
}
