/// A card whose application answered SELECT; commands go in the clear.
public struct SelectedCard<Transport: CardTransport & ~Copyable>: SelectedApplication, ~Copyable {
    private var session: CardSession<Transport>
    public let information: CardInformation

    /// SELECT, the first exchange of every conversation.
    ///
    /// A suspended or terminated application selects as well: ask ``CardInformation/lifeCycle``.
    /// - Throws: ``CardError``; the transport is let go.
    public init(selecting transport: consuming Transport) throws(CardError) {
        try self.init(selectingIn: CardSession(transport))
    }

    init(selectingIn open: consuming CardSession<Transport>) throws(CardError) {
        let select = CardApplication.Instruction.select.rawValue
        let response = try open.exchange(
            CommandAPDU(
                cla: CardApplication.Class.interindustry, ins: select, p1: 0x04, p2: 0x00,
                data: CardApplication.aid.bytes, responseBytesMax: CommandAPDU.shortResponseBytesMax))
        let accepted: [StatusWord] = [.success, .selectedFileDeactivated, .selectedFileTerminated]
        guard accepted.contains(response.status) else {
            throw .status(response.status, instruction: select)
        }
        let found: CardInformation
        do { found = try CardInformation(parsing: response.data.span) } catch {
            throw .answer(error, instruction: select)
        }
        open.narrow(to: found.limits)
        information = found
        session = open
    }

    public mutating func send(_ command: CommandAPDU) throws(CardError) -> ResponseAPDU {
        try session.exchange(command)
    }

    public var responseBytesMax: Int { session.responseBytesMax }

    public func plainBytesMax(responseBytesMax: Int) -> Int { responseBytesMax }

    /// Gives the transport back.
    public consuming func finish() -> Transport { session.finish() }

    /// The two exchanges of a tap that follow SELECT: the record in TRANSPORT and the card's signature.
    ///
    /// - Parameter challenge: 32 bytes.
    public mutating func tap(challenge: [UInt8]) throws(CardError) -> Tap {
        let record = try read(.transport)
        return Tap(
            information: information, record: record,
            authentication: try authenticate(challenge: challenge))
    }

    /// Opens an SCP03 channel for a role. On any error the card is let go: take a new transaction and
    /// select anew.
    ///
    /// - Parameters:
    ///   - keys: makes the role's keys for this card, from the version of the master key and the serial.
    public consuming func openSecureChannel<Cryptography: SecureChannelCryptography>(
        as role: CardApplication.Role, level: SCP03.SecurityLevel = .full, mode: SCP03.Mode = .s8,
        cryptography: Cryptography,
        keys: (_ masterKeyVersion: UInt8, _ serial: [UInt8]) throws(SecureChannelError) -> SecureChannelKeySet
    ) throws(CardError) -> SecuredCard<Transport, Cryptography> {
        let hostChallenge: [UInt8]
        do { hostChallenge = try cryptography.randomBytes(count: mode.bytes) } catch {
            throw .secureChannel(.cryptography(error))
        }
        let answer = try demand(
            InitializeUpdateResponse.command(role: role, hostChallenge: hostChallenge), bytes: 0...256)
        do {
            let response = try InitializeUpdateResponse(parsing: answer, mode: mode)
            guard response.keyVersion == role.rawValue else {
                throw SecureChannelError.keyVersion(asked: role.rawValue, answered: response.keyVersion)
            }
            guard response.serialTail == Array(information.serial.dropFirst()) else {
                throw SecureChannelError.serial
            }
            let keySet = try keys(response.masterKeyVersion, information.serial)
            var channel = try HostSecureChannel(
                response: response, hostChallenge: hostChallenge, level: level, keys: keySet,
                cryptography: cryptography)
            let command = try channel.externalAuthenticate()
            let outcome = try session.exchange(command)
            guard outcome.status == .success else {
                throw SecureChannelError.refused(outcome.status)
            }
            guard outcome.data.isEmpty else { throw SecureChannelError.protectionMissing }
            return SecuredCard(
                session: session, information: information, role: role, channel: channel)
        } catch let error as SecureChannelError {
            throw .secureChannel(error)
        } catch let error as CardError {
            throw error
        } catch {
            throw .secureChannel(.outOfSequence)
        }
    }
}

/// What a tap in three exchanges brings.
public struct Tap: Equatable, Sendable {
    public let information: CardInformation
    /// The sealed record of TRANSPORT; nil where the card has none.
    public let record: [UInt8]?
    public let authentication: CardAuthentication

    public init(information: CardInformation, record: [UInt8]?, authentication: CardAuthentication) {
        self.information = information
        self.record = record
        self.authentication = authentication
    }
}
