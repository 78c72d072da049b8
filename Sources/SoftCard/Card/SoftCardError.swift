internal import ISO7816

/// Why a soft card can't be made, opened or switched on.
public enum SoftCardError: Error, Equatable, Sendable {
    case memory(CardMemoryError)
    case state(CardStateError)
    /// A serial has 10 bytes.
    case serial(bytes: Int)
    /// Three keys of 16, 24 or 32 bytes, all of one length.
    case factoryKeys
}

/// Why a command isn't carried out any further.
enum Refusal: Error {
    case status(StatusWord)
    /// A tear: there is no answer at all.
    case powerFailed

    static let conditions = Refusal.status(.conditionsOfUseNotSatisfied)
    static let security = Refusal.status(.securityStatusNotSatisfied)
    static let data = Refusal.status(.incorrectData)
    static let parameters = Refusal.status(.incorrectP1P2)
    static let length = Refusal.status(.wrongLength)
    static let internalFault = Refusal.status(.noPreciseDiagnosis)
}
