extension COSESign1 {
    /// What kind of message it is: the protected header's `typ`, where that is a media type. RFC 9596 §2.
    public var type: String? {
        // The header was read when the message was parsed, so nothing here can fail.
        (try? AnyEncodingHeader(protectedHeader))?.type
    }

    /// As ``seal(payload:with:)``, with `type` as `typ` in the protected header, so that a message of one
    /// kind is never taken for one of another kind by the same key. RFC 9596 §2.
    ///
    /// - Parameter type: a media type of at most 200 bytes.
    public static func seal(
        payload: Span<UInt8>, type: StaticString, with key: borrowing some SignatureCreating & ~Copyable
    ) throws(SigningFailure) -> [UInt8] {
        let type = type.description
        precondition(type.utf8.count <= 200, "the protected header has to stay below 256 bytes")
        var header = CBOREncoder(capacityBytes: 32 + type.utf8.count)
        header.writeMap(count: 3)
        header.write(unsigned: 1)
        header.write(integer: key.algorithm.rawValue)
        header.write(unsigned: 4)
        header.write(bytes: key.keyID.bytes)
        header.write(unsigned: 16)
        header.write(text: type)
        let protected = header.bytes
        return try seal(payload: payload, protected: protected.span, with: key)
    }

    /// Parses a message that others made: any well-formed encoding, with or without the tags of COSE_Sign1
    /// and CWT (RFC 8392 §6). What the signature covers is the very bytes that were received, as ever.
    ///
    /// - Throws: ``COSEError``, with the offset in its ``CBORError`` where the encoding is at fault.
    @_lifetime(copy bytes)
    public init(parsingAnyEncoding bytes: Span<UInt8>) throws(COSEError) {
        let parts = try AnyEncodingParts(bytes)
        let protectedHeader = bytes.extracting(parts.protectedHeader)
        guard parts.signature.count == COSELimits.signatureBytes else {
            throw .signatureLength(bytes: parts.signature.count)
        }
        guard protectedHeader.count <= COSELimits.protectedHeaderBytesMax else {
            throw .protectedHeaderTooLong(bytes: protectedHeader.count)
        }
        let header: AnyEncodingHeader
        do { header = try AnyEncodingHeader(protectedHeader) } catch {
            throw error.moved(by: parts.protectedHeader.lowerBound)
        }
        guard let number = header.algorithm else { throw .algorithmMissing }
        guard let algorithm = COSEAlgorithm(rawValue: number) else { throw .algorithmUnsupported(number) }
        self.init(
            algorithm: algorithm, keyID: header.keyID ?? parts.unprotectedKeyID,
            protectedHeader: protectedHeader, unverifiedPayload: bytes.extracting(parts.payload),
            signature: bytes.extracting(parts.signature))
    }

    /// RFC 8392 §6.
    private static let tagOfCWT: UInt64 = 61

    /// Steps over the tags that a message may have: 18, or 61 and 18, or none.
    fileprivate static func skipTags(_ decoder: inout WellFormedDecoder) throws {
        guard try decoder.peekType() == .tag else { return }
        var found = try decoder.readTag()
        if found == tagOfCWT { found = try decoder.readTag() }
        guard found == tag else { throw COSEError.notSign1 }
    }
}

/// Where the four elements lie.
private struct AnyEncodingParts {
    var protectedHeader: Range<Int>
    var unprotectedKeyID: KeyID?
    var payload: Range<Int>
    var signature: Range<Int>

    init(_ bytes: Span<UInt8>) throws(COSEError) {
        var decoder = WellFormedDecoder(bytes)
        do {
            try COSESign1.skipTags(&decoder)
            guard try decoder.peekType() == .array else { throw COSEError.notSign1 }
            var items = try decoder.readArray()
            try Self.step(&decoder, &items)
            protectedHeader = try decoder.readBytesRange()
            try Self.step(&decoder, &items)
            unprotectedKeyID = try AnyEncodingHeader(from: &decoder, of: bytes).keyID
            try Self.step(&decoder, &items)
            guard try decoder.peekType() == .bytes else { throw COSEError.payloadMissing }
            payload = try decoder.readBytesRange()
            try Self.step(&decoder, &items)
            signature = try decoder.readBytesRange()
            guard try !decoder.hasNext(&items) else { throw COSEError.notSign1 }
            try decoder.finish()
        } catch let error as CBORError {
            throw .cbor(error)
        } catch let error as COSEError {
            throw error
        } catch {
            throw .notSign1
        }
    }

    @_lifetime(decoder: copy decoder)
    private static func step(
        _ decoder: inout WellFormedDecoder, _ items: inout WellFormedDecoder.Items
    ) throws {
        guard try decoder.hasNext(&items) else { throw COSEError.notSign1 }
    }
}

/// A header map in any encoding; a protected one of zero bytes stands for an empty map. RFC 9052 §3.
private struct AnyEncodingHeader {
    var algorithm: Int64?
    var keyID: KeyID?
    var type: String?

    init(_ bytes: Span<UInt8>) throws(COSEError) {
        guard bytes.count > 0 else { return }
        var decoder = WellFormedDecoder(bytes)
        self = try AnyEncodingHeader(from: &decoder, of: bytes)
        do { try decoder.finish() } catch { throw .cbor(error) }
    }

    /// Reads the map that `decoder` stands at in `bytes`.
    @_lifetime(decoder: copy decoder)
    init(from decoder: inout WellFormedDecoder, of bytes: Span<UInt8>) throws(COSEError) {
        do {
            var seen: Set<Int64> = []
            var map = try decoder.readMap()
            while try decoder.hasNext(&map) {
                let start = decoder.offset
                guard try decoder.isAtLabel() else {
                    try decoder.skip()
                    try decoder.skip()
                    continue
                }
                let label = try decoder.readInteger()
                guard seen.insert(label).inserted else { throw CBORError.duplicateKey(at: start) }
                switch (label, try decoder.peekType()) {
                case (1, .unsigned), (1, .negative): algorithm = try decoder.readInteger()
                case (1, let type): throw CBORError.unexpectedType(type, at: decoder.offset)
                case (2, _): throw COSEError.criticalHeader
                case (4, .bytes): keyID = KeyID(bytes.extracting(try decoder.readBytesRange()))
                case (16, .text): type = try decoder.readText()
                default: try decoder.skip()
                }
            }
        } catch let error as CBORError {
            throw .cbor(error)
        } catch let error as COSEError {
            throw error
        } catch {
            throw .criticalHeader  // no call above throws anything else
        }
    }
}

extension WellFormedDecoder {
    /// Whether an integer follows, which may be a label.
    fileprivate func isAtLabel() throws(CBORError) -> Bool {
        let type = try peekType()
        return type == .unsigned || type == .negative
    }
}
