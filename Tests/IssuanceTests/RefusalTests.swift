import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance
import SoftCard
import Testing

/// What a validator makes of cards and records that are not as the office made them.
@Suite("Refused, each for its own reason")
struct RefusalTests {
    @Test("a record copied to another card", arguments: RecordType.allCases)
    func copied(_ type: RecordType) throws {
        let office = try Office()
        let (victim, thief) = (try Desk(office, Applicant(1)), try Desk(office, Applicant(2)))
        try victim.personalise()
        try thief.personalise()
        let copy = try #require(try victim.show().records[type])

        // Even with the region's own keys.
        try thief.insert()
        var card = try thief.open(type.domain.role ?? .issuer)
        try card.store([.file(type.file, rule: type.file.accessRules[0], record: copy)])
        let (evidence, shown) = try thief.show()
        #expect(shown[type] == copy)

        #expect(thief.verdict(copy, as: type, evidence: evidence).reasons == [.otherCardKey])
        #expect(
            thief.verdict(copy, as: type, evidence: evidence, number: thief.job.cardNumber).reasons
                == [.otherCardNumber, .otherCardKey])
        #expect(
            thief.verdict(copy, as: type, evidence: .none, number: thief.job.cardNumber).reasons
                == [.otherCardNumber])
        let other = try #require(RecordType.allCases.first { $0 != type })
        #expect(victim.verdict(copy, as: other, evidence: .none).reasons == [.otherRecordType])
        for (own, bytes) in shown where own != type {
            let verdict = thief.verdict(bytes, as: own, evidence: evidence, number: thief.job.cardNumber)
            #expect(verdict.outcome == .accepted)
        }
    }

    @Test("a record sealed by an authority of another domain", arguments: RecordType.allCases)
    func wrongAuthority(_ type: RecordType) throws {
        let desk = try Desk(Office())
        try desk.personalise()
        let (evidence, _) = try desk.show()
        guard case .proven(let cardKey) = evidence else { return #expect(Bool(false), "no proof") }
        for domain in Domain.allCases {
            let key = try desk.office.key(of: domain)
            let sealed = try SealedRecord.seal(
                Applicant().record(type), validity: Applicant.validity, cardKey: cardKey, with: key)
            let verdict = desk.verdict(
                sealed.bytes, as: type, evidence: evidence, number: desk.job.cardNumber)
            #expect(
                verdict.reasons == (domain == type.domain ? [] : [.authorityNotEntitled]),
                "\(domain.rawValue)")
        }
    }

    @Test("a domain's channel can't write another domain's file", arguments: CardApplication.Role.allCases)
    func wrongRole(_ role: CardApplication.Role) throws {
        let desk = try Desk(Office())
        try desk.personalise()
        let before = try desk.show().records
        for type in RecordType.allCases where role != .issuer && role != type.domain.role {
            try desk.insert()
            var card = try desk.open(role)
            #expect(throws: CardError.status(.securityStatusNotSatisfied, instruction: 0xE2)) {
                try card.store([.file(type.file, rule: type.file.accessRules[0], record: [1, 2, 3])])
            }
        }
        #expect(try desk.show().records == before)
    }

    @Test("an expired record, from its first second on")
    func expired() throws {
        let office = try Office()
        let applicant = Applicant()
        let end = Office.later(10)
        var job = try applicant.job()
        job = PersonalisationJob(
            id: job.id, cardSerial: job.cardSerial, cardNumber: job.cardNumber,
            records: job.records.map {
                DraftRecord($0.record, validity: Validity(issuedAt: Office.now, expiration: end))
            })
        let desk = try Desk(office, slot: Desk.blankCard(serial: applicant.cardSerial), job: job)
        try desk.personalise()
        let (evidence, shown) = try desk.show()
        let before = try #require(end.advanced(bySeconds: -1))
        for (type, bytes) in shown {
            #expect(desk.verdict(bytes, as: type, evidence: evidence, at: before).reasons == [])
            #expect(desk.verdict(bytes, as: type, evidence: evidence, at: end).reasons == [.expired])
            #expect(
                desk.verdict(bytes, as: type, evidence: evidence, at: Office.later(40)).reasons
                    == [.trustListTooOld, .expired])
        }
    }

    @Test(
        "a record with one flipped bit, for every bit of it",
        arguments: [COSEKey.Curve.p256, .ed25519])
    func everyBit(_ curve: COSEKey.Curve) throws {
        let desk = try Desk(Office(curve: curve))
        try desk.personalise()
        let (evidence, shown) = try desk.show()
        let bytes = try #require(shown[.transportConcession])
        let zones = try Zones(of: bytes)
        var seen: [Reason: Int] = [:]
        for bit in 0..<(bytes.count * 8) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            let reasons = desk.verdict(flipped, as: .transportConcession, evidence: evidence).reasons
            // Nothing of a record is looked at before its signature was right: so there is just one reason.
            let reason = try #require(reasons.first, "bit \(bit) is accepted")
            #expect(reasons.count == 1, "bit \(bit)")
            let allowed = zones.reasons(at: bit / 8)
            if !allowed.contains(reason) { Issue.record("byte \(bit / 8), bit \(bit % 8): \(reason.code)") }
            seen[reason, default: 0] += 1
        }
        #expect(seen.values.reduce(0, +) == bytes.count * 8)
        // Every bit of the identifier, and of its label: a record that names no known key is left open.
        #expect((64...80).contains(seen[.issuerUnknown] ?? 0))
        #expect((seen[.signatureInvalid] ?? 0) >= (zones.payload.count + 64) * 8)
    }

    /// Where the parts of a sealed record lie.
    private struct Zones {
        let keyID: Range<Int>
        let payload: Range<Int>
        let signature: Range<Int>

        init(of bytes: [UInt8]) throws {
            let message = try COSESign1(parsing: bytes.span)
            let name = message.keyID
            let payloadBytes = message.unverifiedPayload.count
            let keyID = try #require(name).bytes
            let start = try #require(bytes.indices.first { bytes[$0...].starts(with: keyID) })
            self.keyID = start..<start + keyID.count
            signature = bytes.count - 64..<bytes.count
            // The signature's own head is 58 40.
            payload = bytes.count - 66 - payloadBytes..<bytes.count - 66
        }

        func reasons(at index: Int) -> Set<Reason> {
            // A key of another name is one that the validator may get to know with the next list.
            if keyID.contains(index) { return [.issuerUnknown] }
            if payload.contains(index) || signature.contains(index) { return [.signatureInvalid] }
            // Heads of CBOR, and the algorithm.
            return [.recordMalformed, .algorithmNotAllowed, .signatureInvalid, .issuerUnknown]
        }
    }

    @Test("a card that shows another card's key and can't sign with it")
    func swappedKey() throws {
        let office = try Office()
        let (victim, forger) = (try Desk(office, Applicant(1)), try Desk(office, Applicant(2)))
        try victim.personalise()
        try forger.personalise()
        let record = try #require(try victim.show().records[.transportConcession])
        let shown = try victim.transport.transmit(ForgedCard.select)

        var forged = try SelectedCard(selecting: ForgedCard(shown: shown, own: forger.transport))
        #expect(forged.information.serial == victim.job.cardSerial)
        let evidence = try CardProof.evidence(of: &forged)
        #expect(evidence == .disproven)
        let verdict = victim.verdict(record, as: .transportConcession, evidence: evidence)
        #expect(verdict.outcome == .refused)
        #expect(verdict.reasons == [.cardProofInvalid])

        // The same way, honestly.
        var genuine = try SelectedCard(selecting: ForgedCard(shown: shown, own: victim.transport))
        let proof = try CardProof.evidence(of: &genuine)
        #expect(victim.verdict(record, as: .transportConcession, evidence: proof).outcome == .accepted)
    }

    @Test("a card that shows a key which isn't a point of the curve")
    func noPoint() throws {
        let desk = try Desk(Office())
        try desk.personalise()
        let shown = try desk.transport.transmit(ForgedCard.select)
        let point = try #require(try desk.select().information.compressedPublicKey)
        let place = try #require(shown.indices.first { shown[$0...].starts(with: point) })
        var kinds: Set<String> = []
        for bit in 0..<32 {
            var forged = shown
            forged[place + 32] ^= UInt8(truncatingIfNeeded: 1 << (bit % 8))
            forged[place + 31] ^= UInt8(truncatingIfNeeded: bit / 8)
            let x = Array(forged[(place + 1)...(place + 32)])
            let isPoint = COSEKey(compressedPoint: [forged[place]] + x).map {
                (try? VerificationKey($0)) != nil
            }
            kinds.insert(isPoint == true ? "another point" : "none")
            var card = try SelectedCard(selecting: ForgedCard(shown: forged, own: desk.transport))
            #expect(try CardProof.evidence(of: &card) == .disproven, "bit \(bit)")
        }
        // About every second x has a point.
        #expect(kinds.count == 2)
    }

    @Test(
        "a key that was revoked takes all its records with it; a retired one doesn't",
        arguments: Domain.allCases)
    func revoked(_ domain: Domain) throws {
        let desk = try Desk(Office())
        try desk.personalise()
        let (evidence, shown) = try desk.show()
        let keyID = try #require(desk.office.keyIDs[domain])
        for (state, reasons) in [(TrustedKey.State.revoked, [Reason.issuerKeyRevoked]), (.retired, [])] {
            let list = desk.office.trustList { if $0.keyID == keyID { $0.state = state } }
            let verifier = try Office.verifier(list)
            for (type, bytes) in shown {
                let verdict = desk.verdict(bytes, as: type, evidence: evidence, verifier: verifier)
                #expect(verdict.reasons == (type.domain == domain ? reasons : []), "\(type.name)")
            }
        }
    }

    @Test("another region's records are unknown here, and forged ones in our names are not signed by us")
    func foreignOffice() throws {
        let (home, abroad) = (try Office(), try Desk(Office()))
        try abroad.personalise()
        let (evidence, shown) = try abroad.show()
        for (type, bytes) in shown {
            let verdict = abroad.verdict(bytes, as: type, evidence: evidence, verifier: home.verifier)
            #expect(verdict.outcome == .undetermined)
            #expect(verdict.reasons == [.issuerUnknown])

            let posing = PosingKey(
                own: try abroad.office.key(of: type.domain), keyID: try home.key(of: type.domain).keyID)
            let forged = try SealedRecord.seal(
                Applicant().record(type), validity: Applicant.validity, cardKey: nil, with: posing)
            let judged = abroad.verdict(forged.bytes, as: type, evidence: .none, verifier: home.verifier)
            #expect(judged.outcome == .refused)
            #expect(judged.reasons == [.signatureInvalid])
        }
    }
}
