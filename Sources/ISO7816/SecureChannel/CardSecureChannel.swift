/// The card's end between INITIALIZE UPDATE and EXTERNAL AUTHENTICATE.
public struct PendingSecureChannel: ~Copyable {
    /// Where the card challenge comes from.
    public enum Challenge: Sendable {
        /// From the sequence counter, 0…FFFFFE, and the application's AID. Amendment D §6.2.2.1.
        case pseudoRandom(sequenceCounter: UInt32, aid: AID)
        /// 8 or 16 fresh random bytes.
        case random([UInt8])
    }

    /// What the card answers to INITIALIZE UPDATE.
    public let response: InitializeUpdateResponse
    private let hostChallenge: [UInt8]
    private let keys: SecureChannelKeySet

    /// - Parameters:
    ///   - hostChallenge: 8 bytes (S8) or 16 (S16).
    ///   - serial: 10 bytes.
    public init<Cryptography: SecureChannelCryptography>(
        role: CardApplication.Role, masterKeyVersion: UInt8, serial: [UInt8], hostChallenge: [UInt8],
        challenge: Challenge, keys: consuming SecureChannelKeySet, cryptography: Cryptography
    ) throws(SecureChannelError) {
        guard let mode = SCP03.Mode(challengeBytes: hostChallenge.count) else {
            throw .challengeLength(bytes: hostChallenge.count)
        }
        guard serial.count == CardApplication.Limits.serialBytes else { throw .serial }
        let (cardChallenge, counter) = try Self.make(challenge, mode, keys, cryptography)
        let context = hostChallenge + cardChallenge
        let state = try SessionState(
            keys: keys, context: context, level: .full, mode: mode, cryptography: cryptography)
        response = InitializeUpdateResponse(
            diversificationData: [masterKeyVersion] + serial.dropFirst(), keyVersion: role.rawValue,
            parameter: SCP03.Parameter(mode: mode, hasPseudoRandomChallenge: counter != nil),
            cardChallenge: cardChallenge,
            cardCryptogram: try state.cryptogram(.cardCryptogram, context: context),
            sequenceCounter: counter)
        self.hostChallenge = hostChallenge
        self.keys = keys
    }

    private static func make<Cryptography: SecureChannelCryptography>(
        _ challenge: Challenge, _ mode: SCP03.Mode, _ keys: borrowing SecureChannelKeySet,
        _ cryptography: Cryptography
    ) throws(SecureChannelError) -> (bytes: [UInt8], counter: UInt32?) {
        switch challenge {
        case .random(let bytes):
            guard bytes.count == mode.bytes else {
                throw .challengeLength(bytes: bytes.count)
            }
            return (bytes, nil)
        case .pseudoRandom(let counter, let aid):
            guard counter < SCP03.sequenceCounterMax else { throw .counterExhausted }
            let context = InitializeUpdateResponse.counterBytes(counter) + aid.bytes
            let bytes = try KeyDerivation.value(
                .cardChallenge, key: try cryptography.key(keys.encryption), bytes: mode.bytes,
                context: context)
            return (bytes, counter)
        }
    }

    /// Checks EXTERNAL AUTHENTICATE. Whatever the outcome, the card challenge is used up.
    ///
    /// - Parameter command: as received: CLA 84, host cryptogram and C-MAC.
    public consuming func authenticate<Cryptography: SecureChannelCryptography>(
        _ command: CommandAPDU, cryptography: Cryptography
    ) throws(SecureChannelError) -> CardSecureChannel<Cryptography> {
        guard let level = SCP03.SecurityLevel(rawValue: command.p1) else {
            throw .securityLevel(command.p1)
        }
        let mode = response.parameter.mode
        guard command.data.count == 2 * mode.bytes else { throw .dataTooLong(bytes: command.data.count) }
        let context = hostChallenge + response.cardChallenge
        var state = try SessionState(
            keys: keys, context: context, level: level, mode: mode, cryptography: cryptography)
        var plain = command
        plain.data = Array(command.data.prefix(mode.bytes))
        let mac = try state.commandMAC(plain, isExtended: command.hasExtendedLength)
        guard mac.matches(ReceivedMAC(bytes: Array(command.data.suffix(mode.bytes)))) else {
            throw .mac
        }
        let expected = ComputedMAC(bytes: try state.cryptogram(.hostCryptogram, context: context))
        guard expected.matches(ReceivedMAC(bytes: plain.data)) else {
            throw .hostCryptogram
        }
        return CardSecureChannel(state: state)
    }
}

/// The card's end of an SCP03 channel: unwraps commands and wraps answers, in turn. Any error closes it
/// for good.
public struct CardSecureChannel<Cryptography: SecureChannelCryptography>: ~Copyable {
    private var state: SessionState<Cryptography>

    fileprivate init(state: consuming SessionState<Cryptography>) { self.state = state }

    public var level: SCP03.SecurityLevel { state.level }
    public var mode: SCP03.Mode { state.mode }
    public var isOpen: Bool { state.phase != .closed }

    /// The command that the host meant, without the secure messaging bit. ``wrap(_:)`` has to follow.
    public mutating func unwrap(_ command: CommandAPDU) throws(SecureChannelError) -> CommandAPDU {
        guard state.begin(.betweenCommands) else { throw .outOfSequence }
        let end = command.data.count - state.mode.bytes
        guard command.cla & CardApplication.Class.secureMessagingBit != 0, end >= 0 else {
            throw .protectionMissing
        }
        try state.countCommand()
        var plain = command
        plain.data = Array(command.data[..<end])
        let mac = try state.commandMAC(plain, isExtended: command.hasExtendedLength)
        guard mac.matches(ReceivedMAC(bytes: Array(command.data[end...]))) else {
            throw .mac
        }
        if state.level.encryptsCommands, !plain.data.isEmpty {
            plain.data = try state.decryptCommand(plain.data)
        }
        plain.cla &= ~CardApplication.Class.secureMessagingBit
        state.finish(.duringCommand)
        return plain
    }

    /// The answer as it goes over the line. One with an error status loses its data and gets no MAC.
    public mutating func wrap(_ response: ResponseAPDU) throws(SecureChannelError) -> ResponseAPDU {
        guard state.begin(.duringCommand) else { throw .outOfSequence }
        guard response.status == .success || response.status.isWarning else {
            state.finish(.betweenCommands)
            return ResponseAPDU(status: response.status)
        }
        var wrapped = response
        if state.level.encryptsResponses, !response.data.isEmpty {
            wrapped.data = try state.encryptResponse(response.data)
        }
        if state.level.authenticatesResponses {
            wrapped.data += try state.responseMAC(wrapped.data, status: response.status).bytes
        }
        state.finish(.betweenCommands)
        return wrapped
    }

    /// Plain bytes of an answer that fit into `responseBytesMax` bytes of protected data.
    public func dataBytesMax(responseBytesMax: Int) -> Int {
        state.plainResponseBytesMax(responseBytesMax)
    }

    public mutating func close() { state.close() }
}
