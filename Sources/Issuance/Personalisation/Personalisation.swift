public import COSE
public import CardCrypto
public import CardRecords
public import ISO7816

/// Makes a blank card the holder's: first ``write(_:codes:to:replacesJob:progress:)``, then, after a reset of
/// the card, ``finish(_:on:at:progress:)``.
///
/// If the power goes, the card has, step by step: nothing; the job's id and the card number; a key pair; some
/// records (each whole or absent); keys and codes together or neither; *personalised*; *active*. Up to the
/// last step the same job begins again from the top and writes all of it anew, so nothing half-written is
/// ever handed out.
public struct Personalisation<Sealing: SigningKeyStore, Cards: CardKeyStore>: Sendable {
    private let sealing: Sealing
    private let cardKeys: CardKeys<Cards>
    private let trustList: TrustList
    private let verifier: RecordVerifier
    /// For records that begin later, perhaps after the next trust list: to it this list has no end.
    private let laterVerifier: RecordVerifier

    /// - Throws: `KeyImportError` for a key of the list that isn't one.
    public init(sealing: Sealing, cardKeys: CardKeys<Cards>, trustList: TrustList) throws(KeyImportError) {
        self.sealing = sealing
        self.cardKeys = cardKeys
        self.trustList = trustList
        let makeKey = { (key) throws(KeyImportError) in try VerificationKey(key) }
        verifier = try RecordVerifier(trustList, makeKey: makeKey)
        var lasting = trustList
        lasting.nextUpdate = .latest
        laterVerifier = try RecordVerifier(lasting, makeKey: makeKey)
    }

    /// Key pair, sealed records, keys and codes; leaves the card *personalised*.
    ///
    /// - Parameter replacesJob: a card that another job began and left *blank* is begun anew: its records are
    ///   erased.
    /// - Returns: what was written, for ``finish(_:on:at:progress:)``.
    public func write<Transport: CardTransport & ~Copyable>(
        _ job: PersonalisationJob, codes: borrowing CardCodes, to transport: consuming Transport,
        replacesJob: Bool = false, progress: (PersonalisationStep) -> Void
    ) throws(PersonalisationError) -> WrittenCard {
        var card = try open(job, on: transport, replacesJob, progress)
        progress(.generatingKey)
        let publicKey: CardPublicKey
        do {
            publicKey =
                card.information.lifeCycle == .blank ? try card.generateKeyPair() : try card.publicKey()
        } catch { throw .card(error, during: .generatingKey) }
        guard let cardKey = try? COSEKey(publicKey)?.thumbprint() else { throw .cardKey }

        var sealed: [RecordType: SealedRecord] = [:]
        for draft in job.records {
            progress(.sealing(draft.record.type))
            sealed[draft.record.type] = try seal(draft, for: cardKey)
        }
        for draft in job.records {
            let type = draft.record.type
            progress(.storing(type))
            let record = sealed[type]?.bytes ?? []
            do {
                try card.store([.file(type.file, rule: draft.accessRule, record: record)])
            } catch { throw .card(error, during: .storing(type)) }
        }
        progress(.storingKeys)
        do {
            let keys = try cardKeys.dataGroups(forCardWith: job.cardSerial)
            try card.store(codes.dataGroups + keys)
            try card.setLifeCycle(.personalised)
        } catch let error as CardError {
            throw .card(error, during: .storingKeys)
        } catch let error as SecureChannelError {
            throw .card(.secureChannel(error), during: .storingKeys)
        } catch {
            throw .keyStore(.library)
        }
        return WrittenCard(job: job, cardKey: cardKey, records: sealed)
    }

    /// Reads everything back as the issuer, lets the card prove its key, verifies each record as a validator
    /// would, and only then sets the card *active*.
    public func finish<Transport: CardTransport & ~Copyable>(
        _ written: WrittenCard, on transport: consuming Transport, at now: NumericDate,
        progress: (PersonalisationStep) -> Void
    ) throws(PersonalisationError) -> [VerifiedRecord] {
        progress(.authenticating)
        var selected = try select(written.job, on: transport)
        let evidence: CardEvidence
        do { evidence = try CardProof.evidence(of: &selected) } catch {
            throw (error as? CardError).map { .card($0, during: .authenticating) } ?? .cardProof
        }
        guard evidence == .proven(written.cardKey) else { throw .cardProof }
        var card: SecuredCard<Transport, OpenSSLAES>
        do { card = try cardKeys.openChannel(to: selected, as: .issuer) } catch {
            throw .card(error, during: .authenticating)
        }
        var verified: [VerifiedRecord] = []
        for draft in written.job.records {
            let type = draft.record.type
            progress(.checking(type))
            let bytes: [UInt8]?
            do { bytes = try card.read(type.file) } catch { throw .card(error, during: .checking(type)) }
            guard let bytes, bytes == written.records[type]?.bytes else { throw .readBack(type) }
            verified.append(try check(draft, bytes, evidence, written.job.cardNumber, at: now))
        }
        progress(.activating)
        do { try card.setLifeCycle(.active) } catch { throw .card(error, during: .activating) }
        progress(.finished)
        return verified
    }

