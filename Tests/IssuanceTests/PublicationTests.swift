import COSE
import CardCrypto
import CardRecords
import Foundation
import ISO7816
import Issuance
import SoftCard
import StatusLists
import Testing

@Suite("Publishing")
struct PublicationTests {
    @Test(
        "a card is made, its record replaced: the new one is valid, the old one superseded, by list and delta"
    )
    func endToEnd() throws {
        let region = try Region()
        let list = try region.folder.trustList()
        let applicant = Applicant()
        let job = try region.begin(applicant, RecordType.allCases)
        let slot = try Desk.blankCard(serial: applicant.cardSerial)
        let line = try Office.Line(
            sealing: region.store, cardKeys: CardKeys(region.store), trustList: list)
        guard let codes = CardCodes(pin: secret(Desk.pin), puk: secret(Desk.puk), can: secret(Desk.can))
        else { preconditionFailure("4…12, 8 and 6 digits") }
        let written = try line.write(job, codes: codes, to: SoftCardTransport(slot)) { _ in }
        slot.reset()
        _ = try line.finish(written, on: SoftCardTransport(slot), at: Office.now) { _ in }
        try region.folder.jobIsFinished(job, at: Office.now)
        let first = try region.publish(at: Office.later(1))
        #expect(first.lists.count == 5 && first.lists.allSatisfy { $0.delta == nil })

        // A validator takes the list, reads the card and finds its index valid.
        let base = try region.statuses(.transport, at: Office.later(1))
        let old = try Self.shownIndex(slot, list, at: Office.later(1))
        #expect(old == (try job.index(.transportConcession)) && base[old] == .valid)

        let new = try region.folder.issueRecord(
            .transportConcession, for: job.cardNumber, at: Office.later(2))
        let draft = DraftRecord(
            try applicant.form([.transportConcession]).record(job.cardNumber, new),
            validity: Validity(issuedAt: Office.later(2), expiration: Office.later(365)))
        slot.reset()
        let update = RecordUpdate(
            sealing: region.store, cardKeys: CardKeys(region.store), trustList: list)
        _ = try update.write(draft, to: SoftCardTransport(slot))
        _ = try region.folder.cardShows(
            .transportConcession, index: new, on: job.cardNumber, at: Office.later(2))
        let second = try region.publish(at: Office.later(2))
        let told = try #require(second.lists.first { $0.domain == .transport }?.delta)
        #expect(told.changeCount == 1 && told.base == Office.later(1))

        #expect(try Self.shownIndex(slot, list, at: Office.later(2)) == new)
        let full = try region.statuses(.transport, at: Office.later(2))
        let changed = try region.delta(.transport, at: Office.later(2)).apply(to: base)
        for statuses in [full, changed] {
            #expect(statuses[old] == .superseded && statuses[new] == .valid)
        }
        #expect(full == changed)
        // Of another base the delta makes nothing.
        var other = base
        other.set(.revoked, at: new)
        #expect(throws: StatusDeltaError.otherBase) {
            try region.delta(.transport, at: Office.later(2)).apply(to: other)
        }
        // The other domains have changed in nothing.
        #expect(second.lists.filter { $0.domain != .transport }.allSatisfy { $0.delta?.changeCount == 0 })
    }

    /// Where the record that the card shows stands in its list.
    private static func shownIndex(
        _ slot: SoftCardSlot, _ list: TrustList, at time: NumericDate
    ) throws -> Int {
        slot.reset()
        var card = try SelectedCard(selecting: SoftCardTransport(slot))
        let record = try #require(try card.read(.transport))
        let evidence = try CardProof.evidence(of: &card)
        let verdict = try Office.verifier(list).verify(
            record.span,
            in: VerificationContext(time: time, card: evidence, recordType: .transportConcession))
        guard case .accepted(let verified) = verdict else {
            Issue.record("\(verdict)")
            return -1
        }
        return verified.record.body.statusIndex
    }

    @Test("the output has the agreed names and nothing else, readable by all")
    func files() throws {
        let region = try Region()
        _ = try region.issue()
        for day in 1...2 { _ = try region.publish(at: Office.later(Int64(day))) }
        var expected: Set<String> = ["trust-list.cbor"]
        for domain in Domain.allCases {
            let uri = "urn:kartka:status:804:44:\(domain.rawValue)"
            #expect(try region.listKey(domain, at: Office.later(2)).uri == uri)
            let bytes = Array(uri.utf8)
            let digest = try Digest.sha256(bytes.span)
            let name = (0..<8).map { (digest[$0] < 16 ? "0" : "") + String(digest[$0], radix: 16) }.joined()
            expected.formUnion(["status/\(name).cwt", "status/\(name).delta"])
        }
        var modes: [String: Int] = [:]
        for (name, mode) in try region.parent.modes() where name.hasPrefix("published/") {
            modes[String(name.dropFirst("published/".count))] = mode
        }
        #expect(Set(modes.keys) == expected)
        #expect(modes.values.allSatisfy { $0 == 0o644 })
        // What is in the folder stays private.
        for (name, mode) in try region.parent.modes() where name.hasPrefix("authority/") {
            #expect(mode & 0o077 == 0, "\(name)")
        }
        #expect(try region.file("trust-list.cbor") == region.folder.trustListBytes())
    }

    @Test("lists say for how long they hold, and are longer than the indices given out")
    func claims() throws {
        let region = try Region()
        let job = try region.issue()
        let terms = PublicationTerms(validForSeconds: 3 * Office.day, timeToLiveSeconds: 3_600)
        let publication = try region.publish(at: Office.later(1), terms)
        let token = try region.list(.transport, at: Office.later(1))
        #expect(token.claims.issued == Office.later(1))
        #expect(token.claims.expiration == Office.later(4))
        #expect(token.claims.timeToLiveSeconds == 3_600)
        #expect(token.bits == .two)
        let statuses = try token.statuses()
        #expect(statuses.count == publication.lists.first { $0.domain == .transport }?.indexCount)
        // A card that is made before the next publication has its place already.
        #expect(statuses[try job.index(.transportConcession) + 10_000] == .valid)
        // A list never holds shorter than it may be kept.
        #expect(PublicationTerms(validForSeconds: 60).timeToLiveSeconds == 60)
    }

    @Test("revoked, suspended and resumed reach the lists, and each delta fits the list before")
    func deltas() throws {
        let region = try Region()
        let jobs = try (1...6).map { try region.issue(Applicant($0)) }
        var random = SplitMix(state: 2_026)
        var held: [Domain: StatusBits] = [:]
        for day in 1...8 {
            let now = Office.later(Int64(day))
            let card = StatusTarget.card(jobs[Int.random(in: 0..<4, using: &random)].cardNumber)
            let last = try region.folder.statusRegister()
            let isDenied = last.records(of: jobs[day % 4].cardNumber).contains { $0.status != .valid }
            _ = try region.folder.decide(
                isDenied ? .resume : .suspend(.lost), on: [.card(jobs[day % 4].cardNumber)], at: now)
            if day % 3 == 0 { _ = try? region.folder.decide(.suspend(.holderMoved), on: [card], at: now) }
            if day == 5 {
                _ = try region.folder.decide(.revoke(.stolen), on: [.card(jobs[4].cardNumber)], at: now)
            }
            _ = try region.publish(at: now)
            let register = try region.folder.statusRegister()
            for domain in [Domain.transport, .social] {
                let full = try region.statuses(domain, at: now)
                for index in 0..<register.indexCount(of: domain) {
                    #expect(full[index] == register.status(domain, index), "day \(day), \(domain):\(index)")
                }
                if let base = held[domain] {
                    #expect(try region.delta(domain, at: now).apply(to: base) == full, "day \(day)")
                }
                held[domain] = full
            }
        }
        #expect(held[.transport]?.histogram[1] == 1)
    }

    @Test("no two publications say the same time, nor an earlier one")
    func order() throws {
        let region = try Region()
        _ = try region.publish(at: Office.later(2))
        for time in [Office.later(2), Office.later(1)] {
            #expect(throws: AuthorityError.published(Office.later(2))) { try region.publish(at: time) }
        }
        #expect(throws: AuthorityError.published(Office.now)) { try region.publish(at: Office.later(-1)) }
        _ = try region.publish(at: date(Office.later(2).epochSeconds + 1))
    }

    @Test("what isn't published yet is told, and nothing is left after publishing")
    func unpublished() throws {
        let region = try Region()
        let job = try region.issue()
        func states() throws -> [PublishedState] {
            try region.folder.publishedLists(comparedWith: region.folder.statusRegister())
        }
        #expect(try states().allSatisfy { $0.changeCount == nil && $0.issued == nil })
        _ = try region.publish(at: Office.later(1))
        #expect(try states().allSatisfy { $0.changeCount == 0 && $0.issued == Office.later(1) })
        _ = try region.folder.decide(.revoke(.lost), on: [.card(job.cardNumber)], at: Office.later(1))
        for state in try states() {
            let isTouched = [.transport, .social].contains(state.domain)
            #expect(state.changeCount == (isTouched ? 1 : 0) && state.expiration == Office.later(8))
        }
        _ = try region.publish(at: Office.later(2))
        #expect(try states().allSatisfy { $0.changeCount == 0 })
    }

    @Test("lists that move have other names and begin without a delta; the trust list tells where they are")
    func moved() throws {
        let region = try Region()
        let job = try region.issue()
        _ = try region.publish(at: Office.later(1))
        let passphrase = secret(Region.phrase)
        let base = try #require(StatusListBase("https://status.example.org/poltava/"))
        #expect(!base.isBase(of: try region.folder.trustList()))
        let list = try region.folder.moveStatusLists(to: base, passphrase: passphrase, at: Office.later(2))
        #expect(base.isBase(of: list) && list.version == 2 && list.nextUpdate == Office.later(3_002))
        _ = try region.folder.decide(.revoke(.lost), on: [.card(job.cardNumber)], at: Office.later(2))
        let publication = try region.publish(at: Office.later(2))
        #expect(publication.trustListVersion == 2 && publication.lists.allSatisfy { $0.delta == nil })
        #expect(
            try region.listKey(.transport, at: Office.later(2)).uri
                == "https://status.example.org/poltava/transport")
        #expect(
            try region.statuses(.transport, at: Office.later(2))[job.index(.transportConcession)] == .revoked)
        // New keys keep the place.
        let rotated = try region.folder.rotate(
            [.transport], terms: AuthorityTerms(), passphrase: passphrase, at: Office.later(3))
        #expect(base.isBase(of: rotated))
    }

    @Test(
        "what is no URI is no place for lists",
        arguments: ["", "x", "status", "://a", "1http://a", "https:", "https://a b", "https://є", "a:\n"])
    func noURI(_ text: String) {
        #expect(StatusListBase(text) == nil)
        #expect(StatusListBase("https://" + String(repeating: "a", count: 200)) == nil)
    }

    @Test("a revoked key's records are refused, its domain has a new key, and lists are signed with that")
    func revokedKey() throws {
        let region = try Region()
        let before = try region.folder.trustList()
        let old = try #require(before.sealingKey(of: .transport, at: Office.now))
        let record = try Applicant().record(.transportConcession)
        let sealed = try SealedRecord.seal(
            record, validity: Applicant.validity, cardKey: nil,
            with: StoredSigningKey(old.keyID, in: region.store))
        _ = try region.publish(at: Office.later(1))
        let passphrase = secret(Region.phrase)
        #expect(throws: AuthorityError.unknownKey(KeyID(rawValue: 1))) {
            try region.folder.revokeKey(
                KeyID(rawValue: 1), terms: AuthorityTerms(), passphrase: passphrase, at: Office.later(2))
        }
        let list = try region.folder.revokeKey(
            old.keyID, terms: AuthorityTerms(), passphrase: passphrase, at: Office.later(2))
        #expect(list.version == before.version + 1 && list.key(old.keyID)?.state == .revoked)
        let new = try #require(list.sealingKey(of: .transport, at: Office.later(2)))
        #expect(new.statusListURI == old.statusListURI && new.authority == old.authority)
        #expect(list.keys.count == 6)
        let verdict = try Office.verifier(list).verify(
            sealed, in: VerificationContext(time: Office.later(2), card: .none))
        #expect(verdict.reasons == [.issuerKeyRevoked])
        // Once more changes nothing.
        let again = try region.folder.revokeKey(
            old.keyID, terms: AuthorityTerms(), passphrase: passphrase, at: Office.later(3))
        #expect(again == list)

        // The store at hand has the old key alone.
        #expect(throws: AuthorityError.sealingKey(.transport)) { try region.publish(at: Office.later(3)) }
        let keys = try region.folder.sealingKeys(in: list, at: Office.later(3), passphrase: passphrase)
        _ = try region.folder.publish(to: region.output, signing: keys, at: Office.later(3))
        #expect(try region.list(.transport, at: Office.later(3)).keyID == new.keyID)
    }

    @Test("a retired key is revoked without a new one")
    func retiredKey() throws {
        let region = try Region()
        let passphrase = secret(Region.phrase)
        let old = try #require(try region.folder.trustList().sealingKey(of: .health, at: Office.now))
        let rotated = try region.folder.rotate(
            [.health], terms: AuthorityTerms(), passphrase: passphrase, at: Office.later(1))
        let list = try region.folder.revokeKey(
            old.keyID, terms: AuthorityTerms(), passphrase: passphrase, at: Office.later(2))
        #expect(list.key(old.keyID)?.state == .revoked)
        #expect(Set(list.keys.map(\.keyID)) == Set(rotated.keys.map(\.keyID)))
    }

    @Test("a domain without a valid key is told, and what its cards need is not forgotten")
    func withoutKey() throws {
        let region = try Region()
        let job = try region.issue()
        // All keys have ended by then.
        let none = try region.publish(at: Office.later(400))
        #expect(none.lists.isEmpty && none.withoutKey == Domain.allCases)
        let passphrase = secret(Region.phrase)
        let list = try region.folder.rotate(
            [.transport], terms: AuthorityTerms(), passphrase: passphrase, at: Office.later(401))
        _ = try region.folder.decide(.revoke(.lost), on: [.card(job.cardNumber)], at: Office.later(401))
        let keys = try region.folder.sealingKeys(in: list, at: Office.later(401), passphrase: passphrase)
        let one = try region.folder.publish(to: region.output, signing: keys, at: Office.later(401))
        #expect(one.lists.map(\.domain) == [.transport])
        #expect(one.withoutKey == Domain.allCases.filter { $0 != .transport })
        #expect(
            try region.statuses(.transport, at: Office.later(401))[job.index(.transportConcession)]
                == .revoked)
    }

    @Test("a record whose card wasn't seen is told with each publication, until it is")
    func inDoubt() throws {
        let region = try Region()
        let job = try region.issue()
        let new = try region.folder.issueRecord(.socialBenefit, for: job.cardNumber, at: Office.now)
        #expect(try region.publish(at: Office.later(1)).inDoubt.map(\.index) == [new])
        let statuses = try region.statuses(.social, at: Office.later(1))
        let old = try job.index(.socialBenefit)
        #expect(statuses[new] == .valid && statuses[old] == .valid)
        _ = try region.folder.cardShows(.socialBenefit, index: new, on: job.cardNumber, at: Office.later(1))
        #expect(try region.publish(at: Office.later(2)).inDoubt.isEmpty)
    }

    @Test("a folder that can't be written is told with its path, and the next publication is whole")
    func unwritable() throws {
        let region = try Region()
        _ = try region.issue()
        // A file where the folder should be.
        try Data().write(to: URL(filePath: region.output))
        #expect(throws: AuthorityError.self) { try region.publish(at: Office.later(1)) }
        try FileManager.default.removeItem(atPath: region.output)
        let publication = try region.publish(at: Office.later(2))
        #expect(publication.lists.count == 5)
        #expect(try region.statuses(.social, at: Office.later(2)).count > 0)
    }

    @Test("interrupted after any file, the next publication serves every validator")
    func interrupted() throws {
        let region = try Region()
        let job = try region.issue()
        _ = try region.publish(at: Office.later(1))
        let base = try region.statuses(.transport, at: Office.later(1))
        _ = try region.folder.decide(.suspend(.lost), on: [.card(job.cardNumber)], at: Office.later(2))
        let kept = "\(region.folder.path)/published/transport.cwt"
        let before = try Data(contentsOf: URL(filePath: kept))
        _ = try region.publish(at: Office.later(2))
        // As if the power had gone before the list was kept: it is out, and the folder doesn't know.
        try before.write(to: URL(filePath: kept))
        _ = try region.publish(at: Office.later(3))
        let full = try region.statuses(.transport, at: Office.later(3))
        #expect(full[try job.index(.transportConcession)] == .suspended)
        let delta = try region.delta(.transport, at: Office.later(3))
        #expect(try delta.apply(to: base) == full)
        // A time that was announced isn't used again, even if nothing came of it.
        #expect(throws: AuthorityError.published(Office.later(3))) { try region.publish(at: Office.later(3)) }
    }
}

extension [UInt8] {
    /// The record of a form with a single section.
    fileprivate func record(_ card: CardNumber, _ index: Int) throws -> Record {
        let form = try ApplicantForm(json: self)
        return try form.record(try #require(form.recordTypes.first), cardNumber: card, statusIndex: index)
    }
}
