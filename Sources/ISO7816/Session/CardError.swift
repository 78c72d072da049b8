/// Why a command to the card application gave no usable answer.
public enum CardError: Error, Equatable, Sendable {
    case transport(CardTransportError)
    /// Fields that no APDU can carry: the caller's fault.
    case command(APDUError)
    /// An error status, and the command's INS.
    case status(StatusWord, instruction: UInt8)
    /// The card said it was done, but what it answered can't be.
    case answer(AnswerFault, instruction: UInt8)
    case secureChannel(SecureChannelError)

    /// True where the card may have carried out a command whose answer didn't come: read before writing
    /// again.
    public var leavesCommandInDoubt: Bool {
        switch self {
        case .transport(let error): error.leavesCommandInDoubt
        case .answer, .secureChannel(.mac), .secureChannel(.padding), .secureChannel(.protectionMissing): true
        case .command, .status, .secureChannel: false
        }
    }

    /// The status word, where that is the reason.
    public var status: StatusWord? {
        if case .status(let status, _) = self { return status }
        return nil
    }
}

/// What is wrong with an answer.
public enum AnswerFault: Error, Equatable, Sendable {
    /// More data than Ne.
    case tooLong(bytes: Int)
    /// Another length than the command's answer has.
    case length(bytes: Int)
    /// 61XX without data, without end, or where nothing was asked for.
    case endlessGetResponse
    /// 6CXX again and again.
    case endlessWrongLength
    /// No strict BER-TLV, or a data object missing.
    case dataObjects
    /// A value that the application doesn't define.
    case value
    /// More than the file can hold.
    case recordTooLong(bytes: Int)
}
