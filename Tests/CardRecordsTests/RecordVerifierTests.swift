import COSE
import CardRecords
import Testing

/// Every reason that a verifier gives has its case here; the signatures are a stand-in, since `CardCrypto` is
/// tested on its own.
struct RecordVerifierTests {
    static let now = date(1_800_000_000)

    /// A change to the circumstances of an accepted record, and what it must lead to.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var reasons: [Reason]
        var change: @Sendable (inout Circumstances) -> Void
        var testDescription: String { name }

        init(_ name: String, _ reasons: [Reason], _ change: @escaping @Sendable (inout Circumstances) -> Void)
        {
            (self.name, self.reasons, self.change) = (name, reasons, change)
        }
    }

    struct Circumstances {
        var signer = StandInKey(secret: 1)
        var validity = Validity(issuedAt: date(1_799_000_000), expiration: date(1_801_000_000))
        var cardKey: KeyThumbprint? = thumbprint(7)
        var trusted = TrustedKey(
            keyID: StandInKey(secret: 1).keyID, key: ed25519Key(1), authority: "Транспортне управління",
            recordTypes: [.transportConcession], validity: date(1_798_000_000)...date(1_802_000_000))
        var listIssued = date(1_799_500_000)
        var nextUpdate = date(1_800_500_000)
        var context = VerificationContext(
            time: now, card: .proven(thumbprint(7)), recordType: .transportConcession)
        var tamper: @Sendable (inout [UInt8]) -> Void = { _ in }
        var libraryFails = false

        func verdict() throws -> Verdict<VerifiedRecord> {
            var bytes = try SealedRecord.seal(
                try sampleRecord(), validity: validity, cardKey: cardKey, with: signer
            ).bytes
            tamper(&bytes)
            let list = TrustList(
                version: 1, region: "Demo", issued: listIssued, nextUpdate: nextUpdate, keys: [trusted])
            let verifier = try RecordVerifier(list) { (key) throws(StandInKey.Unusable) in
                try StandInKey(publicKey: key, fails: libraryFails)
            }
            return verifier.verify(SealedRecord(bytes: bytes), in: context)
        }
    }

    static let cases = [
        Case("all is well", []) { _ in },
        Case("no card was asked", []) { $0.context.card = .none },
        Case("not even CBOR", [.recordMalformed]) { $0.tamper = { $0[1] = 0xFF } },
        Case("cut short", [.recordMalformed]) { $0.tamper = { $0.removeLast() } },
        Case("a flipped bit in the payload", [.signatureInvalid]) { $0.tamper = { $0[30] ^= 1 } },
        Case("a flipped bit in the signature", [.signatureInvalid]) {
            $0.tamper = { $0[$0.count - 1] ^= 0x80 }
        },
        Case("a signer that the list doesn't have", [.issuerUnknown]) { $0.signer = StandInKey(secret: 2) },
        Case("a list that calls a key by another's name", [.issuerUnknown]) {
            $0.signer = StandInKey(secret: 2)
            $0.trusted.keyID = StandInKey(secret: 2).keyID
        },
        Case("an algorithm that isn't the key's", [.algorithmNotAllowed]) { $0.signer.algorithm = .es256 },
        Case("an authority that may not seal this kind", [.authorityNotEntitled]) {
            $0.trusted.recordTypes = [.socialBenefit]
        },
        Case("a revoked key", [.issuerKeyRevoked]) { $0.trusted.state = .revoked },
        Case("a retired key still vouches for what it sealed", []) { $0.trusted.state = .retired },
        Case("issued before the key was valid", [.issuedOutsideKeyValidity]) {
            $0.trusted.validity = date(1_799_500_000)...date(1_802_000_000)
        },
        Case("issued after the key was valid", [.issuedOutsideKeyValidity]) {
            $0.trusted.validity = date(1_798_000_000)...date(1_798_999_999)
        },
        Case("the last second", []) {
            $0.context.time = date(1_800_999_999)
            $0.nextUpdate = date(1_802_000_000)
        },
        Case("expired", [.expired]) {
            $0.context.time = date(1_801_000_000)
            $0.nextUpdate = date(1_802_000_000)
        },
        Case("expired by an old list: refused all the same", [.trustListTooOld, .expired]) {
            $0.context.time = date(1_801_000_000)
        },
        Case("not valid yet", [.notYetValid]) { $0.validity.notBefore = date(1_800_000_001) },
        Case("the first second", []) { $0.validity.notBefore = now },
        Case("issued in the future of this clock", [.notYetValid]) {
            $0.validity = Validity(issuedAt: date(1_800_000_001), expiration: nil)
        },
        Case("issued in the future, whatever its first day", [.notYetValid]) {
            $0.validity = Validity(
                issuedAt: date(1_800_000_001), notBefore: date(1_799_999_000), expiration: nil)
        },
        Case("a list past its next update", [.trustListTooOld]) { $0.nextUpdate = now },
        Case("a clock that isn't set", [.clockNotSet]) { $0.context.time = nil },
        Case("a clock before the list was issued", [.clockBeforeTrustList]) {
            $0.context.time = date(1_799_499_999)
        },
        Case("a clock in 1970 doesn't make a record premature", [.clockBeforeTrustList]) {
            $0.context.time = date(0)
        },
        Case("another kind of record in the file", [.otherRecordType]) {
            $0.context.recordType = .holderIdentity
        },
        Case("another card's number", [.otherCardNumber]) { $0.context.cardNumber = otherCardNumber },
        Case("a record that isn't bound, on a card", [.notBoundToCard]) { $0.cardKey = nil },
        Case("a record that isn't bound, from a file", []) {
            $0.cardKey = nil
            $0.context.card = .none
        },
        Case("copied from another card", [.otherCardKey]) { $0.context.card = .proven(thumbprint(8)) },
        Case("a card that can't prove itself", [.cardProofInvalid]) { $0.context.card = .disproven },
        Case("a library that fails neither accepts nor refuses", [.checkFailed]) { $0.libraryFails = true },
        Case("several reasons at once", [.authorityNotEntitled, .notYetValid, .otherCardKey]) {
            $0.trusted.recordTypes = [.socialBenefit]
            $0.validity.notBefore = date(1_800_000_001)
            $0.context.card = .proven(thumbprint(8))
        },
    ]

    @Test("each circumstance leads to its own reasons", arguments: cases)
    func verdict(_ example: Case) throws {
        var circumstances = Circumstances()
        example.change(&circumstances)
        let verdict = try circumstances.verdict()
        #expect(verdict.reasons == example.reasons)
        switch verdict.outcome {
        case .accepted: #expect(example.reasons.isEmpty)
        case .refused: #expect(example.reasons.contains { $0.outcome == .refused })
        case .undetermined:
            #expect(!example.reasons.isEmpty && example.reasons.allSatisfy { $0.outcome == .undetermined })
        }
    }

    @Test("an accepted record says who vouches for it and whether the card is the right one")
    func accepted() throws {
        let onCard = try #require(try accepted(Circumstances()))
        #expect(onCard.authority == "Транспортне управління")
        #expect(onCard.isCardProven)
        let sample = try sampleRecord()
        #expect(onCard.record == sample)
        var fromFile = Circumstances()
        fromFile.context.card = .none
        let loose = try #require(try accepted(fromFile))
        #expect(!loose.isCardProven)
    }

    private func accepted(_ circumstances: Circumstances) throws -> VerifiedRecord? {
        switch try circumstances.verdict() {
        case .accepted(let record): record
        case .refused, .undetermined: nil
        }
    }

    @Test("one flipped bit anywhere is never accepted")
    func everyBit() throws {
        let circumstances = Circumstances()
        let count = try SealedRecord.seal(
            sampleRecord(), validity: circumstances.validity, cardKey: circumstances.cardKey,
            with: circumstances.signer
        ).bytes.count
        for bit in 0..<(count * 8) {
            var flipped = circumstances
            flipped.tamper = { $0[bit / 8] ^= 1 << (bit % 8) }
            #expect(try flipped.verdict().outcome != .accepted, "bit \(bit)")
        }
    }

    @Test("what never holds or breaks a rule is not sealed")
    func notSealed() throws {
        let circumstances = Circumstances()
        let never = Validity(issuedAt: date(10), notBefore: date(20), expiration: date(20))
        #expect(throws: SealError.neverValid) {
            try SealedRecord.seal(sampleRecord(), validity: never, cardKey: nil, with: circumstances.signer)
        }
        guard case .transportConcession(var concession) = try sampleRecord() else { return }
        concession.profiles = []
        #expect(throws: SealError.self) {
            try SealedRecord.seal(
                .transportConcession(concession), validity: circumstances.validity, cardKey: nil,
                with: circumstances.signer)
        }
    }
}

