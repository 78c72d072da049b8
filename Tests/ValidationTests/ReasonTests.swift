import COSE
import CardCrypto
import CardRecords
import ConcessionRules
import Glibc
import ISO7816
import Receipts
import StatusLists
import Synchronization
import Testing

@testable import Validation

/// What a validator says of each way in which a tap can go wrong.
struct TapCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let reasons: [Reason]
    let notices: [Notice]
    let time: NumericDate?
    let settings: ValidatorSettings
    /// Whether there is evidence: a record was read, and the disk works.
    let hasReceipt: Bool
    let setUp: @Sendable (Region, TestCard) throws -> Void
    /// With the validator open, before the tap in question.
    let before: @Sendable (Region, Validator, TestCard) throws -> Void

    init(
        _ description: String, _ reasons: [Reason], notices: [Notice] = [],
        at time: NumericDate? = Region.now,
        settings: ValidatorSettings = ValidatorSettings(), hasReceipt: Bool = true,
        setUp: @escaping @Sendable (Region, TestCard) throws -> Void = { _, _ in },
        before: @escaping @Sendable (Region, Validator, TestCard) throws -> Void = { _, _, _ in }
    ) {
        testDescription = description
        self.reasons = reasons
        self.notices = notices
        self.time = time
        self.settings = settings
        self.hasReceipt = hasReceipt
        self.setUp = setUp
        self.before = before
    }

    /// Replaces the card's record.
    static func record(
        validity: Validity = Region.validity,
        _ change: @escaping @Sendable (inout TransportConcession) -> Void = { _ in }
    ) -> @Sendable (Region, TestCard) throws -> Void {
        { region, card in
            let record = try region.seal(
                Region.concession(card.number, index: 5, change), validity: validity,
                cardKey: card.key.thumbprint)
            card.state.withLock { $0.record = record }
        }
    }

    static func status(_ status: CardStatus) -> @Sendable (Region, TestCard) throws -> Void {
        { region, _ in try region.publishStatusList([5: status]) }
    }

    static func settings(_ change: (inout ValidatorSettings) -> Void) -> ValidatorSettings {
        var settings = ValidatorSettings()
        change(&settings)
        return settings
    }

    static func fault(_ fault: TestCard.Fault) -> @Sendable (Region, TestCard) throws -> Void {
        { _, card in card.fault = fault }
    }
}

// MARK: The trust list

private let trustCases: [TapCase] = [
    TapCase(
        "trust list missing", [.trustListMissing],
        setUp: { region, _ in try region.remove("trust-list.cbor") }),
    TapCase(
        "trust list by another root", [.trustListNotTrusted],
        setUp: { region, _ in try region.publishTrustList(by: try SigningKey.generate(.p256)) }),
    TapCase(
        "trust list damaged", [.trustListNotTrusted],
        setUp: { region, _ in
            var bytes = try region.bytes("trust-list.cbor")
            bytes[60] ^= 1
            try region.write(bytes, "trust-list.cbor")
        }),
    TapCase(
        "trust list that can't be read", [.trustListMissing],
        setUp: { region, _ in try region.replaceByFolder("trust-list.cbor") }),
    TapCase(
        "trust list past its end", [.trustListTooOld], at: Region.later(days: 30),
        settings: TapCase.settings { $0.statusListAge.usableSeconds = .max }, ),
    TapCase(
        "trust list too old for the operator", [.trustListTooOld],
        settings: TapCase.settings { $0.trustListAge = AgePolicy(freshSeconds: 60, usableSeconds: 86_400) }),
    TapCase(
        "trust list stale", [], notices: [.trustListStale],
        settings: TapCase.settings { $0.trustListAge.freshSeconds = 86_400 }),
    TapCase(
        "clock before the trust list", [.clockBeforeTrustList], at: Region.later(days: -4)),
    TapCase("clock not set", [.clockNotSet], at: nil),
    TapCase(
        "issuer unknown", [.issuerUnknown],
        setUp: { region, _ in
            try region.publishTrustList { list in list.keys.removeAll { $0.authority == "Transport" } }
        }),
    TapCase(
        "issuer revoked", [.issuerKeyRevoked],
        setUp: { region, _ in
            try region.publishTrustList { list in
                for index in list.keys.indices where list.keys[index].authority == "Transport" {
                    list.keys[index].state = .revoked
                }
            }
        }),
    TapCase(
        "authority not entitled", [.authorityNotEntitled],
        setUp: { region, _ in
            try region.publishTrustList { list in
                for index in list.keys.indices where list.keys[index].authority == "Transport" {
                    list.keys[index].recordTypes = [.utilities]
                }
            }
        }),
    TapCase(
        "issued when the key wasn't valid", [.issuedOutsideKeyValidity],
        setUp: TapCase.record(
            validity: Validity(issuedAt: Region.later(days: -401), expiration: Region.later(days: 10)))),
]

