import CardCrypto

/// Why there is no passphrase, in the user's language.
enum PassphraseFailure {
    static func failure(_ error: PassphraseError) -> Failure {
        switch error {
        case .file(let cause): return SecretFileFailure.failure(cause, missing: .noInput)
        case .environmentVariableMissing(let name):
            return .usage(
                "passphrase-variable", PassphrasePhrase.noVariable.text.with("name", name.printable),
                next: PassphrasePhrase.setVariable.text)
        case .empty: return Failure(.badData, "passphrase-empty", PassphrasePhrase.empty.text)
        case .tooLong:
            return Failure(
                .badData, "passphrase-too-long",
                PassphrasePhrase.tooLong.text.with(
                    "limit", CountedText.bytes.text(for: PassphraseSource.bytesMax)))
        case .notTheSame:
            return Failure(
                .badData, "passphrases-differ", PassphrasePhrase.differ.text,
                next: PassphrasePhrase.tryAgain.text)
        case .noTerminal:
            return .usage(
                "no-terminal", PassphrasePhrase.noTerminal.text, next: PassphrasePhrase.giveFile.text)
        case .cancelled: return Failure(.temporary, "cancelled", PassphrasePhrase.cancelled.text)
        case .system(let code, let call):
            return Failure(
                .inputOutput, "passphrase-unreadable",
                PassphrasePhrase.unreadable.text.with("cause", "\(call): \(SystemError(code).text)"))
        }
    }

    static func tooShort(bytesMin: Int) -> Failure {
        Failure(
            .badData, "passphrase-too-short",
            PassphrasePhrase.tooShort.text.with("limit", CountedText.bytes.text(for: bytesMin)))
    }
}
