public import CardRecords
public import ISO7816

/// One card for one applicant. It is written down before the card is touched, so that after any interruption
/// the same card is finished with the same numbers.
public struct PersonalisationJob: Equatable, Sendable {
    /// 16 random bytes; the card carries them as its issuer data.
    public let id: [UInt8]
    /// 10 bytes.
    public let cardSerial: [UInt8]
    public let cardNumber: CardNumber
    public let records: [DraftRecord]

    public init(id: [UInt8], cardSerial: [UInt8], cardNumber: CardNumber, records: [DraftRecord]) {
        self.id = id
        self.cardSerial = cardSerial
        self.cardNumber = cardNumber
        self.records = records
    }
}

/// A record that is to be sealed, with its numbers, and from when until when it holds.
public struct DraftRecord: Equatable, Sendable {
    public var record: Record
    public var validity: Validity

    public init(_ record: Record, validity: Validity) {
        self.record = record
        self.validity = validity
    }

    /// Who may read the file on the card, by the holder's consent.
    var accessRule: CardApplication.AccessRule {
        if case .medicalEmergency(let record) = record {
            return record.consent.readableWithCan ? .canOrDomain : .pinOrDomain
        }
        return record.type.file.accessRules[0]
    }
}

/// What is done to a card, in this order; a job's progress is told by it.
public enum PersonalisationStep: Equatable, Sendable {
    case authenticating
    case generatingKey
    case sealing(RecordType)
    case storing(RecordType)
    case storingKeys
    case checking(RecordType)
    case activating
    case finished
}

/// Why a card isn't finished. Running the job again goes on, unless the case says otherwise.
public enum PersonalisationError: Error, Equatable, Sendable {
    case card(CardError, during: PersonalisationStep)
    /// The card isn't blank or half-written: it is suspended or terminated.
    case cardState(CardApplication.LifeCycle)
    /// The card in the reader isn't the one that the job is for.
    case otherCard(serial: [UInt8])
    /// The card was begun for another job; take a blank one, or finish that job.
    case otherJob(id: [UInt8])
    /// Finished and active already, by this very job.
    case alreadyActive
    case seal(RecordType, SealError)
    case keyStore(KeyStoreFailure)
    /// The card's public key isn't a point of its curve.
    case cardKey
    /// A file that the card was told to store is missing or differs: the card is bad.
    case readBack(RecordType)
    /// What was written isn't accepted: a wrong key, clock or trust list at the office.
    case notAccepted(RecordType, [Reason])
    /// The card can't prove to have its key: the card is bad.
    case cardProof
}

/// Which key was missing.
public enum KeyStoreFailure: Error, Equatable, Sendable {
    /// No active key of the domain in the trust list, or its private half isn't in the store.
    case sealingKey(Domain)
    case library
}
