import Glibc
import Receipts
import Validation

/// What keeps a validator from being made or opened, in the user's language.
enum ValidatorFailure {
    static func failure(_ error: ValidatorError) -> Failure {
        switch error {
        case .file(let fault) where fault.code == EEXIST:
            return Failure(
                .cannotCreate, "exists", ValidatorProblem.alreadyThere.text.with("path", fault.path.printable)
            )
        case .file(let fault):
            return Failure(
                fault.code == EACCES || fault.code == EPERM ? .noPermission : .inputOutput, "file-failed",
                FilePhrase.cannotRead.text.with("path", fault.path.printable).with(
                    "cause", "\(fault.call): \(SystemError(fault.code).text)"))
        case .notInitialised(let path):
            return Failure(
                .badConfiguration, "not-a-validator",
                ValidatorProblem.notInitialised.text.with("path", path.printable),
                next: ValidatorProblem.initialise.text)
        case .rootKey: return Failure(.badConfiguration, "root-key", ValidatorProblem.rootKey.text)
        case .validatorID: return Failure(.badConfiguration, "validator-id", ValidatorProblem.identifier.text)
        case .validatorKey(let cause): return SecretFileFailure.failure(cause)
        case .stateDamaged(let path):
            return Failure(
                .badConfiguration, "state-damaged",
                ValidatorProblem.state.text.with("path", path.printable))
        case .journal(.locked):
            return Failure(.temporary, "locked", ValidatorProblem.journal.text.with("cause", "locked"))
        case .journal(let cause):
            return Failure(
                .inputOutput, "journal", ValidatorProblem.journal.text.with("cause", "\(cause)".printable))
        }
    }
}