    /// Selects, makes sure that this card is the job's and may be written, opens the issuer's channel, and
    /// leaves the job's mark.
    private func open<Transport: CardTransport & ~Copyable>(
        _ job: PersonalisationJob, on transport: consuming Transport, _ replacesJob: Bool,
        _ progress: (PersonalisationStep) -> Void
    ) throws(PersonalisationError) -> SecuredCard<Transport, OpenSSLAES> {
        progress(.authenticating)
        let selected = try select(job, on: transport)
        let lifeCycle = selected.information.lifeCycle
        guard [.blank, .personalised, .active].contains(lifeCycle) else { throw .cardState(lifeCycle) }
        do {
            var card = try cardKeys.openChannel(to: selected, as: .issuer)
            let mark = try card.issuerData()
            let isReplaced = replacesJob && lifeCycle == .blank
            if let mark, mark != job.id, !isReplaced { throw PersonalisationError.otherJob(id: mark) }
            if lifeCycle == .active {
                throw mark == nil ? PersonalisationError.cardState(.active) : .alreadyActive
            }
            guard mark != nil || lifeCycle == .blank else { throw PersonalisationError.cardState(lifeCycle) }
            if mark != job.id {
                guard let number = DataGroup.cardNumber(job.cardNumber.rawValue) else {
                    preconditionFailure("a card number has at most 19 digits")
                }
                // Nothing of the job before may stay, least of all a record that this job doesn't have.
                let emptied = RecordType.allCases.map { type in
                    DataGroup.file(type.file, rule: type.file.accessRules[0], record: [])
                }
                try card.store([DataGroup(.issuerData, job.id), number] + (mark == nil ? [] : emptied))
            }
            return card
        } catch let error as PersonalisationError {
            throw error
        } catch {
            throw (error as? CardError).map { .card($0, during: .authenticating) } ?? .keyStore(.library)
        }
    }

    private func select<Transport: CardTransport & ~Copyable>(
        _ job: PersonalisationJob, on transport: consuming Transport
    ) throws(PersonalisationError) -> SelectedCard<Transport> {
        let card: SelectedCard<Transport>
        do { card = try SelectedCard(selecting: transport) } catch {
            throw .card(error, during: .authenticating)
        }
        let serial = card.information.serial
        guard serial == job.cardSerial else { throw .otherCard(serial: serial) }
        return card
    }

    private func seal(
        _ draft: DraftRecord, for cardKey: KeyThumbprint
    ) throws(PersonalisationError) -> SealedRecord {
        let type = draft.record.type
        // A card that was begun before its authority got a new key is finished with the new one.
        let trusted =
            trustList.sealingKey(of: type.domain, at: draft.validity.issuedAt)
            ?? trustList.sealingKey(of: type.domain, at: trustList.issued)
        guard let trusted, let key = try? StoredSigningKey(trusted.keyID, in: sealing) else {
            throw .keyStore(.sealingKey(type.domain))
        }
        var validity = draft.validity
        validity.issuedAt = max(validity.issuedAt, trusted.validity.lowerBound)
        do throws(SealError) {
            let sealed = try SealedRecord.seal(draft.record, validity: validity, cardKey: cardKey, with: key)
            guard sealed.bytes.count <= type.file.recordBytesMax else {
                throw SealError.tooLong(bytes: sealed.bytes.count)
            }
            return sealed
        } catch { throw .seal(type, error) }
    }

    private func check(
        _ draft: DraftRecord, _ bytes: [UInt8], _ evidence: CardEvidence, _ number: CardNumber,
        at now: NumericDate
    ) throws(PersonalisationError) -> VerifiedRecord {
        // A record that begins later is checked for the moment in which it will begin.
        let isLater = draft.validity.start > now && now < trustList.nextUpdate
        let context = VerificationContext(
            time: isLater ? draft.validity.start : now, card: evidence, recordType: draft.record.type,
            cardNumber: number)
        switch (isLater ? laterVerifier : verifier).verify(bytes.span, in: context) {
        case .accepted(let record): return record
        case .refused(let reasons), .undetermined(let reasons):
            throw .notAccepted(draft.record.type, reasons)
        }
    }
}

/// A card as it was written, and not yet read back.
public struct WrittenCard: Sendable {
    public let job: PersonalisationJob
    public let cardKey: KeyThumbprint
    public let records: [RecordType: SealedRecord]
}
