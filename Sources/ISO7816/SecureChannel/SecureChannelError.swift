/// Why a secure channel was not opened, or is lost. After any of these there is no channel any more.
public enum SecureChannelError: Error, Equatable, Sendable {
    /// The answer to INITIALIZE UPDATE has a length that no mode gives.
    case initializeUpdateLength(bytes: Int)
    /// Another protocol than SCP03.
    case protocolIdentifier(UInt8)
    /// "i" has reserved bits, another mode than asked for, or lacks what the level needs.
    case parameter(UInt8)
    /// The card answered with another key version.
    case keyVersion(asked: UInt8, answered: UInt8)
    /// The diversification data don't belong to the serial of the selected card.
    case serial
    /// A key set whose keys aren't all of 16, 24 or 32 bytes and of one length.
    case keyLength
    /// A challenge of a length that the mode doesn't have.
    case challengeLength(bytes: Int)
    /// The card doesn't know the keys.
    case cardCryptogram
    /// The host doesn't know the keys.
    case hostCryptogram
    /// P1 of EXTERNAL AUTHENTICATE.
    case securityLevel(UInt8)
    /// A command or answer without the protection that it needs.
    case protectionMissing
    case mac
    case padding
    case dataTooLong(bytes: Int)
    /// Wrapped twice, unwrapped before wrapping, or used after it was lost.
    case outOfSequence
    /// All sequence or encryption counters are used up.
    case counterExhausted
    /// The card refused to open the channel, or ended it.
    case refused(StatusWord)
    /// The caller has no keys for that role and version of the master key.
    case keysUnavailable(role: UInt8, masterKeyVersion: UInt8)
    case cryptography(SecureChannelCryptographyError)

    /// What a card answers.
    public var status: StatusWord {
        switch self {
        case .hostCryptogram: .verificationFailed
        case .securityLevel: .incorrectP1P2
        case .challengeLength: .wrongLength
        case .protectionMissing: .secureMessagingObjectsMissing
        case .mac, .padding: .secureMessagingObjectsIncorrect
        case .refused(let status): status
        case .outOfSequence, .counterExhausted: .conditionsOfUseNotSatisfied
        case .dataTooLong: .wrongLength
        case .initializeUpdateLength, .protocolIdentifier, .parameter, .keyVersion, .serial, .keyLength,
            .cardCryptogram, .keysUnavailable, .cryptography:
            .noPreciseDiagnosis
        }
    }
}