// MARK: Status lists

private let statusCases: [TapCase] = [
    TapCase("revoked", [.revoked], setUp: TapCase.status(.revoked)),
    TapCase("suspended", [.suspended], setUp: TapCase.status(.suspended)),
    TapCase("superseded: an older record put back", [.superseded], setUp: TapCase.status(.superseded)),
    TapCase(
        "status list missing", [.statusListMissing],
        setUp: { region, _ in try region.remove(Region.statusListFile) }),
    TapCase(
        "no status list announced", [.statusListMissing],
        setUp: { region, _ in
            try region.publishTrustList { list in
                for index in list.keys.indices { list.keys[index].statusListURI = nil }
            }
        }),
    TapCase(
        "status list that can't be read", [.statusListMissing],
        setUp: { region, _ in try region.replaceByFolder(Region.statusListFile) }),
    TapCase(
        "status list by another authority", [.statusListNotTrusted],
        setUp: { region, _ in try region.publishStatusList(by: region.health) }),
    TapCase(
        "status list of another URI", [.statusListNotTrusted],
        setUp: { region, _ in try region.publishStatusList(by: region.transport, uri: "https://other.example")
        }),
    TapCase(
        "status list damaged", [.statusListNotTrusted],
        setUp: { region, _ in
            var bytes = try region.bytes(Region.statusListFile)
            bytes[bytes.count - 1] ^= 1
            try region.write(bytes, Region.statusListFile)
        }),
    TapCase(
        "status list too old for the operator", [.statusListTooOld],
        setUp: { region, _ in try region.publishStatusList(issued: Region.later(days: -7)) }),
    TapCase(
        "status list past its end", [.statusListTooOld],
        setUp: { region, _ in try region.publishStatusList(expiration: Region.now) }),
    TapCase(
        "status list stale", [], notices: [.statusListStale],
        setUp: { region, _ in try region.publishStatusList(issued: Region.later(days: -2)) }),
    TapCase(
        "status list past its time to live", [], notices: [.statusListStale],
        setUp: { region, _ in try region.publishStatusList(ttl: 3_600) }),
    TapCase(
        "too old a list that says revoked is right all the same", [.revoked, .statusListTooOld],
        setUp: { region, _ in try region.publishStatusList([5: .revoked], issued: Region.later(days: -8)) }),
    TapCase(
        "too old a list that says suspended says nothing", [.statusListTooOld],
        setUp: { region, _ in
            try region.publishStatusList([5: .suspended], issued: Region.later(days: -8))
        }),
    TapCase(
        "clock before the status list", [.clockBeforeStatusList], at: Region.later(days: -1)),
    TapCase(
        "index beyond the list", [.statusIndexBeyondList],
        setUp: { region, _ in try region.publishStatusList(count: 4) }),
]

// MARK: Rules

