/// A card in a secure channel of one role. The first error of the channel or of the transport ends it for
/// good.
public struct SecuredCard<Transport: CardTransport & ~Copyable, Cryptography: SecureChannelCryptography>:
    SelectedApplication, ~Copyable
{
    private var session: CardSession<Transport>
    private var channel: HostSecureChannel<Cryptography>
    private var isLost = false
    public let information: CardInformation
    public let role: CardApplication.Role

    init(
        session: consuming CardSession<Transport>, information: CardInformation,
        role: CardApplication.Role, channel: consuming HostSecureChannel<Cryptography>
    ) {
        self.session = session
        self.information = information
        self.role = role
        self.channel = channel
    }

    /// - Throws: ``CardError``; afterwards every command throws ``SecureChannelError/outOfSequence``.
    public mutating func send(_ command: CommandAPDU) throws(CardError) -> ResponseAPDU {
        guard !isLost, channel.isOpen else { throw .secureChannel(.outOfSequence) }
        guard command.data.count <= channel.dataBytesMax(commandBytesMax: session.limits.commandBytesMax)
        else { throw .command(.dataTooLong(bytes: command.data.count)) }
        isLost = true
        let wrapped: CommandAPDU
        do { wrapped = try channel.wrap(command) } catch { throw .secureChannel(error) }
        let answer = try session.exchange(wrapped)
        let plain: ResponseAPDU
        do { plain = try channel.unwrap(answer) } catch { throw .secureChannel(error) }
        isLost = false
        return plain
    }

    public var responseBytesMax: Int { session.responseBytesMax }

    public func plainBytesMax(responseBytesMax: Int) -> Int {
        channel.plainBytesMax(responseBytesMax: responseBytesMax)
    }

    /// Leaves the channel by selecting the application anew, over the same transport.
    public consuming func selectAnew() throws(CardError) -> SelectedCard<Transport> {
        try SelectedCard(selectingIn: session)
    }

    /// Leaves the channel as it is; the next SELECT or reset ends it on the card.
    public consuming func finish() -> Transport { session.finish() }

    // MARK: Personalisation

    /// STORE DATA: all of it becomes visible with the last block, or nothing.
    ///
    /// - Throws: ``CardError``. Where it ``CardError/leavesCommandInDoubt``, the file table tells old from
    ///   new.
    public mutating func store(_ groups: [DataGroup]) throws(CardError) {
        let instruction = CardApplication.Instruction.appendRecordOrStoreData.rawValue
        let total = groups.reduce(0) { $0 + $1.data.count + 5 }
        guard !groups.isEmpty, total <= CardApplication.Limits.storeDataGroupBytesMax else {
            throw .command(.dataTooLong(bytes: total))
        }
        let bytes = groups.flatMap { $0.encoded() }
        let blockBytes = channel.dataBytesMax(commandBytesMax: session.limits.commandBytesMax)
        guard blockBytes > 0, bytes.count <= blockBytes * 256 else {
            throw .command(.dataTooLong(bytes: bytes.count))
        }
        var number: UInt8 = 0
        var offset = 0
        while offset < bytes.count {
            let end = min(offset + blockBytes, bytes.count)
            let command = CommandAPDU(
                cla: CardApplication.Class.proprietary, ins: instruction,
                p1: end == bytes.count ? 0x88 : 0x08, p2: number, data: Array(bytes[offset..<end]))
            _ = try demand(command, bytes: 0...0)
            number &+= 1
            offset = end
        }
    }

    /// SET STATUS. Setting the present state again changes nothing.
    public mutating func setLifeCycle(_ next: CardApplication.LifeCycle) throws(CardError) {
        _ = try demand(
            CommandAPDU(
                cla: CardApplication.Class.proprietary,
                ins: CardApplication.Instruction.setStatus.rawValue, p1: 0x40, p2: next.rawValue,
                data: CardApplication.aid.bytes),
            bytes: 0...0)
    }

    /// GENERATE ASYMMETRIC KEY PAIR: a new pair on a blank card, which replaces the one before.
    public mutating func generateKeyPair() throws(CardError) -> CardPublicKey {
        try publicKey(p1: 0x80)
    }

    /// The public key of the pair that the card has.
    public mutating func publicKey() throws(CardError) -> CardPublicKey { try publicKey(p1: 0x81) }

    private mutating func publicKey(p1: UInt8) throws(CardError) -> CardPublicKey {
        let instruction = CardApplication.Instruction.generateAsymmetricKeyPair
        let data = try demand(
            Self.command(instruction, p1, 0, responseBytesMax: min(256, responseBytesMax)),
            bytes: 1...256)
        do { return try CardPublicKey(parsing: data.span) } catch {
            throw .answer(error, instruction: instruction.rawValue)
        }
    }

    /// RESET RETRY COUNTER in the issuer's channel: tries to 3, and a new PIN where one is given.
    public mutating func resetPINTries() throws(CardError) {
        _ = try demand(
            Self.command(.resetRetryCounter, 3, CardApplication.Reference.pin.rawValue), bytes: 0...0)
    }

    /// RESET RETRY COUNTER in the issuer's channel: a new PIN, and full tries for PIN and PUK.
    public mutating func resetPIN(to block: borrowing PINBlock) throws(CardError) {
        _ = try demand(
            Self.command(
                .resetRetryCounter, 2, CardApplication.Reference.pin.rawValue,
                data: Array(copying: block.span)),
            bytes: 0...0)
    }

    // MARK: Data

    /// PUT DATA DF21: who reads and when, for the card's log. Due before a role reads a protected file.
    ///
    /// - Parameter terminalID: 8 bytes.
    public mutating func setTerminal(
        id terminalID: [UInt8], timeEpochSeconds: UInt32
    ) throws(CardError) {
        guard terminalID.count == CardApplication.Limits.terminalIDBytes else {
            throw .command(.dataTooLong(bytes: terminalID.count))
        }
        _ = try demand(
            Self.command(
                .putData, 0xDF, 0x21, data: terminalID + CardAuthentication.bytes(of: timeEpochSeconds)),
            bytes: 0...0)
    }

    /// The files that have a record and that the role may write, without their contents.
    public mutating func fileTable() throws(CardError) -> [FileTableEntry] {
        let data = try getData(.fileTable, bytes: 0...(FileTableEntry.bytes * 7))
        let entries = stride(from: 0, to: data.count, by: FileTableEntry.bytes).map {
            FileTableEntry(parsing: Array(data[$0...].prefix(FileTableEntry.bytes)))
        }
        let known = entries.compactMap { $0 }
        guard known.count == entries.count else {
            throw .answer(.value, instruction: CardApplication.Instruction.getData.rawValue)
        }
        return known
    }

    /// 1…64 bytes, or nil where none were stored.
    public mutating func issuerData() throws(CardError) -> [UInt8]? {
        do {
            return try getData(.issuerData, bytes: 1...CardApplication.Limits.issuerDataBytesMax)
        } catch {
            if error.status == .referencedDataNotFound { return nil }
            throw error
        }
    }

    /// Which roles have keys, and of which version of the master key.
    public mutating func keyTable() throws(CardError) -> [KeyTableEntry] {
        let data = try getData(.keyTable, bytes: 0...(3 * CardApplication.Role.allCases.count))
        let entries = stride(from: 0, to: data.count, by: 3).map {
            KeyTableEntry(parsing: Array(data[$0...].prefix(3)))
        }
        let known = entries.compactMap { $0 }
        guard known.count == entries.count else {
            throw .answer(.value, instruction: CardApplication.Instruction.getData.rawValue)
        }
        return known
    }
}
