import CardCrypto
import ISO7816

/// PIN, PUK and CAN: from a file that only its owner can read, or from the terminal without echo. Never from
/// the command line or the environment.
enum HolderCode {
    static let pinFile = Option(
        "pin-file", .file, .file,
        help: Text(
            uk: "PIN – перший рядок цього файла (права доступу 0600)",
            en: "The PIN is this file's first line (its mode 0600)",
            ru: "PIN – первая строка этого файла (права доступа 0600)"))
    static let pin = Option(
        "pin", .flag,
        help: Text(
            uk: "Спитати PIN на терміналі", en: "Ask for the PIN on the terminal",
            ru: "Спросить PIN на терминале"))
    static let canFile = Option(
        "can-file", .file, .file,
        help: Text(
            uk: "CAN (6 цифр на картці) – перший рядок цього файла",
            en: "The CAN (the 6 digits on the card) is this file's first line",
            ru: "CAN (6 цифр на карте) – первая строка этого файла"))
    static let can = Option(
        "can", .flag,
        help: Text(
            uk: "Спитати CAN на терміналі", en: "Ask for the CAN on the terminal",
            ru: "Спросить CAN на терминале"))
    static let pukFile = Option(
        "puk-file", .file, .file,
        help: Text(
            uk: "PUK – перший рядок цього файла; інакше його питають на терміналі",
            en: "The PUK is this file's first line; otherwise the terminal asks",
            ru: "PUK – первая строка этого файла; иначе его спрашивают на терминале"))
    static let newPINFile = Option(
        "new-pin-file", .file, .file,
        help: Text(
            uk: "Новий PIN – перший рядок цього файла; інакше його питають двічі",
            en: "The new PIN is this file's first line; otherwise the terminal asks twice",
            ru: "Новый PIN – первая строка этого файла; иначе его спрашивают дважды"))

    static let showing = [pinFile, pin, canFile, can]

    /// The PIN that the options name, if they do.
    static func shownPIN(_ invocation: Invocation) throws(Failure) -> PINBlock? {
        if let path = invocation.values.text(pinFile) { return try read(.file(path: path), .pin) }
        return invocation.values.has(pin) ? try ask(.pin, .askPIN, invocation.language) : nil
    }

    static func shownCAN(_ invocation: Invocation) throws(Failure) -> PINBlock? {
        if let path = invocation.values.text(canFile) { return try read(.file(path: path), .can) }
        return invocation.values.has(can) ? try ask(.can, .askCAN, invocation.language) : nil
    }

    static func oldPIN(_ invocation: Invocation) throws(Failure) -> PINBlock {
        if let path = invocation.values.text(pinFile) { return try read(.file(path: path), .pin) }
        return try ask(.pin, .askPIN, invocation.language)
    }

    static func puk(_ invocation: Invocation) throws(Failure) -> PINBlock {
        if let path = invocation.values.text(pukFile) { return try read(.file(path: path), .puk) }
        return try ask(.puk, .askPUK, invocation.language)
    }

    /// Asked twice at the terminal.
    static func newPIN(_ invocation: Invocation) throws(Failure) -> PINBlock {
        if let path = invocation.values.text(newPINFile) { return try read(.file(path: path), .pin) }
        let first = try ask(.pin, .askNewPIN, invocation.language)
        let second = try ask(.pin, .askAgain, invocation.language)
        guard areEqual(first, second) else {
            throw Failure(.badData, "codes-differ", CardProblem.codesDiffer.text)
        }
        return first
    }

    private static func areEqual(_ first: borrowing PINBlock, _ second: borrowing PINBlock) -> Bool {
        Secrets.areEqual(first.span, second.span)
    }

    private enum Kind: String {
        case pin = "PIN"
        case puk = "PUK"
        case can = "CAN"

        var digits: ClosedRange<Int> {
            typealias Limits = CardApplication.Limits
            return switch self {
            case .pin: Limits.pinDigits
            case .puk: Limits.pukDigits...Limits.pukDigits
            case .can: Limits.canDigits...Limits.canDigits
            }
        }
    }

    private static func ask(
        _ kind: Kind, _ question: CardPhrase, _ language: Language
    ) throws(Failure) -> PINBlock {
        try read(.prompt("\(question.text[language]): ", confirms: false), kind)
    }

    private static func read(_ source: PassphraseSource, _ kind: Kind) throws(Failure) -> PINBlock {
        let digits: SecretBytes
        do { digits = try source.passphrase() } catch { throw failure(error, kind) }
        guard kind.digits.contains(digits.count), let block = PINBlock(digits: digits.span) else {
            throw noCode(kind)
        }
        return block
    }

    private static func failure(_ error: PassphraseError, _ kind: Kind) -> Failure {
        switch error {
        case .empty, .tooLong: noCode(kind)
        case .noTerminal:
            .usage("no-terminal", CardProblem.noTerminal.text.with("name", kind.rawValue))
        default: PassphraseFailure.failure(error)
        }
    }

    /// Never with what was given.
    private static func noCode(_ kind: Kind) -> Failure {
        let range = kind.digits
        let count = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)…\(range.upperBound)"
        return Failure(
            .badData, "not-a-code",
            CardProblem.notACode.text.with("name", kind.rawValue).with("count", count))
    }
}
