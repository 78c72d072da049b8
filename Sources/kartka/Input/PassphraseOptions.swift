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

    /// Reads the passphrase. Call it once and last before the work: the variable is gone from the environment
    /// then.
    ///
    /// - Parameter isNew: it will close new files: the terminal asks twice, and a short one is refused at
    ///   once.
    /// - Throws: 64 for both options or neither and no terminal, 65 for what is no passphrase, 66 for a file
    ///   that can't be read, 78 for one that others can read.
    static func passphrase(_ invocation: Invocation, isNew: Bool = false) throws(Failure) -> SecretBytes {
        let passphrase = try given(invocation, isNew: isNew)
        let count = passphrase.count
        guard !isNew || count >= KeyFile.passphraseBytesMin else {
            throw PassphraseFailure.tooShort(bytesMin: KeyFile.passphraseBytesMin)
        }
        return passphrase
    }

    private static func given(_ invocation: Invocation, isNew: Bool) throws(Failure) -> SecretBytes {
        let path = invocation.values.text(file)
        let name = invocation.values.text(variable)
        if path != nil, name != nil {
            throw Failure.usage(
                "exclusive-options",
                UsagePhrase.exclusive.text.with("first", "--\(file.name)").with(
                    "second", "--\(variable.name)")
            ).about(invocation.command)
        }
        if let path { return try read(.file(path: path)) }
        if let name { return try read(.environment(name: name)) }
        return try ask(invocation.language, isNew: isNew)
    }

    private static func ask(_ language: Language, isNew: Bool) throws(Failure) -> SecretBytes {
        let question = isNew ? PassphrasePhrase.askNew : PassphrasePhrase.ask
        let first = try read(.prompt("\(question.text[language]): ", confirms: false))
        guard isNew else { return first }
        let second = try read(.prompt("\(PassphrasePhrase.askAgain.text[language]): ", confirms: false))
        guard areEqual(first, second) else { throw PassphraseFailure.failure(.notTheSame) }
        return first
    }

    private static func areEqual(_ first: borrowing SecretBytes, _ second: borrowing SecretBytes) -> Bool {
        Secrets.areEqual(first.span, second.span)
    }

    private static func read(_ source: PassphraseSource) throws(Failure) -> SecretBytes {
        do { return try source.passphrase() } catch { throw PassphraseFailure.failure(error) }
    }
}