private let rulesCases: [TapCase] = [
    TapCase("rules missing", [.rulesMissing], setUp: { region, _ in try region.remove("rules.cbor") }),
    TapCase(
        "rules that can't be read", [.rulesMissing],
        setUp: { region, _ in try region.replaceByFolder("rules.cbor") }),
    TapCase(
        "rules not in force yet", [.rulesMissing],
        setUp: { region, _ in
            try region.publishRules { $0.takesEffect = Int(Region.later(seconds: 1).epochSeconds) }
        }),
    TapCase(
        "rules of another network", [.rulesMissing],
        setUp: { region, _ in try region.publishRules { $0.network = 18 } }),
    TapCase(
        "rules by an authority of another domain", [.rulesNotTrusted],
        setUp: { region, _ in try region.publishRules(by: region.health) }),
    TapCase(
        "rules by nobody known", [.rulesNotTrusted],
        setUp: { region, _ in try region.publishRules(by: try SigningKey.generate(.p256)) }),
    TapCase(
        "rules too old for the operator", [.rulesTooOld],
        settings: TapCase.settings { $0.rulesAge = AgePolicy(freshSeconds: 60, usableSeconds: 86_400) }),
    TapCase(
        "rules stale", [], notices: [.rulesStale],
        setUp: { region, _ in try region.publishRules { $0.nextUpdate = Int(Region.now.epochSeconds) } }),
    TapCase(
        "clock before the rules", [.clockNotSet],
        setUp: { region, _ in
            try region.publishRules {
                $0.issued = Int(Region.later(seconds: 60).epochSeconds)
                $0.takesEffect = Int(Region.later(seconds: 90).epochSeconds)
            }
        }),
    TapCase(
        "no concession here", [.noConcessionHere], setUp: TapCase.record { $0.modes = [.metro] }),
    TapCase(
        "quota used up", [.quotaExhausted],
        setUp: TapCase.record { $0.profiles[0].quota = .init(trips: 1, period: .day) },
        before: { _, validator, card in
            #expect(validator.tap(card, time: Region.later(seconds: -600)).outcome == .accepted)
        }),
]

// MARK: The record

private let recordCases: [TapCase] = [
    TapCase(
        "record missing", [.recordMissing], hasReceipt: false,
        setUp: { _, card in card.state.withLock { $0.record = [] } }),
    TapCase(
        "record malformed", [.recordMalformed],
        setUp: { _, card in card.state.withLock { $0.record = [UInt8](repeating: 0xFF, count: 150) } }),
    TapCase(
        "signature invalid", [.signatureInvalid],
        setUp: { _, card in card.state.withLock { $0.record[$0.record.count - 1] ^= 1 } }),
    TapCase(
        "algorithm not allowed", [.algorithmNotAllowed],
        setUp: { _, card in
            // -7 becomes -8 in the protected header.
            card.state.withLock { state in
                if let index = state.record.firstIndex(of: 0x26) { state.record[index] = 0x27 }
            }
        }),
    TapCase(
        "expired", [.expired],
        setUp: TapCase.record(validity: Validity(issuedAt: Region.later(days: -30), expiration: Region.now))),
    TapCase(
        "not yet valid", [.notYetValid],
        setUp: TapCase.record(
            validity: Validity(
                issuedAt: Region.later(days: -30), notBefore: Region.later(seconds: 1),
                expiration: Region.later(days: 10)))),
    TapCase(
        "record of another kind", [.otherRecordType],
        setUp: { region, card in
            try region.publishTrustList { list in
                for index in list.keys.indices {
                    list.keys[index].recordTypes = [.transportConcession, .utilities]
                }
            }
            let record = try Region.seal(.utilities, card.key.thumbprint, region.transport)
            card.state.withLock { $0.record = record }
        }),
    TapCase(
        "bound to no card", [.notBoundToCard],
        setUp: { region, card in
            let record = try region.seal(Region.concession(card.number, index: 5), cardKey: nil)
            card.state.withLock { $0.record = record }
        }),
]

// MARK: The card

