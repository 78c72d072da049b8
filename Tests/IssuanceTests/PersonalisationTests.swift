import COSE
import CardCrypto
import CardRecords
import ISO7816
import Issuance
import SoftCard
import Testing

@Suite("One card from blank to active")
struct PersonalisationTests {
    @Test(
        "every record is accepted on a card that proves its key",
        arguments: [16, 24, 32], SoftCardProfile.allCases)
    func wholeCard(_ masterKeyBytes: Int, _ profile: SoftCardProfile) throws {
        let desk = try Desk(Office(masterKeyBytes: masterKeyBytes), profile: profile)
        var steps: [PersonalisationStep] = []
        let verified = try desk.personalise { steps.append($0) }
        #expect(verified.map(\.record) == desk.job.records.map(\.record))
        #expect(verified.allSatisfy { $0.isCardProven })
        #expect(try desk.isFinished())

        let types = desk.job.records.map(\.record.type)
        let expected: [PersonalisationStep] =
            [.authenticating, .generatingKey] + types.map { .sealing($0) } + types.map { .storing($0) }
            + [.storingKeys, .authenticating] + types.map { .checking($0) } + [.activating, .finished]
        #expect(steps == expected)
    }

    @Test("the card's tables tell what was put on it", arguments: [16, 24, 32])
    func tables(_ masterKeyBytes: Int) throws {
        let desk = try Desk(Office(masterKeyBytes: masterKeyBytes))
        let blank = try desk.snapshot()
        #expect(blank.lifeCycle == .blank && blank.files.isEmpty && blank.issuerData == nil)
        #expect(blank.keys == [KeyTableEntry(role: .issuer, masterKeyVersion: 0xFF, keyBytes: 16)])

        try desk.personalise()
        let card = try desk.snapshot()
        #expect(card.lifeCycle == .active)
        #expect(card.issuerData == desk.job.id)
        #expect(card.compressedPublicKey != nil)
        #expect(card.codes == VerificationState(pinTriesLeft: 3, pukTriesLeft: 10, canDelaySeconds: 0))
        #expect(card.keys.map(\.role) == CardApplication.Role.allCases)
        #expect(card.keys.allSatisfy { $0.masterKeyVersion == 1 && $0.keyBytes == masterKeyBytes })

        let shown = try desk.show().records
        let sizes = Dictionary(uniqueKeysWithValues: card.files.map { ($0.file, $0.recordBytes) })
        for (type, bytes) in shown { #expect(sizes[type.file] == bytes.count, "\(type.name)") }
        let rules = Dictionary(uniqueKeysWithValues: card.files.map { ($0.file, $0.rule) })
        // The holder of the example consents to reading with the CAN.
        #expect(
            rules == [
                .transport: .always, .holder: .canOrAnyRole, .social: .pinOrDomain,
                .medicalEmergency: .canOrDomain,
                .medicalSummary: .pinAndDomain, .utilities: .pinOrDomain,
            ])
    }

