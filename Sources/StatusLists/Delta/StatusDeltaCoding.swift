public import COSE

extension StatusDelta {
    /// Reads a delta whoever may have written it, to learn which key should have signed it.
    ///
    /// - Throws: ``StatusDeltaError/message(_:)``.
    public init(parsing bytes: Span<UInt8>) throws(StatusDeltaError) {
        try self.init(try Self.message(bytes))
    }

    /// Reads a delta that `key` must have signed.
    ///
    /// - Throws: ``StatusDeltaError/message(_:)``; nothing of an unverified delta is told.
    public init(verifying bytes: Span<UInt8>, with key: some SignatureVerifying) throws(StatusDeltaError) {
        let message = try Self.message(bytes)
        do { try StatusListError.check(message, with: key) } catch { throw .message(error) }
        try self.init(message)
    }

    /// The signed delta, to be published.
    public func sealed(
        with key: borrowing some SignatureCreating & ~Copyable
    ) throws(StatusDeltaError) -> [UInt8] {
        let payload = payload
        do { return try COSESign1.seal(payload: payload.span, type: Self.mediaType, with: key) } catch {
            throw .message(.signing(error))
        }
    }

    @_lifetime(copy bytes)
    private static func message(_ bytes: Span<UInt8>) throws(StatusDeltaError) -> COSESign1 {
        let message: COSESign1
        do { message = try COSESign1(parsing: bytes) } catch { throw .message(.malformed(error)) }
        guard message.type == mediaType.description else { throw .message(.otherType) }
        return message
    }

    private init(_ message: borrowing COSESign1) throws(StatusDeltaError) {
        let payload = message.unverifiedPayload
        var decoder = CBORDecoder(payload)
        do {
            try self.init(from: &decoder, of: payload, signedBy: message.keyID)
            try decoder.finish()
        } catch let error as CBORError {
            throw .message(.malformed(.cbor(error)))
        } catch let error as StatusListError {
            throw .message(error)
        } catch {
            throw .message(.malformed(.claims(at: 0)))  // no call above throws anything else
        }
    }

    /// The deterministic claims, as they are signed.
    package var payload: [UInt8] {
        let changes = changesByStatus.enumerated().compactMap { status, coded in
            coded.map { (status, $0) }
        }
        let bitsCount = changes.reduce(0) { $0 + $1.1.bits.count }
        var encoder = CBOREncoder(capacityBytes: 512 + bitsCount)
        encoder.writeMap(count: claims.encodedCount + 1)
        claims.encode(into: &encoder)
        encoder.write(integer: Label.statusDelta)
        encoder.writeMap(count: base == nil ? 3 : 4)
        if let base {
            encoder.write(unsigned: 0)
            encoder.writeArray(count: 2)
            encoder.write(integer: base.issued.epochSeconds)
            encoder.write(bytes: base.digest.bytes)
        }
        encoder.write(unsigned: 1)
        encoder.write(unsigned: UInt64(count))
        encoder.write(unsigned: 2)
        encoder.write(bytes: digest.bytes)
        encoder.write(unsigned: 3)
        encoder.writeMap(count: changes.count)
        for (status, coded) in changes {
            encoder.write(unsigned: UInt64(status))
            encoder.writeArray(count: 3)
            encoder.write(unsigned: UInt64(coded.count))
            encoder.write(unsigned: UInt64(coded.divisor))
            encoder.write(bytes: coded.bits)
        }
        return encoder.bytes
    }

