import COSE
import CardCrypto
import CardRecords
import Foundation
import ISO7816
import SoftCard
import Testing

@testable import Issuance

@Suite("Cards and files that lie")
struct HostileInputTests {
    @Test("the maker's keys, which everybody may know, open no card but a blank one")
    func makersKeys() throws {
        let office = try Office()
        let card = try Desk.blankCard(serial: Applicant().cardSerial)
        let own = SoftCardTransport(card)
        let blank = try own.transmit(ForgedCard.select)
        let place = try #require(blank.indices.first { blank[$0...].starts(with: [0x8A, 0x01, 0x01]) })
        for state in CardApplication.LifeCycle.allCases {
            var shown = blank
            shown[place + 2] = state.rawValue
            func open() throws(CardError) {
                let selected = try SelectedCard(selecting: ForgedCard(shown: shown, own: own))
                _ = try office.cardKeys.openChannel(to: selected, as: .issuer)
            }
            if state == .blank {
                try open()
            } else {
                let role = CardApplication.Role.issuer.rawValue
                #expect(
                    throws: CardError.secureChannel(
                        .keysUnavailable(role: role, masterKeyVersion: InitialKeys.version))
                ) { try open() }
            }
        }
    }

    @Test(
        "a ledger with numbers that can't be is damaged, and stops nothing else",
        arguments: [
            #""issuer": {"country": -1, "number": 42}, "nextStatusIndex": {}"#,
            #""issuer": {"country": 1000, "number": 42}, "nextStatusIndex": {}"#,
            #""issuer": {"country": 804, "number": -1}, "nextStatusIndex": {}"#,
            #""issuer": {"country": 804, "number": 100000}, "nextStatusIndex": {}"#,
            #""issuer": {"country": 804, "number": 42}, "nextStatusIndex": {"social": -1}"#,
        ])
    func ledger(_ members: String) throws {
        func read(_ members: String) throws(AuthorityError) -> Ledger {
            let text = #"{"schema": 1, "nextCardSerial": 1, \#(members)}"#
            return try Ledger(json: Array(text.utf8), path: "ledger.json")
        }
        #expect(throws: AuthorityError.damaged(path: "ledger.json")) { try read(members) }
        var good = try read(#""issuer": {"country": 804, "number": 42}, "nextStatusIndex": {"social": 7}"#)
        #expect(try good.takeCardNumber().digits.hasPrefix("9804"))
    }

    @Test("terms beyond all years are refused", arguments: [Int64.max, Int64.min, 1 << 50])
    func terms(_ days: Int64) {
        #expect(RecordTerms(days: days).validity(of: nil, issuedAt: Office.now) == nil)
    }

    @Test("a retired key seals nothing more that is accepted, and what it sealed holds")
    func retiredKey() throws {
        let office = try Office()
        var list = office.trustList
        list.retireKeys(of: .transport, at: Office.now)
        let verifier = try Office.verifier(list)
        func verdict(issued: NumericDate, by domain: Domain, _ type: RecordType) throws -> [Reason] {
            let sealed = try SealedRecord.seal(
                try Applicant().record(type), validity: Validity(issuedAt: issued, expiration: nil),
                cardKey: nil, with: office.key(of: domain))
            let context = VerificationContext(time: Office.later(2), card: .none)
            return verifier.verify(sealed, in: context).reasons
        }
        #expect(try verdict(issued: Office.now, by: .transport, .transportConcession) == [])
        #expect(
            try verdict(issued: Office.later(1), by: .transport, .transportConcession)
                == [.issuedOutsideKeyValidity])
        #expect(try verdict(issued: Office.later(1), by: .social, .socialBenefit) == [])
        #expect(list.sealingKey(of: .transport, at: Office.now) == nil)
        #expect(list.sealingKey(of: .social, at: Office.now) != nil)
    }

    @Test("a folder is not built in one that somebody else has put there")
    func squatted() throws {
        let path = FileManager.default.temporaryDirectory.path + "/kartka-authority-\(UUID().uuidString)"
        let building = "\(path).new-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: building, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: building) }
        let issuer = try #require(CardIssuer(country: 804, number: 42))
        let passphrase = SecretBytes(copying: Array("correct horse".utf8).span)
        #expect(throws: AuthorityError.system(path: building, code: EEXIST)) {
            try AuthorityFolder.create(
                at: path, region: "Полтавщина", names: [:], issuer: issuer, terms: AuthorityTerms(),
                passphrase: passphrase, at: Office.now)
        }
        #expect(FileManager.default.fileExists(atPath: building))
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
