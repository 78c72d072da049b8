import CardRecords
import ISO7816
import Issuance

/// Why a card isn't finished, in which state it is, and what to do.
enum PersonalisationFailure {
    static func failure(_ error: PersonalisationError) -> Failure {
        switch error {
        case .card(let cause, let step): return interrupted(CardFailure.failure(cause), step)
        case .cardState(let state):
            return Failure(
                .refused, "card-state",
                CardProblem.cannotPersonalise.text.with("state", CardWords.state(state)),
                next: CardProblem.takeBlank.text)
        case .otherCard(let serial):
            return Failure(
                .temporary, "other-card-in-reader",
                CardProblem.swapped.text.with("serial", Hexadecimal.text(serial)),
                next: CardProblem.putBack.text)
        case .otherJob:
            return Failure(
                .refused, "other-job", CardProblem.otherJob.text, next: CardProblem.dropOrTakeBlank.text)
        case .alreadyActive:
            return Failure(.refused, "already-active", CardProblem.alreadyActive.text)
        case .seal(let type, let cause): return failure(cause, type)
        case .keyStore(.sealingKey(let domain)):
            return Failure(
                .badConfiguration, "sealing-key",
                CardProblem.noSealingKey.text.with("domain", domain.rawValue),
                next: CardProblem.rotate.text)
        case .keyStore(.library): return CardFailure.internalFault("libcrypto")
        case .cardKey, .cardProof:
            return Failure(
                .refused, "bad-card", CardProblem.badKey.text, next: CardProblem.putAside.text)
        case .readBack(let type):
            return Failure(
                .refused, "bad-card", CardProblem.badReadBack.text.with("record", title(type)),
                next: CardProblem.putAside.text)
        case .notAccepted(let type, let reasons):
            let causes = Text(
                uk: reasons.map { $0.text(in: .ukrainian) }.joined(separator: " "),
                en: reasons.map { $0.text(in: .english) }.joined(separator: " "),
                ru: reasons.map { $0.text(in: .russian) }.joined(separator: " "))
            return Failure(
                .badConfiguration, "not-accepted",
                CardProblem.notAccepted.text.with("record", title(type)).with("causes", causes),
                next: CardProblem.checkOffice.text)
        }
    }

    static func failure(_ error: CardCodesFileError) -> Failure {
        switch error {
        case .file(let cause): SecretFileFailure.failure(cause, missing: .cannotCreate)
        case .otherCard(let path):
            Failure(
                .cannotCreate, "codes-of-other-card",
                CardProblem.codesOfOtherCard.text.with("path", path.printable),
                next: CardProblem.otherCodesFile.text)
        case .otherJob(let path):
            Failure(
                .cannotCreate, "codes-of-other-applicant",
                CardProblem.codesOfOtherJob.text.with("path", path.printable),
                next: CardProblem.otherCodesFile.text)
        case .damaged(let path):
            Failure(
                .badData, "codes-damaged", CardProblem.codesDamaged.text.with("path", path.printable),
                next: CardProblem.otherCodesFile.text)
        case .cryptography: CardFailure.internalFault("libcrypto")
        }
    }

    static func otherApplicant(_ serial: [UInt8], _ state: CardApplication.LifeCycle) -> Failure {
        Failure(
            .refused, "other-applicant",
            CardProblem.otherApplicant.text.with("serial", Hexadecimal.text(serial)),
            next: (state == .blank ? CardProblem.dropOrTakeBlank : CardProblem.takeBlank).text)
    }

    static func failure(_ error: SealError, _ type: RecordType) -> Failure {
        switch error {
        case .record(let cause):
            Failure(
                .badData, "record-invalid",
                CardProblem.cannotSeal.text.with("record", title(type)).with(
                    "cause",
                    Text(
                        uk: "\(cause.path): \(cause.problem.text(in: .ukrainian))",
                        en: "\(cause.path): \(cause.problem.text(in: .english))",
                        ru: "\(cause.path): \(cause.problem.text(in: .russian))")))
        case .neverValid:
            Failure(.badData, "never-valid", CardProblem.neverValid.text.with("record", title(type)))
        case .tooLong(let bytes):
            Failure(
                .badData, "record-too-long",
                CardProblem.tooLong.text.with("record", title(type))
                    .with("bytes", CountedText.bytes.text(for: bytes)))
        case .signing: CardFailure.internalFault("libcrypto")
        }
    }

    /// The cause first, then how far the card is.
    private static func interrupted(_ failure: Failure, _ step: PersonalisationStep) -> Failure {
        let state = CardProblem.notFinished.text.with("step", PersonalisationWords.text(of: step))
        let next = failure.status == .temporary ? CardProblem.sameCommand.text : failure.next
        return Failure(
            failure.status, failure.code,
            CardProblem.joined.text.with("first", failure.what).with("second", state),
            next: next)
    }

    static func title(_ type: RecordType) -> Text {
        let title = type.schema.title
        return Text(uk: title[.ukrainian], en: title[.english], ru: title[.russian])
    }
}

/// The steps of a personalisation.
enum PersonalisationWords {
    static func text(of step: PersonalisationStep) -> Text {
        switch step {
        case .authenticating: CardPhrase.authenticating.text
        case .generatingKey: CardPhrase.generatingKey.text
        case .sealing(let type): CardPhrase.sealing.text.with("record", PersonalisationFailure.title(type))
        case .storing(let type): CardPhrase.storing.text.with("record", PersonalisationFailure.title(type))
        case .storingKeys: CardPhrase.storingKeys.text
        case .checking(let type): CardPhrase.checking.text.with("record", PersonalisationFailure.title(type))
        case .activating: CardPhrase.activating.text
        case .finished: CardPhrase.done.text
        }
    }
}
