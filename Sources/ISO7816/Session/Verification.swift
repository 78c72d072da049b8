/// What VERIFY, CHANGE REFERENCE DATA and RESET RETRY COUNTER came to.
public enum VerificationOutcome: Equatable, Sendable {
    case verified
    /// Tries left, 0…15; nil for the CAN, which has a delay in place of a limit.
    case wrong(triesLeft: Int?)
    /// No tries left.
    case blocked
    /// The CAN's delay is running; ``SelectedApplication/verificationState()`` tells the seconds.
    case delayed
    /// The card has no such reference data.
    case notSet
}

/// Tries and delay, from GET DATA.
public struct VerificationState: Equatable, Sendable {
    public var pinTriesLeft: Int
    public var pukTriesLeft: Int
    public var canDelaySeconds: Int

    public init(pinTriesLeft: Int, pukTriesLeft: Int, canDelaySeconds: Int) {
        self.pinTriesLeft = pinTriesLeft
        self.pukTriesLeft = pukTriesLeft
        self.canDelaySeconds = canDelaySeconds
    }
}

extension SelectedApplication where Self: ~Copyable {
    /// Sends the PIN or CAN. A wrong one costs a try.
    public mutating func verify(
        _ reference: CardApplication.Reference, _ block: borrowing PINBlock
    ) throws(CardError) -> VerificationOutcome {
        let data = Array(copying: block.span)
        return try verification(
            Self.command(.verify, 0, reference.rawValue, data: data), reference)
    }

    /// Asks without trying: verified already, or how many tries are left.
    public mutating func verificationOutcome(
        _ reference: CardApplication.Reference
    ) throws(CardError) -> VerificationOutcome {
        try verification(Self.command(.verify, 0, reference.rawValue), reference)
    }

    /// CHANGE REFERENCE DATA. A wrong old PIN costs a try.
    public mutating func changePIN(
        from old: borrowing PINBlock, to new: borrowing PINBlock
    ) throws(CardError) -> VerificationOutcome {
        let data = Array(copying: old.span) + Array(copying: new.span)
        return try verification(
            Self.command(.changeReferenceData, 0, CardApplication.Reference.pin.rawValue, data: data), .pin)
    }

    /// RESET RETRY COUNTER with the PUK. A wrong PUK costs one of its 10 tries.
    public mutating func unblockPIN(
        puk: borrowing PINBlock, newPIN: borrowing PINBlock
    ) throws(CardError) -> VerificationOutcome {
        let data = Array(copying: puk.span) + Array(copying: newPIN.span)
        return try verification(
            Self.command(.resetRetryCounter, 0, CardApplication.Reference.pin.rawValue, data: data), .pin)
    }

    /// GET DATA DF23: asks for tries and delay; anybody may, in any state.
    public mutating func verificationState() throws(CardError) -> VerificationState {
        let data = try getData(.verificationState, bytes: 4...4)
        return VerificationState(
            pinTriesLeft: Int(data[0]), pukTriesLeft: Int(data[1]),
            canDelaySeconds: Int(data[2]) << 8 | Int(data[3]))
    }

    private mutating func verification(
        _ command: CommandAPDU, _ reference: CardApplication.Reference
    ) throws(CardError) -> VerificationOutcome {
        let response = try send(command)
        guard response.data.isEmpty else {
            throw .answer(.length(bytes: response.data.count), instruction: command.ins)
        }
        switch response.status {
        case .success: return .verified
        case .verificationFailed: return .wrong(triesLeft: nil)
        case .authenticationMethodBlocked: return reference == .can ? .delayed : .blocked
        case .referenceDataNotUsable: return .notSet
        default:
            guard let tries = response.status.triesLeft else {
                throw .status(response.status, instruction: command.ins)
            }
            return .wrong(triesLeft: Int(tries))
        }
    }

    /// GET DATA: the value alone.
    mutating func getData(
        _ tag: CardApplication.DataTag, bytes: ClosedRange<Int>
    ) throws(CardError) -> [UInt8] {
        try demand(
            Self.command(
                .getData, UInt8(truncatingIfNeeded: tag.rawValue >> 8),
                UInt8(truncatingIfNeeded: tag.rawValue),
                responseBytesMax: min(CommandAPDU.shortResponseBytesMax, responseBytesMax)),
            bytes: bytes)
    }
}
