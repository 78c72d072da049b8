public import COSE
internal import CardCrypto

extension BatchManifest {
    enum Label {
        static let validator: Int64 = 32
        static let first: Int64 = 33
        static let last: Int64 = 34
        static let count: Int64 = 35
        static let previous: Int64 = 36
        static let firstHash: Int64 = 37
        static let lastHash: Int64 = 38
        static let earliest: Int64 = 39
        static let latest: Int64 = 40
        static let byteCount: Int64 = 41
        static let accepted: Int64 = 42
        static let refused: Int64 = 43
        static let undetermined: Int64 = 44
        static let sameTrip: Int64 = 45
        static let sameTripBefore: Int64 = 46
        static let payers: Int64 = 47
        static let made: Int64 = 48
    }

    /// Payer numbers have one byte in a record, two in a rule set.
    static let payersMax = 65_536

    /// The deterministic CBOR map that the validator signs.
    public var payload: [UInt8] {
        var encoder = CBOREncoder(capacityBytes: 320)
        let validatorBytes = validator.bytes
        encoder.writeMap(count: 17)
        encoder.write(integer: Label.validator)
        encoder.write(bytes: validatorBytes.span)
        encoder.write(Label.first, first.rawValue)
        encoder.write(Label.last, last.rawValue)
        encoder.write(Label.count, count)
        for (label, hash) in [
            (Label.previous, previous), (Label.firstHash, firstHash), (Label.lastHash, lastHash),
        ] {
            encoder.write(integer: label)
            encoder.write(bytes: hash.span)
        }
        encoder.write(Label.earliest, UInt64(earliest.epochSeconds))
        encoder.write(Label.latest, UInt64(latest.epochSeconds))
        encoder.write(Label.byteCount, byteCount)
        encoder.write(Label.accepted, totals.accepted)
        encoder.write(Label.refused, totals.refused)
        encoder.write(Label.undetermined, totals.undetermined)
        encoder.write(Label.sameTrip, totals.sameTrip)
        encoder.write(Label.sameTripBefore, totals.sameTripBefore)
        encoder.write(integer: Label.payers)
        encoder.writeMap(count: totals.payers.count)
        for payer in totals.payers { encoder.write(Int64(payer.payer), payer.trips) }
        encoder.write(Label.made, UInt64(made.epochSeconds))
        return encoder.bytes
    }

    /// Decodes a manifest's payload; what is accepted encodes to the same bytes.
    ///
    /// - Throws: ``ReceiptError`` with the label and the offset.
    public init(payload: Span<UInt8>) throws(ReceiptError) {
        var fields = ManifestFields()
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
            throw .missing(label: Label.validator)  // no call above throws anything else
        }
        self = try fields.manifest()
    }

    /// What a sealed manifest says, whoever may have signed it.
    public init(unverified sealed: Span<UInt8>) throws(ReceiptError) {
        let message: COSESign1
        do { message = try COSESign1(parsing: sealed) } catch { throw .message(error) }
        try self.init(payload: message.unverifiedPayload)
    }

    /// The manifest signed by the validator's key.
    public func sealed(
        with key: borrowing some SignatureCreating & ~Copyable
    ) throws(SealingError) -> [UInt8] {
        let payload = payload
        do { return try COSESign1.seal(payload: payload.span, with: key) } catch { throw .signing(error) }
    }
}

extension CBOREncoder {
    fileprivate mutating func write(_ label: Int64, _ value: UInt64) {
        write(integer: label)
        write(unsigned: value)
    }
}

private struct ManifestFields {
    typealias Label = BatchManifest.Label

    private var validator: ValidatorID?
    private var numbers: [Int64: UInt64] = [:]
    private var hashes: [Int64: ReceiptHash] = [:]
    private var payers: [BatchTotals.PayerTrips]?

    @_lifetime(decoder: copy decoder)
    mutating func read(_ label: Int64, from decoder: inout CBORDecoder, of payload: Span<UInt8>) throws {
        let refusal = ReceiptError.value(label: label, at: decoder.offset)
        switch label {
        case Label.validator:
            validator = ValidatorID(payload.extracting(try decoder.readBytesRange()))
            guard validator != nil else { throw refusal }
        case Label.previous, Label.firstHash, Label.lastHash:
            guard let hash = ReceiptHash(payload.extracting(try decoder.readBytesRange())) else {
                throw refusal
            }
            hashes[label] = hash
        case Label.payers:
            payers = try Self.readPayers(&decoder, refusal)
        case Label.first...Label.count, Label.earliest...Label.sameTripBefore, Label.made:
            let value = try decoder.readUnsigned()
            guard value <= ReceiptSequence.rawValueMax else { throw refusal }
            numbers[label] = value
        default:
            throw ReceiptError.unknownLabel(label, at: decoder.offset)
        }
    }

    @_lifetime(decoder: copy decoder)
    private static func readPayers(
        _ decoder: inout CBORDecoder, _ refusal: ReceiptError
    ) throws -> [BatchTotals.PayerTrips] {
        var map = try decoder.readMap()
        guard map.pairsLeft <= BatchManifest.payersMax else { throw refusal }
        var payers: [BatchTotals.PayerTrips] = []
        while let number = try decoder.nextLabel(&map) {
            let trips = try decoder.readUnsigned()
            guard let payer = UInt16(exactly: number), (1...ReceiptSequence.rawValueMax).contains(trips)
            else {
                throw refusal
            }
            payers.append(BatchTotals.PayerTrips(payer: payer, trips: trips))
        }
        return payers
    }

    private func number(_ label: Int64) throws(ReceiptError) -> UInt64 {
        guard let value = numbers[label] else { throw .missing(label: label) }
        return value
    }

    private func hash(_ label: Int64) throws(ReceiptError) -> ReceiptHash {
        guard let value = hashes[label] else { throw .missing(label: label) }
        return value
    }

    private func date(_ label: Int64) throws(ReceiptError) -> NumericDate {
        guard let date = NumericDate(epochSeconds: Int64(try number(label))) else {
            throw .value(label: label, at: 0)
        }
        return date
    }

    func manifest() throws(ReceiptError) -> BatchManifest {
        guard let validator else { throw .missing(label: Label.validator) }
        guard let payers else { throw .missing(label: Label.payers) }
        let first = try number(Label.first)
        let last = try number(Label.last)
        guard first > 0, last >= first else { throw .value(label: Label.last, at: 0) }
        guard try number(Label.count) == last - first + 1 else { throw .value(label: Label.count, at: 0) }
        var totals = BatchTotals()
        totals.accepted = try number(Label.accepted)
        totals.refused = try number(Label.refused)
        totals.undetermined = try number(Label.undetermined)
        totals.sameTrip = try number(Label.sameTrip)
        totals.sameTripBefore = try number(Label.sameTripBefore)
        totals.payers = payers
        return BatchManifest(
            validator: validator, first: ReceiptSequence(rawValue: first),
            last: ReceiptSequence(rawValue: last), previous: try hash(Label.previous),
            firstHash: try hash(Label.firstHash), lastHash: try hash(Label.lastHash),
            earliest: try date(Label.earliest), latest: try date(Label.latest),
            byteCount: try number(Label.byteCount), totals: totals, made: try date(Label.made))
    }
}
