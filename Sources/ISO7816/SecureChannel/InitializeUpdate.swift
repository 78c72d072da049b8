/// The answer to INITIALIZE UPDATE. Amendment D §7.1.1.3.
public struct InitializeUpdateResponse: Equatable, Sendable {
    /// 10 bytes: master-key version and the last 9 bytes of the serial.
    public let diversificationData: [UInt8]
    /// The role, as the card names it.
    public let keyVersion: UInt8
    public let parameter: SCP03.Parameter
    /// 8 or 16 bytes.
    public let cardChallenge: [UInt8]
    /// 8 or 16 bytes.
    public let cardCryptogram: [UInt8]
    /// 24 bits; only with a pseudo-random card challenge.
    public let sequenceCounter: UInt32?

    public static let diversificationBytes = 10

    init(
        diversificationData: [UInt8], keyVersion: UInt8, parameter: SCP03.Parameter,
        cardChallenge: [UInt8], cardCryptogram: [UInt8], sequenceCounter: UInt32?
    ) {
        self.diversificationData = diversificationData
        self.keyVersion = keyVersion
        self.parameter = parameter
        self.cardChallenge = cardChallenge
        self.cardCryptogram = cardCryptogram
        self.sequenceCounter = sequenceCounter
    }

    /// - Throws: ``SecureChannelError`` where a length, the protocol or "i" doesn't fit `mode`.
    public init(parsing data: [UInt8], mode: SCP03.Mode) throws(SecureChannelError) {
        let head = Self.diversificationBytes + 3
        guard data.count >= head else { throw .initializeUpdateLength(bytes: data.count) }
        let information = data[Self.diversificationBytes..<head]
        keyVersion = information[Self.diversificationBytes]
        guard information[head - 2] == SCP03.identifier else {
            throw .protocolIdentifier(information[head - 2])
        }
        parameter = SCP03.Parameter(rawValue: information[head - 1])
        guard parameter.isDefined, parameter.mode == mode else { throw .parameter(parameter.rawValue) }
        let challengeEnd = head + mode.bytes
        let cryptogramEnd = challengeEnd + mode.bytes
        let counter = parameter.hasPseudoRandomChallenge ? SCP03.sequenceCounterBytes : 0
        guard data.count == cryptogramEnd + counter else {
            throw .initializeUpdateLength(bytes: data.count)
        }
        diversificationData = Array(data[..<Self.diversificationBytes])
        cardChallenge = Array(data[head..<challengeEnd])
        cardCryptogram = Array(data[challengeEnd..<cryptogramEnd])
        sequenceCounter =
            counter == 0 ? nil : data[cryptogramEnd...].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The data field of the answer.
    public func encoded() -> [UInt8] {
        let counter = sequenceCounter.map(Self.counterBytes) ?? []
        return diversificationData + [keyVersion, SCP03.identifier, parameter.rawValue] + cardChallenge
            + cardCryptogram + counter
    }

    static func counterBytes(_ counter: UInt32) -> [UInt8] {
        [16, 8, 0].map { shift in UInt8(truncatingIfNeeded: counter >> UInt32(shift)) }
    }

    /// Which version of the master key the role's keys were derived from.
    public var masterKeyVersion: UInt8 { diversificationData.first ?? 0 }

    /// The last 9 bytes of the serial.
    public var serialTail: [UInt8] { Array(diversificationData.dropFirst()) }

    /// INITIALIZE UPDATE for the role.
    public static func command(role: CardApplication.Role, hostChallenge: [UInt8]) -> CommandAPDU {
        CommandAPDU(
            cla: CardApplication.Class.proprietary,
            ins: CardApplication.Instruction.initializeUpdate.rawValue, p1: role.rawValue, p2: 0,
            data: hostChallenge, responseBytesMax: CommandAPDU.shortResponseBytesMax)
    }
}
