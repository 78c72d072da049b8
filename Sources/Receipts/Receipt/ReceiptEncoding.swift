internal import COSE
internal import CardRecords

/// The labels of a receipt; all take one byte. Those below `cardCounter` are what the card signs.
enum ReceiptLabel {
    static let validator: UInt64 = 0
    static let nonce: UInt64 = 1
    static let time: UInt64 = 2
    static let carrier: UInt64 = 3
    static let route: UInt64 = 4
    static let stop: UInt64 = 5
    static let mode: UInt64 = 6
    static let zone: UInt64 = 7
    static let cardNumber: UInt64 = 8
    static let recordIssued: UInt64 = 9
    static let concessionClass: UInt64 = 10
    static let record: UInt64 = 11
    static let cardKey: UInt64 = 12
    static let fare: UInt64 = 13
    static let cardCounter: UInt64 = 14
    static let cardSignature: UInt64 = 15
    static let outcome: UInt64 = 16
    static let codes: UInt64 = 17
    static let sameTripAs: UInt64 = 18
    static let sequence: UInt64 = 19
    static let previous: UInt64 = 20
}

extension ReceiptDraft {
    /// Pairs that ``encodeFields(into:)`` writes.
    var fieldCount: Int {
        var count = 6
        if place.mode != nil { count += 1 }
        if place.zone != nil { count += 1 }
        if let record { count += record.concessionClass == nil ? 3 : 4 }
        if cardKey != nil { count += 1 }
        if fare != nil { count += 1 }
        return count
    }

    func encodeFields(into encoder: inout CBOREncoder) {
        let validatorBytes = validator.bytes
        encoder.write(unsigned: ReceiptLabel.validator)
        encoder.write(bytes: validatorBytes.span)
        encoder.write(unsigned: ReceiptLabel.nonce)
        encoder.write(bytes: nonce.span)
        encoder.write(unsigned: ReceiptLabel.time)
        encoder.write(integer: time.epochSeconds)
        place.encodeFields(into: &encoder)
        if let record {
            encoder.write(unsigned: ReceiptLabel.cardNumber)
            encoder.write(unsigned: record.cardNumber.rawValue)
            encoder.write(unsigned: ReceiptLabel.recordIssued)
            encoder.write(integer: record.issuedAt.epochSeconds)
            if let concessionClass = record.concessionClass {
                encoder.write(unsigned: ReceiptLabel.concessionClass)
                encoder.write(integer: concessionClass.rawValue)
            }
            encoder.write(unsigned: ReceiptLabel.record)
            encoder.write(bytes: record.sealed)
        }
        if let cardKey {
            encoder.write(unsigned: ReceiptLabel.cardKey)
            cardKey.encode(into: &encoder)
        }
        if let fare {
            encoder.write(unsigned: ReceiptLabel.fare)
            fare.encode(into: &encoder)
        }
    }
}

extension TripPlace {
    fileprivate func encodeFields(into encoder: inout CBOREncoder) {
        encoder.write(unsigned: ReceiptLabel.carrier)
        encoder.write(unsigned: UInt64(carrier))
        encoder.write(unsigned: ReceiptLabel.route)
        encoder.write(unsigned: UInt64(route))
        encoder.write(unsigned: ReceiptLabel.stop)
        encoder.write(unsigned: UInt64(stop))
        encoder.write(unsigned: ReceiptLabel.mode, optional: mode.map(UInt64.init))
        encoder.write(unsigned: ReceiptLabel.zone, optional: zone.map(UInt64.init))
    }
}

extension TripFare {
    fileprivate func encode(into encoder: inout CBOREncoder) {
        let (kind, value): (UInt64, UInt64?) =
            switch price {
            case .free: (0, nil)
            case .discount(let percent): (1, UInt64(percent))
            case .fixed(let minorUnits): (2, UInt64(minorUnits))
            case .full: (3, nil)
            }
        var count = value == nil ? 1 : 2
        if payer != nil { count += 1 }
        if rulesVersion != nil { count += 1 }
        if rule != nil { count += 1 }
        if companions != nil { count += 1 }
        encoder.writeMap(count: count)
        encoder.write(unsigned: 0)
        encoder.write(unsigned: kind)
        encoder.write(unsigned: 1, optional: value)
        encoder.write(unsigned: 2, optional: payer.map(UInt64.init))
        encoder.write(unsigned: 3, optional: rulesVersion.map(UInt64.init))
        encoder.write(unsigned: 4, optional: rule.map(UInt64.init))
        encoder.write(unsigned: 5, optional: companions.map(UInt64.init))
    }
}

extension Receipt {
    /// The deterministic CBOR map that the validator signs.
    public var payload: [UInt8] {
        var encoder = CBOREncoder(capacityBytes: Self.capacityBytes)
        encode(into: &encoder)
        return encoder.bytes
    }

    static let capacityBytes = ReceiptDraft.capacityBytes + 256

    func encode(into encoder: inout CBOREncoder) {
        var count = draft.fieldCount + 3
        if card != nil { count += 2 }
        if !verdict.codes.isEmpty { count += 1 }
        if verdict.sameTripAs != nil { count += 1 }
        encoder.writeMap(count: count)
        draft.encodeFields(into: &encoder)
        if let card {
            encoder.write(unsigned: ReceiptLabel.cardCounter)
            encoder.write(unsigned: UInt64(card.counter))
            let signature = card.signature
            encoder.write(unsigned: ReceiptLabel.cardSignature)
            encoder.write(bytes: signature.span)
        }
        encoder.write(unsigned: ReceiptLabel.outcome)
        encoder.write(integer: Int64(verdict.outcome.rawValue))
        if !verdict.codes.isEmpty {
            encoder.write(unsigned: ReceiptLabel.codes)
            encoder.writeArray(count: verdict.codes.count)
            for code in verdict.codes { encoder.write(unsigned: UInt64(code)) }
        }
        encoder.write(unsigned: ReceiptLabel.sameTripAs, optional: verdict.sameTripAs?.rawValue)
        encoder.write(unsigned: ReceiptLabel.sequence)
        encoder.write(unsigned: sequence.rawValue)
        encoder.write(unsigned: ReceiptLabel.previous)
        encoder.write(bytes: previous.span)
    }
}

extension CBOREncoder {
    /// A pair, or nothing.
    mutating func write(unsigned label: UInt64, optional value: UInt64?) {
        guard let value else { return }
        write(unsigned: label)
        write(unsigned: value)
    }
}
