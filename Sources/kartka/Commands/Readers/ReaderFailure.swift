import CardReaders

/// What goes wrong on the way to a card, in the user's language and with the exit status that tells a script
/// whether to try again.
enum ReaderFailure {
    static func failure(_ error: CardReaderError) -> Failure {
        switch error {
        case .service(let code): return failure(code)
        case .noReader(let name):
            return Failure(
                .unavailable, "no-such-reader",
                ReaderProblem.noSuchReader.text.with("reader", name.printable),
                next: ReaderProblem.seeReaders.text)
        case .ambiguous(let readers):
            let names = readers.map { "«\($0.printable)»" }.joined(separator: ", ")
            return Failure(
                .usage, "ambiguous-reader", ReaderProblem.ambiguous.text.with("readers", names),
                next: ReaderProblem.sayReader.text)
        case .noCard(let reader):
            return Failure(
                .unavailable, "no-card", ReaderProblem.noCard.text.with("reader", reader.printable),
                next: ReaderProblem.putCard.text)
        case .cardStuck(let reader, let cause):
            let what = ReaderProblem.stuck.text.with("reader", reader.printable).with("code", cause.name)
            return Failure(.temporary, "card-stuck", what, next: ReaderProblem.reinsert.text)
        case .inUse(let reader, let milliseconds):
            let what = ReaderProblem.inUse.text.with("reader", reader.printable)
                .with("milliseconds", "\(milliseconds)")
            return Failure(.temporary, "card-in-use", what, next: ReaderProblem.closeOther.text)
        case .timeout(let milliseconds):
            let what = ReaderProblem.timeout.text.with("milliseconds", "\(milliseconds)")
            return Failure(.temporary, "timeout", what, next: ReaderProblem.putCard.text)
        case .cancelled:
            return Failure(.temporary, "cancelled", ReaderProblem.cancelled.text)
        case .unanswered(let reader):
            return Failure(
                .temporary, "card-unanswered", ReaderProblem.unanswered.text.with("reader", reader.printable),
                next: ReaderProblem.reinsert.text)
        case .trace(let path, let code):
            return Failure(
                .cannotCreate, "trace",
                FilePhrase.cannotCreate.text.with("path", path).with("cause", SystemError(code).text))
        }
    }

    private static func failure(_ code: PCSCError) -> Failure {
        switch code {
        case .noService, .serviceStopped, .shutdown:
            Failure(
                .unavailable, "no-pcscd", ReaderProblem.noService.text.with("code", code.name),
                next: ReaderProblem.startService.text)
        case .noReadersAvailable:
            Failure(
                .unavailable, "no-reader", ReaderProblem.noReader.text, next: ReaderProblem.plugReader.text)
        case .securityViolation:
            Failure(
                .noPermission, "pcscd-refuses", ReaderProblem.refused.text.with("code", code.name),
                next: ReaderProblem.askPermission.text)
        default:
            Failure(
                .temporary, "reader-error", ReaderProblem.otherError.text.with("code", code.name),
                next: ReaderProblem.tryAgain.text)
        }
    }
}
