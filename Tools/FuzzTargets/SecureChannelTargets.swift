import ISO7816

/// SCP03 behind a cipher that hides nothing, so that invented input gets past the MAC and to the padding.
let secureChannelTargets = [
    FuzzTarget(name: "scp03-initialize-update") { input in
        for mode in SCP03.Mode.allCases {
            guard let response = try? InitializeUpdateResponse(parsing: input.array, mode: mode) else {
                continue
            }
            expect(response.encoded() == input.array, "an accepted answer encodes to the same bytes")
        }
    },
    FuzzTarget(name: "scp03-card") { input in
        guard let command = try? CommandAPDU(parsing: input), let channels = openedChannels() else { return }
        var card = channels.card
        let plain = try? card.unwrap(command)
        expect(card.isOpen == (plain != nil), "any error closes the channel")
        guard let plain else { return }
        expect(plain.data.count <= command.data.count, "unwrapping never makes a command longer")
        let answer = try? card.wrap(ResponseAPDU(data: plain.data, status: .success))
        expect(answer != nil, "the card can answer what it has unwrapped")
    },
    FuzzTarget(name: "scp03-host") { input in
        guard let response = try? ResponseAPDU(parsing: input), let channels = openedChannels() else {
            return
        }
        var host = channels.host
        let ping = CommandAPDU(cla: 0x80, ins: 0xCA, p1: 0, p2: 0, data: [1, 2, 3], responseBytesMax: 256)
        expect((try? host.wrap(ping)) != nil, "a short command can be wrapped")
        let plain = try? host.unwrap(response)
        expect(host.isOpen == (plain != nil), "any error closes the channel")
        if let plain {
            expect(plain.data.count <= response.data.count, "unwrapping never makes an answer longer")
        }
    },
]

/// Both ends of an open channel with encryption and MACs in both directions.
private struct OpenedChannels: ~Copyable {
    var host: HostSecureChannel<GlassCipher>
    var card: CardSecureChannel<GlassCipher>
}

private func openedChannels() -> OpenedChannels? {
    let cipher = GlassCipher()
    let hostChallenge = [UInt8](repeating: 1, count: 8)
    guard let cardKeys = zeroKeys(), let hostKeys = zeroKeys(),
        let pending = try? PendingSecureChannel(
            role: .issuer, masterKeyVersion: 1, serial: [UInt8](repeating: 2, count: 10),
            hostChallenge: hostChallenge, challenge: .random([UInt8](repeating: 3, count: 8)), keys: cardKeys,
            cryptography: cipher)
    else { return nil }
    guard
        var host = try? HostSecureChannel(
            response: pending.response, hostChallenge: hostChallenge, level: .full, keys: hostKeys,
            cryptography: cipher),
        let command = try? host.externalAuthenticate(),
        let card = try? pending.authenticate(command, cryptography: cipher)
    else { return nil }
    return OpenedChannels(host: host, card: card)
}

private func zeroKeys() -> SecureChannelKeySet? {
    func key() -> SecretBytes { SecretBytes(copying: [UInt8](repeating: 0, count: 16).span) }
    return try? SecureChannelKeySet(encryption: key(), mac: key(), dataEncryption: key())
}

/// Encrypts nothing, and every MAC is zero.
private struct GlassCipher: SecureChannelCryptography {
    final class Key: SecureChannelKey {
        func cmac(_ message: Span<UInt8>) throws(SecureChannelCryptographyError) -> [16 of UInt8] {
            [16 of UInt8](repeating: 0)
        }

        func encryptCBC(
            _ plaintext: Span<UInt8>, iv: Span<UInt8>
        ) throws(SecureChannelCryptographyError) -> [UInt8] {
            guard plaintext.count.isMultiple(of: 16) else { throw .dataLength(bytes: plaintext.count) }
            return plaintext.array
        }

        func decryptCBC(
            _ ciphertext: Span<UInt8>, iv: Span<UInt8>
        ) throws(SecureChannelCryptographyError) -> [UInt8] {
            guard ciphertext.count.isMultiple(of: 16) else { throw .dataLength(bytes: ciphertext.count) }
            return ciphertext.array
        }
    }

    func makeKey(_ secret: borrowing SecretBytes) throws(SecureChannelCryptographyError) -> Key { Key() }

    func randomBytes(count: Int) throws(SecureChannelCryptographyError) -> [UInt8] {
        [UInt8](repeating: 4, count: count)
    }
}
