internal import CardCrypto
internal import ISO7816

/// GET DATA and PUT DATA.
extension SoftCard {
    /// Terminal id and time.
    static let terminalContextBytes = CardApplication.Limits.terminalIDBytes + 4

    mutating func getData(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        guard command.data.isEmpty else { throw .length }
        let number = UInt16(command.p1) << 8 | UInt16(command.p2)
        guard let tag = CardApplication.DataTag(rawValue: number), tag != .terminalContext else {
            throw .status(.referencedDataNotFound)
        }
        switch tag {
        case .fileTable: return ResponseAPDU(data: try fileTable(), status: .success)
        case .issuerData:
            try requireIssuer()
            guard let data = state.issuerData else { throw .status(.referencedDataNotFound) }
            return ResponseAPDU(data: data, status: .success)
        case .keyTable:
            try requireIssuer()
            let table = state.keySets.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { role, keys in
                [role.rawValue, keys.masterKeyVersion, UInt8(truncatingIfNeeded: keys.encryption.count)]
            }
            return ResponseAPDU(data: table, status: .success)
        case .verificationState, .terminalContext:
            let tries = [state.pin?.triesLeft ?? 0, state.puk?.triesLeft ?? 0]
            return ResponseAPDU(data: tries + Self.twoBytes(canDelaySecondsLeft), status: .success)
        }
    }

    /// PUT DATA DF21: who reads, and when; any channel.
    mutating func putData(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        let number = UInt16(command.p1) << 8 | UInt16(command.p2)
        guard number == CardApplication.DataTag.terminalContext.rawValue else {
            throw .status(.referencedDataNotFound)
        }
        guard command.data.count == Self.terminalContextBytes else { throw .length }
        guard session.channel != nil else { throw .security }
        guard command.data.contains(where: { $0 != 0 }) else { throw .data }
        session.channel?.terminal = command.data
        return ResponseAPDU(status: .success)
    }

    private func requireIssuer() throws(Refusal) {
        guard session.channel?.role == .issuer else { throw .security }
    }

    /// SFI ‖ rule ‖ length ‖ first 16 bytes of the record's SHA-256, for each file with a record that the
    /// role may
    /// know of.
    private func fileTable() throws(Refusal) -> [UInt8] {
        guard let channel = session.channel, channel.level.authenticatesResponses else { throw .security }
        var table: [UInt8] = []
        for (file, content) in state.files.sorted(by: { $0.key.rawValue < $1.key.rawValue })
        where channel.role == .issuer || file.domain == channel.role {
            do throws(CryptoLibraryError) {
                let digest = try Digest.sha256(content.record.span)
                table += [file.rawValue, content.rule.rawValue] + Self.twoBytes(content.record.count)
                table += (0..<CardApplication.Limits.fileDigestBytes).map { digest[$0] }
            } catch {
                throw .internalFault
            }
        }
        return table
    }
}