private let cardCases: [TapCase] = [
    TapCase(
        "copied from another card", [.otherCardKey],
        setUp: { region, card in
            let other = try SigningKey.generate(.p256)
            let record = try region.seal(Region.concession(card.number, index: 5), cardKey: other.thumbprint)
            card.state.withLock { $0.record = record }
        }),
    TapCase("card proof wrong", [.cardProofInvalid], setUp: TapCase.fault(.wrongSignature)),
    TapCase(
        "a card without a key", [.cardProofInvalid],
        setUp: { _, card in card.state.withLock { $0.tellsKey = false } }),
    TapCase(
        "a card that won't prove its key", [.cardProofInvalid],
        setUp: TapCase.fault(.answer([0x6A, 0x88], exchange: 2))),
    TapCase(
        "card suspended by itself", [.cardNotActive], hasReceipt: false,
        setUp: { _, card in card.state.withLock { $0.lifeCycle = .suspended } }),
    TapCase(
        "card not handed out yet", [.cardNotActive], hasReceipt: false,
        setUp: { _, card in card.state.withLock { $0.lifeCycle = .personalised } }),
    TapCase(
        "card terminated", [.cardNotActive], hasReceipt: false,
        setUp: { _, card in card.state.withLock { $0.lifeCycle = .terminated } }),
    TapCase(
        "a card of others", [.notThisCard], hasReceipt: false,
        setUp: TapCase.fault(.answer([0x6A, 0x82], exchange: 0))),
    TapCase(
        "an application of others", [.notThisCard], hasReceipt: false,
        setUp: TapCase.fault(.answer([0x6F, 0x00, 0x90, 0x00], exchange: 0))),
    TapCase(
        "counter went backwards", [.counterWentBackwards],
        before: { _, validator, card in
            #expect(validator.tap(card, time: Region.later(seconds: -600)).outcome == .accepted)
            card.state.withLock { $0.counter -= 1 }
        }),
    TapCase(
        "passback", [.passback], setUp: TapCase.record { $0.passbackMinutes = 5 },
        before: { _, validator, card in
            #expect(validator.tap(card, time: Region.later(seconds: -299)).outcome == .accepted)
        }),
    TapCase(
        "no passback any more", [], setUp: TapCase.record { $0.passbackMinutes = 5 },
        before: { _, validator, card in
            #expect(validator.tap(card, time: Region.later(seconds: -300)).outcome == .accepted)
        }),
]

// MARK: Torn reads and the disk

private let tornCases: [TapCase] = (0...2).flatMap { exchange in
    [CardTransportError.removed, .reset, .torn, .timeout, .reader(code: 7)].map { error in
        TapCase(
            "\(error) in exchange \(exchange)", [.readTorn], hasReceipt: exchange == 2,
            setUp: TapCase.fault(.transport(error, exchange: exchange)))
    }
}

@Suite("Every reason of a validator")
struct TapReasonTests {
    private static let cases = trustCases + statusCases + rulesCases + recordCases + cardCases + tornCases

    @Test("has its case, and each case its outcome", arguments: cases)
    func each(_ test: TapCase) throws {
        let region = try Region()
        let card = try region.card()
        try test.setUp(region, card)
        let validator = try region.open(test.settings)
        try test.before(region, validator, card)
        let last = validator.journal.position.sequence
        let decision = validator.tap(card, time: test.time)
        #expect(Array(decision.reasons) == test.reasons.sorted { $0.rawValue < $1.rawValue })
        let outcome: Outcome =
            test.reasons.isEmpty
            ? .accepted : test.reasons.contains { $0.outcome == .refused } ? .refused : .undetermined
        #expect(decision.outcome == outcome)
        #expect(Array(decision.notices) == test.notices)
        #expect((decision.record != nil) == (outcome == .accepted))
        #expect((decision.receipt != nil) == test.hasReceipt)
        #expect(validator.journal.position.sequence == (test.hasReceipt ? last.next : last))
    }

    @Test("all reasons that a tap can have are among the cases")
    func complete() {
        let told = Set(Self.cases.flatMap(\.reasons))
        // Tested on their own: the disk, the library, and a record whose card number is known beforehand.
        let elsewhere: Set<Reason> = [.evidenceNotKept, .checkFailed, .otherCardNumber]
        #expect(told.union(elsewhere) == Set(Reason.allCases))
        #expect(told.isDisjoint(with: elsewhere))
    }
}
