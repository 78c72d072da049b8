internal import COSE
internal import CardRecords

extension Receipt {
    /// What a sealed receipt says, whoever may have signed it.
    ///
    /// - Throws: ``ReceiptError``.
    public init(unverified sealed: Span<UInt8>) throws(ReceiptError) {
        guard sealed.count <= SealedReceipt.bytesMax else { throw .tooLong(bytes: sealed.count) }
        let message: COSESign1
        do { message = try COSESign1(parsing: sealed) } catch { throw .message(error) }
        self = try Receipt(payload: message.unverifiedPayload)
    }

    /// Decodes a receipt's payload; what is accepted encodes to the same bytes.
    ///
    /// - Throws: ``ReceiptError`` with the label and the offset.
    public init(payload: Span<UInt8>) throws(ReceiptError) {
        var fields = ReceiptFields()
        do {
            var decoder = CBORDecoder(payload)
            var map = try decoder.readMap()
            while let label = try decoder.nextLabel(&map) {
                try fields.read(label, from: &decoder, of: payload)
            }
            try decoder.finish()
        } catch let error as CBORError {
            throw .cbor(error)
        } catch let error as ReceiptError {
            throw error
        } catch {
            throw .missing(label: 0)  // no call above throws anything else
        }
        self = try fields.receipt()
    }
}

/// What has been read so far.
private struct ReceiptFields {
    var numbers = [21 of UInt64?](repeating: nil)
    var validator: ValidatorID?
    var nonce: ReceiptNonce?
    var record: [UInt8]?
    var cardKey: COSEKey?
    var fare: TripFare?
    var signature: [64 of UInt8]?
    var codes: [UInt16] = []
    var previous: ReceiptHash?

    @_lifetime(decoder: copy decoder)
    mutating func read(
        _ label: Int64, from decoder: inout CBORDecoder, of payload: Span<UInt8>
    ) throws {
        let start = decoder.offset
        func refuse() -> ReceiptError { .value(label: label, at: start) }
        switch UInt64(bitPattern: label) {
        case ReceiptLabel.validator:
            validator = ValidatorID(payload.extracting(try decoder.readBytesRange()))
            guard validator != nil else { throw refuse() }
        case ReceiptLabel.nonce:
            nonce = ReceiptNonce(payload.extracting(try decoder.readBytesRange()))
            guard nonce != nil else { throw refuse() }
        case ReceiptLabel.record:
            let range = try decoder.readBytesRange()
            guard (1...PresentedRecord.sealedBytesMax).contains(range.count) else { throw refuse() }
            record = range.map { payload[$0] }
        case ReceiptLabel.cardKey:
            let key: COSEKey
            do { key = try COSEKey(from: &decoder, of: payload) } catch {
                throw refuse()
            }
            guard case .p256Compressed = key else { throw refuse() }
            cardKey = key
        case ReceiptLabel.fare:
            fare = try TripFare(from: &decoder)
        case ReceiptLabel.cardSignature:
            let bytes = payload.extracting(try decoder.readBytesRange())
            guard bytes.count == COSELimits.signatureBytes else { throw refuse() }
            signature = [64 of UInt8] { index in bytes[index] }
        case ReceiptLabel.codes:
            try readCodes(&decoder, refuse())
        case ReceiptLabel.previous:
            previous = ReceiptHash(payload.extracting(try decoder.readBytesRange()))
            guard previous != nil else { throw refuse() }
        case ...ReceiptLabel.previous:
            let value = try decoder.readUnsigned()
            guard value <= Self.valueMax(label) else { throw refuse() }
            numbers[Int(label)] = value
        default:
            throw ReceiptError.unknownLabel(label, at: start)
        }
    }

    @_lifetime(decoder: copy decoder)
    private mutating func readCodes(_ decoder: inout CBORDecoder, _ refusal: ReceiptError) throws {
        let count = try decoder.readArrayCount()
        guard (1...ReceiptVerdict.codesMax).contains(count) else { throw refusal }
        for _ in 0..<count {
            let code = try decoder.readUnsigned()
            guard code <= ReceiptVerdict.codeMax else { throw refusal }
            codes.append(UInt16(code))
        }
    }

    private static func valueMax(_ label: Int64) -> UInt64 {
        switch UInt64(bitPattern: label) {
        case ReceiptLabel.time, ReceiptLabel.recordIssued: UInt64(NumericDate.latest.epochSeconds)
        case ReceiptLabel.mode, ReceiptLabel.zone: TripPlace.bitMax
        case ReceiptLabel.cardNumber: CardNumber.rawValueMax
        case ReceiptLabel.sameTripAs, ReceiptLabel.sequence: ReceiptSequence.rawValueMax
        default: UInt64(UInt32.max)
        }
    }

    private func number(_ label: UInt64) throws(ReceiptError) -> UInt64 {
        guard let value = numbers[Int(label)] else { throw .missing(label: Int64(label)) }
        return value
    }

    private func number32(_ label: UInt64) throws(ReceiptError) -> UInt32 {
        UInt32(clamping: try number(label))  // read with this limit
    }

