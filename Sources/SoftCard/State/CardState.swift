internal import ISO7816

/// All that the card still knows when it has no power.
struct CardState: Equatable, Sendable {
    /// 10 bytes, from the card's maker.
    var serial: [UInt8]
    var lifeCycle = CardApplication.LifeCycle.blank
    /// Packed BCD, 10 bytes.
    var cardNumber: [UInt8]?
    var issuerData: [UInt8]?
    var pin: ReferenceData?
    var puk: ReferenceData?
    var can: CardAccessNumber?
    var keySets: [CardApplication.Role: StoredKeySet] = [:]
    /// The card's own P-256 private key. It never leaves the card; in this development card it is in the
    /// file.
    var privateKey: [UInt8]?
    /// Signatures made by INTERNAL AUTHENTICATE; the next one carries this number plus one.
    var authenticationCounter: UInt32 = 0
    /// The issuer's keys are still those of the card's maker.
    var hasFactoryKeys = true
    var files: [CardApplication.File: StoredFile] = [:]
    /// Newest first.
    var logs: [CardApplication.Log: [[UInt8]]] = [:]
}

/// A PIN or PUK and how many tries are left.
struct ReferenceData: Equatable, Sendable {
    /// ISO 9564-1 format 2, 8 bytes.
    var block: [UInt8]
    var triesLeft: UInt8
}

/// The six digits printed on the card. A wrong one never blocks it, but makes the next try wait.
struct CardAccessNumber: Equatable, Sendable {
    var block: [UInt8]
    /// Wrong ones in a row.
    var failures: UInt8 = 0
}

/// The three static SCP03 keys of a role.
struct StoredKeySet: Equatable, Sendable {
    /// Which of the two master keys they were derived from.
    var masterKeyVersion: UInt8
    var encryption: [UInt8]
    var authentication: [UInt8]
    var dataEncryption: [UInt8]
    /// SCP03's sequence counter, 24 bits: how many channels were opened with these keys.
    var sequenceCounter: UInt32 = 0
}

struct StoredFile: Equatable, Sendable {
    var rule: CardApplication.AccessRule
    var record: [UInt8]
}