struct ReasonTests {
    @Test("codes are unique and spelled for programs")
    func codes() {
        #expect(Set(Reason.allCases.map(\.code)).count == Reason.allCases.count)
        for reason in Reason.allCases {
            #expect(reason.code.allSatisfy { $0.isLowercase || $0 == "-" }, "\(reason.code)")
            #expect((400...599).contains(reason.httpStatus))
        }
    }

    @Test("every reason has three different texts")
    func texts() {
        for reason in Reason.allCases {
            #expect(Set(DisplayLanguage.allCases.map { reason.text(in: $0) }).count == 3, "\(reason)")
        }
    }

    @Test("notices have codes, three texts and numbers of their own")
    func notices() {
        #expect(
            Set(Notice.allCases.map(\.code) + Reason.allCases.map(\.code)).count == Notice.allCases.count
                + Reason.allCases.count)
        for notice in Notice.allCases {
            #expect((300...399).contains(notice.rawValue))
            #expect(notice.code.allSatisfy { $0.isLowercase || $0 == "-" }, "\(notice.code)")
            #expect(Set(DisplayLanguage.allCases.map { notice.text(in: $0) }).count == 3, "\(notice)")
        }
    }

    @Test("the numbers are those of the C ABI")
    func numbers() {
        let refused: [Reason] = [
            .revoked, .suspended, .superseded, .passback, .counterWentBackwards, .quotaExhausted,
            .noConcessionHere,
        ]
        #expect(refused.map(\.rawValue) == Array(114...120))
        #expect(refused.allSatisfy { $0.outcome == .refused })
        let open: [Reason] = [
            .trustListMissing, .trustListNotTrusted, .statusListMissing, .statusListNotTrusted,
            .statusListTooOld,
            .clockBeforeStatusList, .statusIndexBeyondList, .rulesMissing, .rulesNotTrusted, .rulesTooOld,
            .evidenceNotKept, .notThisCard,
        ]
        #expect(open.map(\.rawValue) == Array(207...218))
        #expect(open.allSatisfy { $0.outcome == .undetermined })
    }

    @Test("refusing reasons and open ones are told apart by their numbers")
    func outcomes() {
        #expect(Reason.expired.outcome == .refused)
        #expect(Reason.trustListTooOld.outcome == .undetermined)
        #expect(Reason.allCases.allSatisfy { $0.outcome != .accepted })
    }
}