    @_lifetime(decoder: copy decoder)
    private init(
        from decoder: inout CBORDecoder, of payload: Span<UInt8>, signedBy keyID: KeyID?
    ) throws {
        let start = decoder.offset
        var uri: String?
        var issued: NumericDate?
        var expiration: NumericDate?
        var timeToLiveSeconds: UInt64?
        var body: Body?
        var map = try decoder.readMap()
        while let label = try decoder.nextLabel(&map) {
            switch label {
            case Int64(Label.subject): uri = try decoder.readText()
            case Int64(Label.expiration): expiration = try decoder.readNumericDate()
            case Int64(Label.issuedAt): issued = try decoder.readNumericDate()
            case Int64(Label.timeToLive): timeToLiveSeconds = try decoder.readUnsigned()
            case Label.statusDelta: body = try Body(from: &decoder, of: payload)
            default: throw StatusListError.malformed(.claims(at: start))
            }
        }
        guard let uri, let issued, let body else { throw StatusListError.malformed(.claims(at: start)) }
        let claims = StatusListClaims(
            uri: uri, issued: issued, expiration: expiration, timeToLiveSeconds: timeToLiveSeconds)
        try claims.check()
        self.init(
            claims: claims, keyID: keyID, base: body.base, count: body.count, digest: body.digest,
            changesByStatus: body.changesByStatus)
    }
}

/// The delta's own claim.
private struct Body {
    var base: StatusVersion?
    var count: Int
    var digest: StatusDigest
    var changesByStatus: [GolombCode?]

    @_lifetime(decoder: copy decoder)
    init(from decoder: inout CBORDecoder, of payload: Span<UInt8>) throws {
        let start = decoder.offset
        let pairs = try decoder.readMap().pairsLeft
        guard pairs == 3 || pairs == 4 else { throw StatusListError.malformed(.claims(at: start)) }
        if pairs == 4 {
            try decoder.expect(label: 0)
            try decoder.expectArray(count: 2)
            let issued = try decoder.readNumericDate()
            base = StatusVersion(issued: issued, digest: try decoder.readDigest(of: payload))
        }
        try decoder.expect(label: 1)
        count = try decoder.readCount(in: 0...StatusListLimits.countMax)
        guard count.isMultiple(of: 4) else { throw StatusListError.malformed(.claims(at: start)) }
        try decoder.expect(label: 2)
        digest = try decoder.readDigest(of: payload)
        try decoder.expect(label: 3)
        changesByStatus = [GolombCode?](repeating: nil, count: CardStatus.allCases.count)
        var map = try decoder.readMap()
        while let status = try decoder.nextLabel(&map) {
            guard changesByStatus.indices.contains(Int(status)) else {
                throw StatusListError.malformed(.claims(at: start))
            }
            try decoder.expectArray(count: 3)
            changesByStatus[Int(status)] = GolombCode(
                count: try decoder.readCount(in: 1...max(count, 1)),
                divisor: try decoder.readCount(in: 1...GolombCode.divisorMax),
                bits: try decoder.readBytes())
        }
    }
}

extension CBORDecoder {
    @_lifetime(self: copy self)
    fileprivate mutating func expectArray(count: Int) throws {
        let start = offset
        guard try readArrayCount() == count else { throw StatusListError.malformed(.claims(at: start)) }
    }

    @_lifetime(self: copy self)
    fileprivate mutating func expect(label: UInt64) throws {
        let start = offset
        guard try readUnsigned() == label else { throw StatusListError.malformed(.claims(at: start)) }
    }

    @_lifetime(self: copy self)
    fileprivate mutating func readCount(in range: ClosedRange<Int>) throws -> Int {
        let start = offset
        guard let count = Int(exactly: try readUnsigned()), range.contains(count) else {
            throw StatusListError.malformed(.claims(at: start))
        }
        return count
    }

    @_lifetime(self: copy self)
    fileprivate mutating func readNumericDate() throws -> NumericDate {
        let start = offset
        guard let date = NumericDate(epochSeconds: try readInteger()) else {
            throw StatusListError.malformed(.claims(at: start))
        }
        return date
    }

    @_lifetime(self: copy self)
    fileprivate mutating func readDigest(of payload: Span<UInt8>) throws -> StatusDigest {
        let start = offset
        guard let digest = StatusDigest(payload.extracting(try readBytesRange())) else {
            throw StatusListError.malformed(.claims(at: start))
        }
        return digest
    }
}