    private func date(_ label: UInt64) throws(ReceiptError) -> NumericDate {
        guard let date = NumericDate(epochSeconds: Int64(try number(label))) else {
            throw .value(label: Int64(label), at: 0)
        }
        return date
    }

    func receipt() throws(ReceiptError) -> Receipt {
        guard let validator else { throw .missing(label: Int64(ReceiptLabel.validator)) }
        guard let nonce else { throw .missing(label: Int64(ReceiptLabel.nonce)) }
        guard let previous else { throw .missing(label: Int64(ReceiptLabel.previous)) }
        let place = TripPlace(
            carrier: try number32(ReceiptLabel.carrier), route: try number32(ReceiptLabel.route),
            stop: try number32(ReceiptLabel.stop),
            mode: numbers[Int(ReceiptLabel.mode)].map { UInt8($0) },
            zone: numbers[Int(ReceiptLabel.zone)].map { UInt8($0) })
        let draft = ReceiptDraft(
            validator: validator, nonce: nonce, time: try date(ReceiptLabel.time), place: place,
            record: try presentedRecord(), cardKey: cardKey, fare: fare)
        let outcomeNumber = try number(ReceiptLabel.outcome)
        guard let outcome = Outcome(rawValue: Int32(outcomeNumber & 0xFF)), outcomeNumber <= 2 else {
            throw .value(label: Int64(ReceiptLabel.outcome), at: 0)
        }
        let verdict = ReceiptVerdict(
            outcome: outcome, codes: codes,
            sameTripAs: numbers[Int(ReceiptLabel.sameTripAs)].map(ReceiptSequence.init(rawValue:)))
        let sequence = ReceiptSequence(rawValue: try number(ReceiptLabel.sequence))
        guard sequence != .none else { throw .value(label: Int64(ReceiptLabel.sequence), at: 0) }
        guard verdict.sameTripAs.map({ .none < $0 && $0 < sequence }) ?? true else {
            throw .value(label: Int64(ReceiptLabel.sameTripAs), at: 0)
        }
        return Receipt(
            draft: draft, card: try cardAnswer(), verdict: verdict, sequence: sequence, previous: previous)
    }

    /// The record with what it says, or neither.
    private func presentedRecord() throws(ReceiptError) -> PresentedRecord? {
        guard let record else {
            for label in [ReceiptLabel.cardNumber, ReceiptLabel.recordIssued, ReceiptLabel.concessionClass]
            where numbers[Int(label)] != nil {
                throw .missing(label: Int64(ReceiptLabel.record))
            }
            return nil
        }
        guard let cardNumber = CardNumber(rawValue: try number(ReceiptLabel.cardNumber)) else {
            throw .value(label: Int64(ReceiptLabel.cardNumber), at: 0)
        }
        var concessionClass: TransportConcession.ConcessionClass?
        if let value = numbers[Int(ReceiptLabel.concessionClass)] {
            concessionClass = TransportConcession.ConcessionClass(rawValue: Int64(value))
            guard concessionClass != nil else {
                throw .value(label: Int64(ReceiptLabel.concessionClass), at: 0)
            }
        }
        return PresentedRecord(
            cardNumber: cardNumber, issuedAt: try date(ReceiptLabel.recordIssued),
            concessionClass: concessionClass, sealed: record)
    }

    private func cardAnswer() throws(ReceiptError) -> CardAnswer? {
        guard let signature else {
            guard numbers[Int(ReceiptLabel.cardCounter)] == nil else {
                throw .missing(label: Int64(ReceiptLabel.cardSignature))
            }
            return nil
        }
        return CardAnswer(counter: try number32(ReceiptLabel.cardCounter), signature: signature)
    }
}

extension TripFare {
    /// - Throws: `CBORError` or ``ReceiptError``.
    @_lifetime(decoder: copy decoder)
    fileprivate init(from decoder: inout CBORDecoder) throws {
        let start = decoder.offset
        let refusal = ReceiptError.value(label: Int64(ReceiptLabel.fare), at: start)
        var values = [6 of UInt64?](repeating: nil)
        var map = try decoder.readMap()
        while let label = try decoder.nextLabel(&map) {
            guard (0...5).contains(label) else { throw refusal }
            values[Int(label)] = try decoder.readUnsigned()
        }
        let price: Price
        switch (values[0], values[1]) {
        case (0, nil): price = .free
        case (1, let percent?) where (1...99).contains(percent): price = .discount(percent: UInt8(percent))
        case (2, let amount?) where amount <= UInt64(UInt32.max): price = .fixed(minorUnits: UInt32(amount))
        case (3, nil): price = .full
        default: throw refusal
        }
        guard values[2] ?? 0 <= 0xFFFF, values[3] ?? 0 <= 0xFFFF_FFFF, values[4] ?? 0 <= 0xFFFF,
            (1...9).contains(values[5] ?? 1)
        else { throw refusal }
        self.init(
            price: price, payer: values[2].map { UInt16($0) }, rulesVersion: values[3].map { UInt32($0) },
            rule: values[4].map { UInt16($0) }, companions: values[5].map { UInt8($0) })
    }
}
