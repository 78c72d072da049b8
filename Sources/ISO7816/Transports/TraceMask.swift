/// What a trace may tell.
///
/// Secrets go unseen whatever the mode: the data of VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER
/// and, in the
/// clear, of STORE DATA and PUT KEY. Data that were read are personal and go unseen too, unless asked for.
public enum TraceMask: Sendable {
    /// Headers, lengths, status words and what says nothing about the holder. Safe to log.
    case personalData
    /// All but secrets: for traces of test cards that are to be replayed.
    case secretsOnly

    private static let secretInstructions: Set<UInt8> = [
        CardApplication.Instruction.verify.rawValue, 0x21,
        CardApplication.Instruction.changeReferenceData.rawValue, 0x25,
        CardApplication.Instruction.resetRetryCounter.rawValue, 0x2D,
        // PUT KEY.
        0xD8,
    ]

    /// Instructions whose data and answers say nothing about the holder.
    private static let openInstructions: Set<UInt8> = [
        CardApplication.Instruction.select.rawValue,
        CardApplication.Instruction.initializeUpdate.rawValue,
        CardApplication.Instruction.externalAuthenticate.rawValue,
        CardApplication.Instruction.internalAuthenticate.rawValue,
        CardApplication.Instruction.setStatus.rawValue,
        CardApplication.Instruction.generateAsymmetricKeyPair.rawValue,
    ]

    /// STORE DATA, which shares its INS with APPEND RECORD.
    private static func isStoreData(_ cla: UInt8, _ ins: UInt8) -> Bool {
        ins == CardApplication.Instruction.appendRecordOrStoreData.rawValue && cla & 0x80 != 0
    }

    /// Bytes of the command that carry data are hidden where they have to be; header and Lc never.
    public func command(_ bytes: [UInt8]) -> [CardTrace.Masked] {
        guard bytes.count > 5 else { return bytes.map { $0 } }
        let isHidden: Bool
        if Self.secretInstructions.contains(bytes[1]) || Self.isStoreData(bytes[0], bytes[1]) {
            isHidden = true
        } else {
            switch self {
            case .secretsOnly: isHidden = false
            case .personalData: isHidden = !Self.openInstructions.contains(bytes[1])
            }
        }
        guard isHidden else { return bytes.map { $0 } }
        let head = bytes[4] == 0 && bytes.count >= 7 ? 7 : 5
        return bytes.enumerated().map { $0.offset < head ? $0.element : nil }
    }

    /// The answer's data are hidden where they have to be; the status word never.
    public func answer(_ bytes: [UInt8], to command: [UInt8]) -> [CardTrace.Masked] {
        guard case .personalData = self, command.count < 2 || !Self.openInstructions.contains(command[1])
        else { return bytes.map { $0 } }
        let end = bytes.count - 2
        return bytes.enumerated().map { $0.offset < end ? nil : $0.element }
    }
}
