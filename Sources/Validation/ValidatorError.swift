public import CardCrypto
public import Receipts

/// Why a validator can't be opened. Lists that are missing or bad are no such reason: decisions tell them.
public enum ValidatorError: Error, Equatable, Sendable {
    case file(FileFault)
    /// `root.key`, `validator.key` or `validator.id` isn't there: the folder was never made a validator's.
    case notInitialised(path: String)
    /// `root.key` isn't a COSE_Key that can check signatures.
    case rootKey
    /// `validator.id` isn't 16 hexadecimal digits.
    case validatorID
    case validatorKey(SecretFileError)
    /// `state/seen.cbor` isn't what a validator writes: it can't be said any more which lists it has seen.
    case stateDamaged(path: String)
    case journal(JournalError)
}
