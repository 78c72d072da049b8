internal import ISO7816

/// A command of the application: its INS under the class that it belongs to.
enum CardCommand: CaseIterable {
    case select, readBinary, internalAuthenticate, verify, changeReferenceData, resetRetryCounter
    case initializeUpdate, externalAuthenticate, generateKeyPair, storeData, setStatus, getData, putData
    case readRecord, appendRecord

    /// The command with this CLA and INS, or nil: `6D00`. EXTERNAL AUTHENTICATE has its class 84 checked
    /// elsewhere.
    init?(_ command: CommandAPDU) {
        guard let instruction = CardApplication.Instruction(rawValue: command.ins) else { return nil }
        let isProprietary = command.cla & CardApplication.Class.proprietary != 0
        switch (instruction, isProprietary) {
        case (.select, false): self = .select
        case (.readBinary, false): self = .readBinary
        case (.internalAuthenticate, false): self = .internalAuthenticate
        case (.verify, false): self = .verify
        case (.changeReferenceData, false): self = .changeReferenceData
        case (.resetRetryCounter, false): self = .resetRetryCounter
        case (.initializeUpdate, true): self = .initializeUpdate
        case (.externalAuthenticate, true): self = .externalAuthenticate
        case (.generateAsymmetricKeyPair, false): self = .generateKeyPair
        case (.appendRecordOrStoreData, true): self = .storeData
        case (.setStatus, true): self = .setStatus
        case (.getData, false): self = .getData
        case (.putData, false): self = .putData
        case (.readRecord, false): self = .readRecord
        case (.appendRecordOrStoreData, false): self = .appendRecord
        default: return nil
        }
    }

    /// Carries a PIN: never in a chain.
    var carriesSecret: Bool { [.verify, .changeReferenceData, .resetRetryCounter].contains(self) }

    /// Useless without Le, and therefore refused before it changes anything.
    var needsExpectedLength: Bool {
        switch self {
        case .readBinary, .internalAuthenticate, .initializeUpdate, .generateKeyPair, .getData, .readRecord:
            true
        case .select, .verify, .changeReferenceData, .resetRetryCounter, .externalAuthenticate, .storeData,
            .setStatus, .putData, .appendRecord:
            false
        }
    }
}
