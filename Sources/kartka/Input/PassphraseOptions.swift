import CardCrypto
import ISO7816

/// Where a command gets the passphrase of private files: a file, a variable, or the person at the terminal.
/// Never the command line itself: everybody on the machine can read that.
enum PassphraseOptions {
    static let file = Option(
        "passphrase-file", .file, .file,
        help: Text(
            uk: "Пароль – перший рядок цього файла (права доступу 0600 або 0400)",
            en: "The passphrase is this file's first line (its mode 0600 or 0400)",
            ru: "Пароль – первая строка этого файла (права доступа 0600 или 0400)"))
    static let variable = Option(
        "passphrase-env", .text, .variable,
        help: Text(
            uk: "Пароль – у цій змінній середовища; без обох параметрів його питають на терміналі",
            en: "The passphrase is in this environment variable; without either option the terminal asks",
            ru: "Пароль – в этой переменной среды; без обоих параметров его спрашивают на терминале"))

    static let all = [file, variable]

    /// Reads the passphrase. Call it once and last before the work: the variable is gone from the environment then.
    ///
    /// - Parameter isNew: it will close new files: the terminal asks twice, and a short one is refused at once.
    /// - Throws: 64 for both options or neither and no terminal, 65 for what is no passphrase, 66 for a file that
    ///   can't be read, 78 for one that others can read.
    static func passphrase(_ invocation: Invocation, isNew: Bool = false) throws(Failure) -> SecretBytes {
        let values = invocation.values
        let passphrase: SecretBytes
        switch (values.text(file), values.text(variable)) {
        case (_?, _?):
            throw Failure.usage(
                "exclusive-options",
                UsagePhrase.exclusive.text.with("first", "--\(file.name)").with("second", "--\(variable.name)")
            ).about(invocation.command)
        case (let path?, nil): passphrase = try read(.file(path: path))
        case (nil, let name?): passphrase = try read(.environment(name: name))
        case (nil, nil): passphrase = try ask(invocation.language, isNew: isNew)
        }
        guard !isNew || passphrase.count >= KeyFile.passphraseBytesMin else {
            throw PassphraseFailure.tooShort(bytesMin: KeyFile.passphraseBytesMin)
        }
        return passphrase
    }

    private static func ask(_ language: Language, isNew: Bool) throws(Failure) -> SecretBytes {
        let question = isNew ? PassphrasePhrase.askNew : PassphrasePhrase.ask
        let first = try read(.prompt("\(question.text[language]): ", confirms: false))
        guard isNew else { return first }
        let second = try read(.prompt("\(PassphrasePhrase.askAgain.text[language]): ", confirms: false))
        guard Secrets.areEqual(first.span, second.span) else { throw PassphraseFailure.failure(.notTheSame) }
        return first
    }

    private static func read(_ source: PassphraseSource) throws(Failure) -> SecretBytes {
        do { return try source.passphrase() } catch { throw PassphraseFailure.failure(error) }
    }
}
