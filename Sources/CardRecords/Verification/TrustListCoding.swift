internal import COSE

extension TrustList {
    /// The most keys of one list: five authorities, two generations each, and room to grow.
    static let keysMax = 256

    var payload: [UInt8] {
        var encoder = CBOREncoder(capacityBytes: 256 + keys.count * 256)
        encoder.writeMap(count: 5)
        encoder.write(unsigned: 0)
        encoder.write(unsigned: version)
        encoder.write(unsigned: 1)
        encoder.write(text: region)
        encoder.write(unsigned: 2)
        encoder.write(integer: issued.epochSeconds)
        encoder.write(unsigned: 3)
        encoder.write(integer: nextUpdate.epochSeconds)
        encoder.write(unsigned: 4)
        encoder.writeArray(count: keys.count)
        for key in keys { key.encode(into: &encoder) }
        return encoder.bytes
    }

    init(parsing payload: Span<UInt8>) throws(TrustListError) {
        var decoder = CBORDecoder(payload)
        do {
            try decoder.expectMap(count: 5)
            try decoder.expect(label: 0)
            version = try decoder.readUnsigned()
            try decoder.expect(label: 1)
            region = try decoder.readText(byteCounts: 1...100)
            try decoder.expect(label: 2)
            issued = try decoder.readDate()
            try decoder.expect(label: 3)
            nextUpdate = try decoder.readDate()
            try decoder.expect(label: 4)
            let start = decoder.offset
            let count = try decoder.readArrayCount()
            guard count <= Self.keysMax else { throw COSEError.claims(at: start) }
            keys = []
            for _ in 0..<count {
                let start = decoder.offset
                let key = try TrustedKey(from: &decoder, of: payload)
                if let last = keys.last, last.keyID.rawValue >= key.keyID.rawValue {
                    throw COSEError.claims(at: start)
                }
                keys.append(key)
            }
            try decoder.finish()
        } catch let error as CBORError {
            throw .malformed(.cbor(error))
        } catch let error as COSEError {
            throw .malformed(error)
        } catch {
            throw .malformed(.claims(at: 0))  // no call above throws anything else
        }
    }
}

extension TrustedKey {
    fileprivate func encode(into encoder: inout CBOREncoder) {
        encoder.writeMap(count: statusListURI == nil ? 7 : 8)
        encoder.write(unsigned: 0)
        encoder.write(bytes: keyID.bytes)
        encoder.write(unsigned: 1)
        key.encode(into: &encoder)
        encoder.write(unsigned: 2)
        encoder.write(text: authority)
        encoder.write(unsigned: 3)
        encoder.writeArray(count: recordTypes.count)
        for label in recordTypes.map(\.rawValue).sorted() { encoder.write(integer: label) }
        encoder.write(unsigned: 4)
        encoder.write(integer: validity.lowerBound.epochSeconds)
        encoder.write(unsigned: 5)
        encoder.write(integer: validity.upperBound.epochSeconds)
        encoder.write(unsigned: 6)
        encoder.write(unsigned: state.rawValue)
        if let statusListURI {
            encoder.write(unsigned: 7)
            encoder.write(text: statusListURI)
        }
    }

    @_lifetime(decoder: copy decoder)
    fileprivate init(from decoder: inout CBORDecoder, of bytes: Span<UInt8>) throws {
        let start = decoder.offset
        let pairs = try decoder.readMap().pairsLeft
        guard pairs == 7 || pairs == 8 else { throw COSEError.claims(at: start) }
        try decoder.expect(label: 0)
        guard let keyID = KeyID(bytes.extracting(try decoder.readBytesRange())) else {
            throw COSEError.claims(at: start)
        }
        try decoder.expect(label: 1)
        let key = try COSEKey(from: &decoder, of: bytes)
        try decoder.expect(label: 2)
        let authority = try decoder.readText(byteCounts: 1...100)
        try decoder.expect(label: 3)
        let recordTypes = try Self.readRecordTypes(&decoder)
        try decoder.expect(label: 4)
        let validFrom = try decoder.readDate()
        try decoder.expect(label: 5)
        let validUntil = try decoder.readDate()
        try decoder.expect(label: 6)
        guard validFrom <= validUntil, let state = State(rawValue: try decoder.readUnsigned()) else {
            throw COSEError.claims(at: start)
        }
        var statusListURI: String?
        if pairs == 8 {
            try decoder.expect(label: 7)
            statusListURI = try decoder.readText(byteCounts: 1...255)
        }
        self.init(
            keyID: keyID, key: key, authority: authority, recordTypes: recordTypes,
            validity: validFrom...validUntil, state: state, statusListURI: statusListURI)
    }

    /// Ascending, without doubles. A type that this version doesn't know is read over: newer lists have newer
    /// types.
    @_lifetime(decoder: copy decoder)
    private static func readRecordTypes(_ decoder: inout CBORDecoder) throws -> Set<RecordType> {
        let start = decoder.offset
        var types: Set<RecordType> = []
        var previous: Int64?
        for _ in 0..<(try decoder.readArrayCount()) {
            let label = try decoder.readInteger()
            if let previous, previous >= label { throw COSEError.claims(at: start) }
            previous = label
            if let type = RecordType(rawValue: label) { types.insert(type) }
        }
        guard previous != nil else { throw COSEError.claims(at: start) }
        return types
    }
}

extension CBORDecoder {
    @_lifetime(self: copy self)
    fileprivate mutating func expectMap(count: Int) throws {
        let start = offset
        guard try readMap().pairsLeft == count else { throw COSEError.claims(at: start) }
    }

    @_lifetime(self: copy self)
    fileprivate mutating func expect(label: UInt64) throws {
        let start = offset
        guard try readUnsigned() == label else { throw COSEError.claims(at: start) }
    }

    @_lifetime(self: copy self)
    fileprivate mutating func readText(byteCounts: ClosedRange<Int>) throws -> String {
        let start = offset
        let text = try readText()
        guard byteCounts.contains(text.utf8.count) else { throw COSEError.claims(at: start) }
        return text
    }

    @_lifetime(self: copy self)
    fileprivate mutating func readDate() throws -> NumericDate {
        let start = offset
        guard let date = NumericDate(epochSeconds: try readInteger()) else {
            throw COSEError.claims(at: start)
        }
        return date
    }
}
