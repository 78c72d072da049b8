/// Session keys, MAC chaining value and encryption counter: the same on both sides of the channel.
///
/// It closes itself before each step and opens itself again only when the step has succeeded, so an error,
/// wherever it comes from, leaves it closed for good.
struct SessionState<Cryptography: SecureChannelCryptography>: ~Copyable {
    enum Phase {
        case betweenCommands
        case duringCommand
        case closed
    }

    let level: SCP03.SecurityLevel
    let mode: SCP03.Mode
    private(set) var phase = Phase.betweenCommands

    private let encryptionKey: Cryptography.Key
    private let macKey: Cryptography.Key
    private let responseMACKey: Cryptography.Key
    private var chainingValue = [UInt8](repeating: 0, count: SCP03.blockBytes)
    private var encryptionCounter: UInt64 = 0

    init(
        keys: borrowing SecureChannelKeySet, context: [UInt8], level: SCP03.SecurityLevel,
        mode: SCP03.Mode, cryptography: Cryptography
    ) throws(SecureChannelError) {
        let staticENC = try cryptography.key(keys.encryption)
        let staticMAC = try cryptography.key(keys.mac)
        let bytes = keys.keyBytes
        let sessionENC = try cryptography.key(
            try KeyDerivation.key(.sessionEncryption, key: staticENC, bytes: bytes, context: context))
        let sessionMAC = try cryptography.key(
            try KeyDerivation.key(.sessionMAC, key: staticMAC, bytes: bytes, context: context))
        let sessionRMAC = try cryptography.key(
            try KeyDerivation.key(.sessionResponseMAC, key: staticMAC, bytes: bytes, context: context))
        self.level = level
        self.mode = mode
        encryptionKey = sessionENC
        macKey = sessionMAC
        responseMACKey = sessionRMAC
    }

    /// One of the two cryptograms, with S-MAC.
    func cryptogram(
        _ constant: KeyDerivation.Constant, context: [UInt8]
    ) throws(SecureChannelError) -> [UInt8] {
        try KeyDerivation.value(constant, key: macKey, bytes: mode.bytes, context: context)
    }

    /// Closes, and says whether the step was due.
    mutating func begin(_ due: Phase) -> Bool {
        let isDue = phase == due
        phase = .closed
        return isDue
    }

    mutating func finish(_ next: Phase) { phase = next }

    mutating func close() { phase = .closed }

    // MARK: Commands

    /// The MAC of a command; its 16 bytes become the chaining value.
    ///
    /// - Parameter command: with the class byte as sent, and the data without the MAC.
    mutating func commandMAC(
        _ command: CommandAPDU, isExtended: Bool
    ) throws(SecureChannelError) -> ComputedMAC {
        let count = command.data.count + mode.bytes
        var input = chainingValue
        input.reserveCapacity(SCP03.blockBytes + 7 + command.data.count)
        input += [command.cla, command.ins, command.p1, command.p2]
        if isExtended { input += [0, UInt8(truncatingIfNeeded: count >> 8)] }
        input.append(UInt8(truncatingIfNeeded: count))
        input += command.data
        let mac = try macKey.mac(input)
        chainingValue = Array(copying: mac.span)
        return ComputedMAC(bytes: Array(chainingValue.prefix(mode.bytes)))
    }

    /// Every command after EXTERNAL AUTHENTICATE counts, with data or without.
    mutating func countCommand() throws(SecureChannelError) {
        let (next, overflow) = encryptionCounter.addingReportingOverflow(1)
        guard !overflow else { throw .counterExhausted }
        encryptionCounter = next
    }

    func encryptCommand(_ data: [UInt8]) throws(SecureChannelError) -> [UInt8] {
        try encryptionKey.encrypt(Padding.added(to: data), iv: try counterBlock(first: 0))
    }

    func decryptCommand(_ data: [UInt8]) throws(SecureChannelError) -> [UInt8] {
        try decrypt(data, first: 0)
    }

    // MARK: Answers

    func encryptResponse(_ data: [UInt8]) throws(SecureChannelError) -> [UInt8] {
        try encryptionKey.encrypt(Padding.added(to: data), iv: try counterBlock(first: 0x80))
    }

    func decryptResponse(_ data: [UInt8]) throws(SecureChannelError) -> [UInt8] {
        try decrypt(data, first: 0x80)
    }

    /// The MAC of an answer; it leaves the chaining value as the command's MAC set it.
    func responseMAC(
        _ data: [UInt8], status: StatusWord
    ) throws(SecureChannelError) -> ComputedMAC {
        let input = chainingValue + data + [status.sw1, status.sw2]
        let mac = try responseMACKey.mac(input)
        return ComputedMAC(bytes: Array(copying: mac.span.extracting(0..<mode.bytes)))
    }

    /// Plain bytes that fit into an answer with that many protected ones.
    func plainResponseBytesMax(_ protectedBytes: Int) -> Int {
        let room = max(0, protectedBytes - (level.authenticatesResponses ? mode.bytes : 0))
        guard level.encryptsResponses else { return room }
        return max(0, room / SCP03.blockBytes * SCP03.blockBytes - 1)
    }

    private func decrypt(_ data: [UInt8], first: UInt8) throws(SecureChannelError) -> [UInt8] {
        guard !data.isEmpty, data.count % SCP03.blockBytes == 0 else { throw .padding }
        let padded = try encryptionKey.decrypt(data, iv: try counterBlock(first: first))
        guard let plain = Padding.removed(from: padded) else { throw .padding }
        return plain
    }

    /// The counter in a block of its own, encrypted: the initial vector. Amendment D §6.2.6, §6.2.7.
    private func counterBlock(first: UInt8) throws(SecureChannelError) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: SCP03.blockBytes)
        block[0] = first
        for index in 0..<8 {
            block[15 - index] = UInt8(truncatingIfNeeded: encryptionCounter >> UInt64(index * 8))
        }
        let zeros = [UInt8](repeating: 0, count: SCP03.blockBytes)
        return try encryptionKey.encrypt(block, iv: zeros)
    }
}
