import CardRecords
import ISO7816
import Issuance

/// What goes wrong while a card is talked to, in the user's language.
enum CardFailure {
    static func failure(_ error: CardError) -> Failure {
        switch error {
        case .transport(let cause): failure(cause)
        case .status(let status, let instruction): failure(status, instruction)
        case .secureChannel(let cause): failure(cause)
        case .answer(let fault, let instruction):
            Failure(
                .inputOutput, "card-answer",
                CardProblem.badAnswer.text.with("instruction", Hexadecimal.text([instruction]))
                    .with("fault", "\(fault)"), next: CardProblem.otherCardOrAgain.text)
        case .command(let fault): internalFault("\(fault)")
        }
    }

    static func failure(_ error: CardReadingError) -> Failure {
        switch error {
        case .card(let cause): failure(cause)
        case .verification(let reference, let outcome): failure(outcome, of: reference)
        case .library: internalFault("libcrypto")
        }
    }

    static func internalFault(_ cause: String) -> Failure {
        Failure(
            .internalFault, "internal", FilePhrase.internalFault.text.with("cause", cause),
            next: FilePhrase.reportFault.text)
    }

    /// A code that the card didn't take.
    static func failure(_ outcome: VerificationOutcome, of reference: CardApplication.Reference) -> Failure {
        failure(outcome, named: reference == .pin ? "PIN" : "CAN")
    }

    /// - Parameter name: PIN, PUK or CAN.
    static func failure(_ outcome: VerificationOutcome, named name: String) -> Failure {
        let next = name == "PUK" ? CardProblem.askOffice : CardProblem.unblock
        return switch outcome {
        case .wrong(let tries?) where tries > 0:
            Failure(
                .noPermission, "wrong-code",
                CardProblem.wrongCode.text.with("name", name)
                    .with("tries", CountedText.attempts.text(for: tries)))
        case .wrong(triesLeft: nil):
            Failure(.noPermission, "wrong-code", CardProblem.wrongCAN.text.with("name", name))
        case .wrong, .blocked:
            Failure(
                .noPermission, "code-blocked", CardProblem.blocked.text.with("name", name), next: next.text)
        case .delayed:
            Failure(
                .temporary, "code-delayed", CardProblem.delayed.text.with("name", name),
                next: CardProblem.seeDelay.text)
        case .notSet, .verified:
            Failure(.unavailable, "code-not-set", CardProblem.codeNotSet.text.with("name", name))
        }
    }

    private static func failure(_ error: CardTransportError) -> Failure {
        switch error {
        case .removed:
            Failure(
                .temporary, "card-removed", CardProblem.removed.text, next: CardProblem.putBack.text)
        case .reset:
            Failure(.temporary, "card-reset", CardProblem.reset.text, next: CardProblem.runAgain.text)
        case .torn, .timeout:
            Failure(.temporary, "card-torn", CardProblem.torn.text, next: CardProblem.putBack.text)
        case .reader(let code):
            Failure(
                .temporary, "reader-error",
                ReaderProblem.otherError.text.with(
                    "code", "0x" + String(UInt32(truncatingIfNeeded: code), radix: 16)),
                next: ReaderProblem.tryAgain.text)
        case .commandTooLong, .responseTooLong: internalFault("\(error)")
        }
    }

    private static func failure(_ status: StatusWord, _ instruction: UInt8) -> Failure {
        let word = Hexadecimal.text([status.sw1, status.sw2])
        if instruction == CardApplication.Instruction.select.rawValue {
            return Failure(
                .unavailable, "other-card", CardProblem.notOurs.text.with("status", word),
                next: CardProblem.otherCard.text)
        }
        switch status {
        case .securityStatusNotSatisfied:
            return Failure(.noPermission, "not-permitted", CardProblem.notPermitted.text.with("status", word))
        case .conditionsOfUseNotSatisfied:
            return Failure(
                .noPermission, "card-state", CardProblem.notNow.text.with("status", word),
                next: CardProblem.seeInfo.text)
        case .memoryFailure:
            return Failure(
                .temporary, "card-memory", CardProblem.memory.text.with("status", word),
                next: CardProblem.otherCardOrAgain.text)
        default:
            return Failure(
                .inputOutput, "card-status",
                CardProblem.status.text.with("instruction", Hexadecimal.text([instruction]))
                    .with("status", "\(word) (\(status.meaning))"), next: CardProblem.seeInfo.text)
        }
    }

    private static func failure(_ error: SecureChannelError) -> Failure {
        switch error {
        case .keysUnavailable(let role, let version):
            Failure(
                .badConfiguration, "card-keys",
                CardProblem.noKeys.text.with("role", Hexadecimal.text([role]))
                    .with("version", Hexadecimal.text([version])), next: CardProblem.otherAuthority.text)
        case .cardCryptogram, .hostCryptogram, .refused(.verificationFailed), .serial:
            Failure(
                .noPermission, "foreign-card", CardProblem.foreign.text, next: CardProblem.otherAuthority.text
            )
        case .refused(.conditionsOfUseNotSatisfied):
            Failure(
                .noPermission, "card-state", CardProblem.notNow.text.with("status", "6985"),
                next: CardProblem.seeInfo.text)
        case .cryptography: internalFault("libcrypto")
        default:
            Failure(
                .temporary, "secure-channel", CardProblem.channel.text.with("cause", "\(error)"),
                next: CardProblem.putBack.text)
        }
    }
}
