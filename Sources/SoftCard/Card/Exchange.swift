internal import ISO7816

extension SoftCard {
    /// Answers one command APDU.
    ///
    /// - Returns: 2 bytes or more; nil where the card has no power, before or after the command.
    public mutating func exchange(_ command: [UInt8]) -> [UInt8]? {
        guard power == .on else { return nil }
        let number = progress.commands
        progress.commands += 1
        if tear == .beforeCommand(number) {
            losePower()
            return nil
        }
        guard let response = answer(command), tear != .afterCommand(number) else {
            losePower()
            return nil
        }
        return response.encoded()
    }

    /// Nil where the power fails.
    private mutating func answer(_ bytes: [UInt8]) -> ResponseAPDU? {
        guard bytes.count <= profile.limits.commandBytesMax else { return ResponseAPDU(status: .wrongLength) }
        let command: CommandAPDU
        do throws(APDUError) { command = try CommandAPDU(parsing: bytes.span) } catch {
            return ResponseAPDU(status: .wrongLength)
        }
        guard profile.hasExtendedLength || !command.forcesExtendedLength else {
            return ResponseAPDU(status: .wrongLength)
        }
        do throws(Refusal) {
            return profile == .t0 ? try transmitT0(command) : try process(command)
        } catch {
            switch error {
            case .status(let status): return ResponseAPDU(status: status)
            case .powerFailed: return nil
            }
        }
    }

    /// The order of checks of the page "Card application": class, secure messaging, chaining, then the
    /// command.
    mutating func process(_ received: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        try checkClass(received.cla)
        let command = CardCommand(received)
        let endsChannel = command == .select || command == .initializeUpdate
        if endsChannel && session.channel != nil { endChannel() }
        // A card challenge serves the very next command or none.
        let isAuthentication = command == .externalAuthenticate && pendingChannel != nil
        if !isAuthentication { pendingChannel = nil }
        let isSecure = received.cla & CardApplication.Class.secureMessagingBit != 0
        if isAuthentication && isSecure {
            try checkChaining(received)
            return try externalAuthenticate(received)
        }
        guard secureChannel != nil else {
            if isSecure && !endsChannel { throw .conditions }
            return try processPlain(received)
        }
        guard isSecure else {
            endChannel()
            throw .status(.secureMessagingObjectsMissing)
        }
        return try processSecure(received)
    }

    private func checkClass(_ cla: UInt8) throws(Refusal) {
        let known = CardApplication.Class.secureMessagingBit | CardApplication.Class.chainingBit
        let base = cla & ~known
        if base == CardApplication.Class.interindustry || base == CardApplication.Class.proprietary { return }
        let isFirstInterindustry = cla & 0x60 == 0 && cla & 0x08 == 0 && cla & 0x03 != 0
        let isFurtherInterindustry = cla & 0xC0 == 0x40
        throw .status(
            isFirstInterindustry || isFurtherInterindustry ? .logicalChannelNotSupported : .classNotSupported)
    }

    private func checkChaining(_ command: CommandAPDU) throws(Refusal) {
        guard command.cla & CardApplication.Class.chainingBit == 0 else {
            throw .status(.commandChainingNotSupported)
        }
    }

    private mutating func processSecure(_ received: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        let plain: CommandAPDU
        do throws(SecureChannelError) {
            // The channel was there when the caller looked.
            guard let unwrapped = try secureChannel?.unwrap(received) else { throw .outOfSequence }
            plain = unwrapped
        } catch {
            endChannel()
            throw .status(error == .protectionMissing ? .secureMessagingObjectsIncorrect : error.status)
        }
        var response: ResponseAPDU
        do throws(Refusal) {
            try checkChaining(plain)
            response = try carryOut(plain)
        } catch {
            guard case .status(let status) = error else { throw error }
            response = ResponseAPDU(status: status)
        }
        do throws(SecureChannelError) {
            response = try secureChannel?.wrap(response) ?? response
        } catch {
            endChannel()
            throw .internalFault
        }
        if session.channel == nil { endChannel() }
        return response
    }

    private mutating func processPlain(_ received: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        var command = received
        command.cla &= ~CardApplication.Class.secureMessagingBit
        if let chain = session.chain, !chain.continues(with: command) {
            session.chain = nil
            throw .status(.lastCommandOfChainExpected)
        }
        let isPart = command.cla & CardApplication.Class.chainingBit != 0
        if isPart || session.chain != nil {
            guard let whole = try appendToChain(command, isLast: !isPart) else {
                return ResponseAPDU(status: .success)
            }
            command = whole
        }
        let response = try carryOut(command)
        guard let expected = command.responseBytesMax else {
            // Case 1 and 3: there is no room for data, and only SELECT has some here.
            return profile == .t0 ? response : ResponseAPDU(status: response.status)
        }
        guard profile == .t0 || response.data.count <= expected else { throw .length }
        return response
    }

    /// - Returns: the whole command with its last part, else nil.
    private mutating func appendToChain(
        _ part: CommandAPDU, isLast: Bool
    ) throws(Refusal) -> CommandAPDU? {
        guard let command = CardCommand(part) else {
            session.chain = nil
            throw .status(.instructionNotSupported)
        }
        guard !command.carriesSecret else { throw .status(.commandChainingNotSupported) }
        var chain = session.chain ?? CommandChain(first: part, data: [])
        chain.data += part.data
        session.chain = nil
        guard chain.data.count <= CardApplication.Limits.chainedDataBytesMax else { throw .length }
        if !isLast {
            session.chain = chain
            return nil
        }
        var whole = part
        whole.data = chain.data
        return whole
    }

    /// From the instruction on: life cycle, then the command's own checks.
    private mutating func carryOut(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        guard let kind = CardCommand(command) else { throw .status(.instructionNotSupported) }
        let asker: LifeCycleRules.Asker =
            session.channel.map { $0.role == .issuer ? .issuer : .role } ?? .plain
        let isAllowed = LifeCycleRules.allow(
            kind, p1: command.p1, p2: command.p2, by: asker, in: state.lifeCycle)
        guard isAllowed, session.isSelected || kind == .select else { throw .conditions }
        if session.channel == nil && profile != .t0 && kind.needsExpectedLength
            && command.responseBytesMax == nil
        {
            throw .length
        }
        switch kind {
        case .select: return try select(command)
        case .readBinary: return try readBinary(command)
        case .internalAuthenticate: return try internalAuthenticate(command)
        case .verify: return try verify(command)
        case .changeReferenceData: return try changeReferenceData(command)
        case .resetRetryCounter: return try resetRetryCounter(command)
        case .initializeUpdate: return try initializeUpdate(command)
        case .externalAuthenticate: throw .conditions
        case .generateKeyPair: return try generateKeyPair(command)
        case .storeData: return try storeData(command)
        case .setStatus: return try setStatus(command)
        case .getData: return try getData(command)
        case .putData: return try putData(command)
        case .readRecord: return try readRecord(command)
        case .appendRecord: return try appendRecord(command)
        }
    }
}
