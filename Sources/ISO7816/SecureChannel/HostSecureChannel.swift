/// The host's end of an SCP03 channel: wraps commands and unwraps answers, in turn.
///
/// Any error closes it for good. It holds no transport: ``SecuredCard`` does.
public struct HostSecureChannel<Cryptography: SecureChannelCryptography>: ~Copyable {
    private var state: SessionState<Cryptography>
    private let hostCryptogram: [UInt8]
    private var isAuthenticated = false

    /// Checks the card's cryptogram.
    ///
    /// - Parameters:
    ///   - response: the card's answer to INITIALIZE UPDATE.
    ///   - hostChallenge: 8 or 16 fresh random bytes that were sent with it.
    public init(
        response: InitializeUpdateResponse, hostChallenge: [UInt8], level: SCP03.SecurityLevel,
        keys: borrowing SecureChannelKeySet, cryptography: Cryptography
    ) throws(SecureChannelError) {
        let mode = response.parameter.mode
        guard hostChallenge.count == mode.bytes else {
            throw .challengeLength(bytes: hostChallenge.count)
        }
        guard response.parameter.supports(level) else { throw .parameter(response.parameter.rawValue) }
        let context = hostChallenge + response.cardChallenge
        let state = try SessionState(
            keys: keys, context: context, level: level, mode: mode, cryptography: cryptography)
        let expected = ComputedMAC(bytes: try state.cryptogram(.cardCryptogram, context: context))
        guard expected.matches(ReceivedMAC(bytes: response.cardCryptogram)) else { throw .cardCryptogram }
        hostCryptogram = try state.cryptogram(.hostCryptogram, context: context)
        self.state = state
    }

    public var level: SCP03.SecurityLevel { state.level }
    public var mode: SCP03.Mode { state.mode }
    public var isOpen: Bool { isAuthenticated && state.phase != .closed }

    /// EXTERNAL AUTHENTICATE, the first command of the channel; its answer has no protection, so it isn't
    /// unwrapped.
    public mutating func externalAuthenticate() throws(SecureChannelError) -> CommandAPDU {
        guard state.begin(.betweenCommands), !isAuthenticated else { throw .outOfSequence }
        var command = CommandAPDU(
            cla: CardApplication.Class.proprietary | CardApplication.Class.secureMessagingBit,
            ins: CardApplication.Instruction.externalAuthenticate.rawValue, p1: state.level.rawValue,
            p2: 0, data: hostCryptogram)
        command.data += try state.commandMAC(command, isExtended: false).bytes
        isAuthenticated = true
        state.finish(.betweenCommands)
        return command
    }

    /// The command as it goes over the line. ``unwrap(_:)`` has to follow.
    public mutating func wrap(_ command: CommandAPDU) throws(SecureChannelError) -> CommandAPDU {
        guard state.begin(.betweenCommands), isAuthenticated else { throw .outOfSequence }
        try state.countCommand()
        var wrapped = command
        wrapped.cla |= CardApplication.Class.secureMessagingBit
        if state.level.encryptsCommands, !command.data.isEmpty {
            wrapped.data = try state.encryptCommand(command.data)
        }
        let count = wrapped.data.count + state.mode.bytes
        guard count <= CommandAPDU.extendedDataBytesMax else {
            throw .dataTooLong(bytes: command.data.count)
        }
        let isExtended = command.hasExtendedLength || count > CommandAPDU.shortDataBytesMax
        wrapped.responseBytesMax = responseBytesMax(for: command, isExtended: isExtended)
        wrapped.forcesExtendedLength = isExtended
        wrapped.data += try state.commandMAC(wrapped, isExtended: isExtended).bytes
        state.finish(.duringCommand)
        return wrapped
    }

    /// With R-MAC every answer has data, and Ne bounds the protected bytes; "all" of the short form is
    /// "all" of the
    /// extended one.
    private func responseBytesMax(for command: CommandAPDU, isExtended: Bool) -> Int? {
        let all =
            isExtended
            ? CommandAPDU.extendedResponseBytesMax : CommandAPDU.shortResponseBytesMax
        guard let expected = command.responseBytesMax else {
            return state.level.authenticatesResponses ? all : nil
        }
        return command.asksForAll ? all : expected
    }

    /// The answer as the card meant it.
    ///
    /// - Returns: also an answer with an error status, which by the standard has no MAC: don't rely on
    ///   *which*
    ///   error it is.
    public mutating func unwrap(_ response: ResponseAPDU) throws(SecureChannelError) -> ResponseAPDU {
        guard state.begin(.duringCommand) else { throw .outOfSequence }
        let status = response.status
        guard status == .success || status.isWarning else {
            guard response.data.isEmpty else { throw .protectionMissing }
            let isLost = [.secureMessagingObjectsMissing, .secureMessagingObjectsIncorrect].contains(status)
            guard !isLost else { throw .refused(status) }
            state.finish(.betweenCommands)
            return response
        }
        var plain = response
        if state.level.authenticatesResponses {
            let end = response.data.count - state.mode.bytes
            guard end >= 0 else { throw .protectionMissing }
            plain.data = Array(response.data[..<end])
            let expected = try state.responseMAC(plain.data, status: status)
            guard expected.matches(ReceivedMAC(bytes: Array(response.data[end...]))) else { throw .mac }
            if state.level.encryptsResponses, !plain.data.isEmpty {
                plain.data = try state.decryptResponse(plain.data)
            }
        }
        state.finish(.betweenCommands)
        return plain
    }

    /// Plain bytes of one command's data that still fit a command APDU of `commandBytesMax` bytes.
    public func dataBytesMax(commandBytesMax: Int) -> Int {
        let isShort = commandBytesMax <= TransportLimits.short.commandBytesMax
        let field =
            isShort
            ? min(commandBytesMax - 6, CommandAPDU.shortDataBytesMax)
            : min(commandBytesMax - 9, CommandAPDU.extendedDataBytesMax)
        let room = max(0, field - state.mode.bytes)
        guard state.level.encryptsCommands else { return room }
        return max(0, room / SCP03.blockBytes * SCP03.blockBytes - 1)
    }

    /// Plain bytes of an answer whose protected data have `responseBytesMax` bytes.
    public func plainBytesMax(responseBytesMax: Int) -> Int {
        state.plainResponseBytesMax(responseBytesMax)
    }
}