    @Test("a holder who doesn't consent keeps the emergency record from whoever has the CAN alone")
    func consent() throws {
        let applicant = Applicant()
        guard case .medicalEmergency(var body) = try applicant.record(.medicalEmergency) else { return }
        body.consent.readableWithCan = false
        let job = PersonalisationJob(
            id: applicant.jobID, cardSerial: applicant.cardSerial, cardNumber: applicant.cardNumber,
            records: [DraftRecord(.medicalEmergency(body), validity: Applicant.validity)])
        let desk = try Desk(Office(), slot: Desk.blankCard(serial: applicant.cardSerial), job: job)
        try desk.personalise()
        #expect(try desk.snapshot().files.map(\.rule) == [.pinOrDomain])

        try desk.insert()
        var card = try desk.select()
        let can = pinBlock(Desk.can)
        #expect(try card.verify(.can, can) == .verified)
        #expect(throws: CardError.status(.securityStatusNotSatisfied, instruction: 0xB0)) {
            try card.read(.medicalEmergency)
        }
        let pin = pinBlock(Desk.pin)
        #expect(try card.verify(.pin, pin) == .verified)
        #expect(try card.read(.medicalEmergency) != nil)
    }

    @Test("the maker's keys no longer open the card, the region's do in every role", arguments: [16, 24, 32])
    func keys(_ masterKeyBytes: Int) throws {
        let desk = try Desk(Office(masterKeyBytes: masterKeyBytes))
        try Self.openWithMakersKeys(desk)
        try desk.personalise()
        #expect(throws: CardError.secureChannel(.cardCryptogram)) { try Self.openWithMakersKeys(desk) }
        for role in CardApplication.Role.allCases {
            for mode in [SCP03.Mode.s8, .s16] {
                try desk.insert()
                let card = try desk.office.cardKeys.openChannel(to: desk.select(), as: role, mode: mode)
                #expect(card.role == role)
            }
        }
    }

    @Test("another region's keys don't open the card", arguments: CardApplication.Role.allCases)
    func foreignKeys(_ role: CardApplication.Role) throws {
        let desk = try Desk(Office())
        try desk.personalise()
        let foreign = try Office()
        #expect(throws: CardError.secureChannel(.cardCryptogram)) {
            _ = try foreign.cardKeys.openChannel(to: desk.select(), as: role)
        }
    }

    @Test("PIN, PUK and CAN are the ones of the letter")
    func codes() throws {
        let desk = try Desk(Office())
        try desk.personalise()
        try desk.insert()
        var card = try desk.select()
        let (pin, can, puk, wrong) = (Desk.pin, Desk.can, Desk.puk, "999999")
        #expect(try card.verify(.pin, pinBlock(wrong)) == .wrong(triesLeft: 2))
        #expect(try card.verify(.pin, pinBlock(pin)) == .verified)
        #expect(try card.verify(.can, pinBlock(can)) == .verified)
        #expect(try card.unblockPIN(puk: pinBlock(puk), newPIN: pinBlock(wrong)) == .verified)
        #expect(try card.verify(.pin, pinBlock(wrong)) == .verified)
    }

    @Test("a record for tomorrow is checked for tomorrow, and the card is finished today")
    func futureRecord() throws {
        let applicant = Applicant()
        var job = try applicant.job()
        let validity = Validity(
            issuedAt: Office.now, notBefore: Office.later(7), expiration: Office.later(365))
        job = PersonalisationJob(
            id: job.id, cardSerial: job.cardSerial, cardNumber: job.cardNumber,
            records: job.records.map { DraftRecord($0.record, validity: validity) })
        let desk = try Desk(Office(), slot: Desk.blankCard(serial: applicant.cardSerial), job: job)
        #expect(try desk.personalise().count == 6)
    }

    private static func openWithMakersKeys(_ desk: Desk) throws {
        try desk.insert()
        let key = [UInt8](0x40...0x4F)
        _ = try desk.select().openSecureChannel(as: .issuer, cryptography: OpenSSLAES()) {
            (_, _) throws(SecureChannelError) in
            try SecureChannelKeySet(
                encryption: SecretBytes(copying: key.span), mac: SecretBytes(copying: key.span),
                dataEncryption: SecretBytes(copying: key.span))
        }
    }
}

@Suite("A tap")
struct TapTests {
    /// T=0 has a GET RESPONSE after SELECT and another after INTERNAL AUTHENTICATE.
    @Test(
        "a tap takes three exchanges, and T=0's two GET RESPONSE more",
        arguments: zip([SoftCardProfile.extended, .short, .t0], [3, 3, 5]))
    func exchanges(_ profile: SoftCardProfile, _ count: Int) throws {
        let desk = try Desk(Office(), profile: profile)
        try desk.personalise()
        try desk.insert()
        desk.slot.arm(nil)
        var card = try desk.select()
        let challenge = try Secrets.randomBytes(count: 32)
        let tap = try card.tap(challenge: challenge)
        #expect(desk.slot.progress.commands == count)
        #expect(desk.slot.progress.writes == 1)

        let point = try #require(tap.information.compressedPublicKey)
        let key = try VerificationKey(#require(COSEKey(compressedPoint: point)))
        let message = tap.authentication.signedMessage
        let signature = tap.authentication.signature
        #expect(key.check(signature: signature.span, message: message.span) == .valid)
        let bytes = try #require(tap.record)
        let verdict = desk.verdict(bytes, as: .transportConcession, evidence: .proven(key.thumbprint))
        #expect(verdict.outcome == .accepted)
    }

    @Test("the transport record has at most 200 bytes sealed", arguments: [COSEKey.Curve.p256, .ed25519])
    func transportBytes(_ curve: COSEKey.Curve) throws {
        let desk = try Desk(Office(curve: curve))
        try desk.personalise()
        let information = try desk.select().information
        #expect(information.transportBytes > 0)
        #expect(information.transportBytes <= 200)
    }
}