struct TrustListTests {
    private let list = TrustList(
        version: 3, region: "Demo", issued: date(1_000), nextUpdate: date(2_000),
        keys: [
            TrustedKey(
                keyID: KeyID(rawValue: 9), key: ed25519Key(1), authority: "A", recordTypes: [.holderIdentity],
                validity: date(1)...date(2), state: .retired, statusListURI: "https://example.org/status"),
            TrustedKey(
                keyID: KeyID(rawValue: 2), key: ed25519Key(2), authority: "B",
                recordTypes: [.medicalEmergency], validity: date(1)...date(2)),
        ])
    private let root = StandInKey(secret: 5)

    @Test("a list comes back as it was signed")
    func roundTrip() throws {
        let bytes = try list.sealed(with: root)
        #expect(try TrustList(verifying: bytes.span, with: root) == list)
    }

    @Test("a list of another root, or changed by one bit, is refused")
    func tampered() throws {
        let bytes = try list.sealed(with: root)
        #expect(throws: TrustListError.otherRoot) {
            try TrustList(verifying: bytes.span, with: StandInKey(secret: 6))
        }
        #expect(throws: TrustListError.older(version: 3)) {
            try TrustList(verifying: bytes.span, with: root, notBelow: 4)
        }
        for bit in 0..<(bytes.count * 8) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: TrustListError.self) { try TrustList(verifying: flipped.span, with: root) }
        }
    }

    @Test(
        "a signed list with keys out of order, empty names or no record types is refused",
        arguments: [
            "{0: 1, 1: \"\", 2: 1, 3: 2, 4: []}",
            "{0: 1, 1: \"R\", 2: 1, 3: 2}",
            "{0: 1, 1: \"R\", 2: 1, 3: 2, 4: [], 5: 0}",
            "{0: 1, 1: \"R\", 2: -1, 3: 2, 4: []}",
            "\(oneKey) 3: [], 4: 1, 5: 2, 6: 0}]}",
            "\(oneKey) 3: [169], 4: 2, 5: 1, 6: 0}]}",
            "\(oneKey) 3: [169], 4: 1, 5: 2, 6: 3}]}",
        ])
    func malformed(_ notation: String) throws {
        let payload = try CBORDiagnostic.bytes(from: notation)
        let bytes = try COSESign1.seal(payload: payload.span, with: root)
        #expect(throws: TrustListError.self) { try TrustList(verifying: bytes.span, with: root) }
    }

    private static let zeros = String(repeating: "0", count: 64)
    /// A list with one key, open at the end.
    private static let oneKey =
        "{0: 1, 1: \"R\", 2: 1, 3: 2, 4: "
        + "[{0: h'0000000000000001', 1: {1: 1, -1: 6, -2: h'\(zeros)'}, 2: \"A\","
}
