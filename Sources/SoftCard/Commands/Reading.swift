internal import ISO7816

extension SoftCard {
    /// READ BINARY: P1 = 80 + SFI and an offset of 8 bits, or an offset of 15 bits in the current file.
    mutating func readBinary(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        let (file, offset) = try target(of: command)
        guard command.data.isEmpty else { throw .length }
        let rule = state.files[file]?.rule ?? file.accessRules.first ?? .pinAndDomain
        let right = ReadingRight.of(file, rule: rule, session: session, state: state.lifeCycle)
        guard right != .none else { throw .security }
        if right == .byChannel && state.lifeCycle == .active && session.channel?.terminal == nil {
            throw .conditions
        }
        guard let record = state.files[file]?.record else { throw .status(.fileNotFound) }
        guard offset < record.count else { throw .status(.wrongOffset) }
        if right == .byChannel { try logAccess(to: file) }
        session.currentFile = file
        let rest = record[offset...]
        let data = Array(rest.prefix(answerBytesMax(command)))
        // Under R-MAC Ne bounds the protected data, so it doesn't tell how many bytes of the file were meant.
        let isProtected = session.channel?.level.authenticatesResponses ?? false
        let isShort = data.count < (command.responseBytesMax ?? 0) && !command.asksForAll && !isProtected
        return ResponseAPDU(data: data, status: isShort ? .endOfFile : .success)
    }

    private func target(of command: CommandAPDU) throws(Refusal) -> (CardApplication.File, offset: Int) {
        if command.p1 & 0x80 != 0 {
            // b7 and b6 of P1 are zero where it carries an SFI. ISO/IEC 7816-4 §11.3.3.
            guard command.p1 & 0x60 == 0 else { throw .parameters }
            guard let file = CardApplication.File(rawValue: command.p1 & 0x1F) else {
                throw .status(.fileNotFound)
            }
            return (file, Int(command.p2))
        }
        guard let file = session.currentFile else { throw .status(.noCurrentFile) }
        return (file, Int(command.p1) << 8 | Int(command.p2))
    }

    /// The first reading of a file by right of a channel is on record before any byte of it leaves.
    private mutating func logAccess(to file: CardApplication.File) throws(Refusal) {
        guard let channel = session.channel, !channel.logged.contains(file) else { return }
        let terminal = channel.terminal ?? [UInt8](repeating: 0, count: Self.terminalContextBytes)
        try append([channel.role.rawValue, file.rawValue] + terminal, to: .accesses)
        session.channel?.logged.insert(file)
    }

    /// Ne; without Le, as within a channel, as much as there is.
    func expectedBytes(_ command: CommandAPDU) -> Int {
        command.responseBytesMax ?? CommandAPDU.extendedResponseBytesMax
    }

    /// Plain bytes that one answer has room for: Ne and the profile bound them as they are protected.
    func answerBytesMax(_ command: CommandAPDU) -> Int {
        let room = min(expectedBytes(command), profile.limits.responseBytesMax - 2)
        return secureChannel?.dataBytesMax(responseBytesMax: room) ?? room
    }
}
