import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance
import SoftCard
import Testing

/// Where the power of a card with this profile is to fail.
struct TornRun: Sendable, CustomTestStringConvertible {
    var profile: SoftCardProfile
    var tear: Tear

    var testDescription: String { "\(profile.rawValue), \(tear)" }
}

/// A card whose personalisation is torn and run again, and what was seen of it in between.
struct TornDesk {
    let desk: Desk
    /// What lay on the card when it was last looked at.
    private var before: [RecordType: [UInt8]] = [:]
    /// Of the last run.
    private(set) var steps: [PersonalisationStep] = []

    init(_ desk: Desk) { self.desk = desk }

    var isActive: Bool { desk.slot.lifeCycle == .active }

    /// Runs the job on the card as it lies there, with the power failing at `tear`.
    mutating func run(_ tear: Tear?) throws -> Result<[VerifiedRecord], PersonalisationError> {
        try desk.insert()
        desk.slot.arm(tear)
        var told: [PersonalisationStep] = []
        let result = Result { () throws(PersonalisationError) in try desk.personalise { told.append($0) } }
        steps = told
        return result
    }

    /// Puts the card in again and looks at all of it: no record that is neither absent, old nor new; keys and
    /// codes together or neither; active only if every record was checked before.
    mutating func look(_ place: String, _ location: SourceLocation = #_sourceLocation) throws {
        let card = try desk.snapshot()
        desk.slot.arm(nil)
        let isComplete = card.files.count == desk.job.records.count
        let hasKeys = card.keys.count == CardApplication.Role.allCases.count
        #expect(
            hasKeys && card.keys.allSatisfy { $0.masterKeyVersion == 1 }
                || card.keys.map(\.masterKeyVersion) == [InitialKeys.version],
            "\(place): \(card.keys)", sourceLocation: location)
        let codes = VerificationState(
            pinTriesLeft: hasKeys ? 3 : 0, pukTriesLeft: hasKeys ? 10 : 0, canDelaySeconds: 0)
        #expect(card.codes == codes, "\(place)", sourceLocation: location)
        #expect([nil, desk.job.id].contains(card.issuerData), "\(place)", sourceLocation: location)
        switch card.lifeCycle {
        case .blank: break
        case .personalised:
            #expect(isComplete && hasKeys, "\(place): personalised, not complete", sourceLocation: location)
        case .active:
            let checked =
                desk.job.records.map { PersonalisationStep.checking($0.record.type) } + [.activating]
            #expect(
                checked.allSatisfy(steps.contains), "\(place): active without having been verified",
                sourceLocation: location)
            #expect(try desk.isFinished(), "\(place)", sourceLocation: location)
            return
        default: Issue.record("\(place): \(card.lifeCycle)", sourceLocation: location)
        }
        try lookAtRecords(card, place, location)
    }

    private mutating func lookAtRecords(
        _ card: Desk.Snapshot, _ place: String, _ location: SourceLocation
    ) throws {
        let now = try desk.recordsAtOffice()
        #expect(now.count == card.files.count, "\(place)", sourceLocation: location)
        let key = try card.compressedPublicKey.flatMap { try COSEKey(compressedPoint: $0)?.thumbprint() }
        for draft in desk.job.records {
            let type = draft.record.type
            guard let bytes = now[type] else {
                // What was there once isn't lost by a tear.
                #expect(before[type] == nil, "\(place): \(type.name) is gone", sourceLocation: location)
                continue
            }
            if bytes == before[type] { continue }
            let isNew =
                if case .accepted(let record) = desk.verdict(
                    bytes, as: type, evidence: key.map { .proven($0) } ?? .disproven,
                    number: desk.job.cardNumber)
                { record.record == draft.record } else { false }
            #expect(isNew, "\(place): \(type.name) is neither old nor new", sourceLocation: location)
        }
        before = now
    }

    /// Runs the job again and expects a finished card.
    mutating func complete(_ place: String, _ location: SourceLocation = #_sourceLocation) throws {
        if isActive {
            #expect(throws: PersonalisationError.alreadyActive, "\(place)", sourceLocation: location) {
                try desk.insert()
                try desk.personalise()
            }
        } else {
            let verified = try run(nil).get()
            #expect(
                verified.map(\.record) == desk.job.records.map(\.record)
                    && verified.allSatisfy(\.isCardProven),
                "\(place)", sourceLocation: location)
        }
        #expect(try desk.isFinished(), "\(place)", sourceLocation: location)
    }
}
