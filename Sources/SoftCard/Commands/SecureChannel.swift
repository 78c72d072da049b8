internal import CardCrypto
internal import ISO7816

/// SCP03, the card's side: GlobalPlatform Amendment D; the key version number is the role.
extension SoftCard {
    /// INITIALIZE UPDATE: 8 bytes of challenge choose S8, 16 choose S16.
    mutating func initializeUpdate(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        guard command.p2 == 0 else { throw .parameters }
        guard SCP03.Mode(challengeBytes: command.data.count) != nil else { throw .length }
        guard let role = CardApplication.Role(rawValue: command.p1), let keys = state.keySets[role] else {
            throw .status(.referencedDataNotFound)
        }
        do throws(SecureChannelError) {
            let pending = try PendingSecureChannel(
                role: role, masterKeyVersion: keys.masterKeyVersion, serial: state.serial,
                hostChallenge: command.data,
                challenge: .pseudoRandom(sequenceCounter: keys.sequenceCounter, aid: CardApplication.aid),
                keys: try keys.secrets(), cryptography: cryptography)
            let answer = pending.response.encoded()
            pendingChannel = consume pending
            return ResponseAPDU(data: answer, status: .success)
        } catch {
            throw .status(error.status)
        }
    }

    /// EXTERNAL AUTHENTICATE. Whatever comes of it, the card challenge is used up; a success counts, durably.
    mutating func externalAuthenticate(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        guard let pending = pendingChannel.take() else { throw .conditions }
        guard session.isSelected, let role = CardApplication.Role(rawValue: pending.response.keyVersion)
        else {
            throw .conditions
        }
        guard let level = SCP03.SecurityLevel(rawValue: command.p1), command.p2 == 0 else {
            throw .parameters
        }
        guard command.data.count == 2 * pending.response.parameter.mode.bytes else { throw .length }
        let counter = (state.keySets[role]?.sequenceCounter ?? 0) + 1
        let result: Result<Void, SecureChannelError>
        do throws(SecureChannelError) {
            secureChannel = try pending.authenticate(command, cryptography: cryptography)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        if case .failure(let error) = result { throw .status(error.status) }
        do throws(Refusal) {
            try commit { $0.keySets[role]?.sequenceCounter = counter }
        } catch {
            secureChannel = nil
            throw error
        }
        session.channel = ChannelContext(role: role, level: level)
        return ResponseAPDU(status: .success)
    }
}

extension StoredKeySet {
    func secrets() throws(SecureChannelError) -> SecureChannelKeySet {
        try SecureChannelKeySet(
            encryption: SecretBytes(copying: encryption.span), mac: SecretBytes(copying: authentication.span),
            dataEncryption: SecretBytes(copying: dataEncryption.span))
    }
}
