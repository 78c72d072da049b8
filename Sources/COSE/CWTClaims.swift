/// The claims of a record: how long it holds, which card it is bound to, and the record itself.
///
/// ```cddl
/// claims = {
///   ? 1 => tstr, ? 2 => tstr, ? 3 => tstr,        ; iss, sub, aud: read over (the key tells the issuer)
///   ? 4 => uint, ? 5 => uint, ? 6 => uint,        ; exp, nbf, iat
///   ? 7 => bstr,                                  ; cti: read over
///   ? 8 => { 3 => bstr .size 16 },                ; cnf: the card's key, RFC 8747 §3.4
///   ? int => any,                                 ; the record, under its own label
/// }
/// ```
/// RFC 8392 §3.1.
public struct CWTClaims: Equatable, Sendable {
    public var expiration: NumericDate?
    public var notBefore: NumericDate?
    public var issuedAt: NumericDate?
    /// Names the key that the card must prove to have.
    public var cardKey: KeyThumbprint?
    public var record: RecordClaim?

    /// A claim of a private or registered label beyond RFC 8392's own. In a deterministic map it is the last
    /// one.
    public struct RecordClaim: Equatable, Sendable {
        public var label: Int64
        /// The rest of the payload, not read yet: whoever knows the record's type decodes it, to the last
        /// byte.
        public var body: Range<Int>
    }

    /// Parses a payload up to the record's body, and all of it where there is no record.
    ///
    /// - Throws: ``COSEError/cbor(_:)``, or ``COSEError/claims(at:)`` for a date outside the years 1970…9999,
    ///   a second record claim or a `cnf` of another form.
    public init(parsing payload: Span<UInt8>) throws(COSEError) {
        var decoder = CBORDecoder(payload)
        do {
            var map = try decoder.readMap()
            while let label = try decoder.nextLabel(&map) {
                let start = decoder.offset
                switch label {
                case 1, 2, 3: try decoder.expect(.text)
                case 4: expiration = try decoder.readNumericDate()
                case 5: notBefore = try decoder.readNumericDate()
                case 6: issuedAt = try decoder.readNumericDate()
                case 7: try decoder.expect(.bytes)
                case 8: cardKey = try decoder.readConfirmation(of: payload)
                default:
                    guard map.pairsLeft == 0 else { throw COSEError.claims(at: start) }
                    record = RecordClaim(label: label, body: start..<payload.count)
                    return
                }
            }
            try decoder.finish()
        } catch let error as CBORError {
            throw .cbor(error)
        } catch let error as COSEError {
            throw error
        } catch {
            throw .claims(at: 0)  // neither call above throws anything else
        }
    }

    /// The deterministic payload of a record to be sealed.
    ///
    /// - Parameters:
    ///   - label: the record's claim, above 8 or negative.
    ///   - body: writes the record.
    public static func payload(
        expiration: NumericDate?, notBefore: NumericDate?, issuedAt: NumericDate?, cardKey: KeyThumbprint?,
        recordLabel label: Int64, body: (inout CBOREncoder) -> Void
    ) -> [UInt8] {
        precondition(label < 0 || label > 8, "a record's label must not be one of RFC 8392's")
        var encoder = CBOREncoder(capacityBytes: 256)
        let optionalCount =
            (expiration == nil ? 0 : 1) + (notBefore == nil ? 0 : 1) + (issuedAt == nil ? 0 : 1)
            + (cardKey == nil ? 0 : 1)
        encoder.writeMap(count: optionalCount + 1)
        encoder.write(claim: 4, expiration)
        encoder.write(claim: 5, notBefore)
        encoder.write(claim: 6, issuedAt)
        if let cardKey {
            encoder.write(unsigned: 8)
            encoder.writeMap(count: 1)
            encoder.write(unsigned: 3)
            encoder.writeBytesHead(count: KeyThumbprint.byteCount)
            cardKey.append(to: &encoder)
        }
        encoder.write(integer: label)
        body(&encoder)
        return encoder.bytes
    }
}

extension CBOREncoder {
    fileprivate mutating func write(claim label: UInt64, _ date: NumericDate?) {
        guard let date else { return }
        write(unsigned: label)
        write(integer: date.epochSeconds)
    }
}

extension CBORDecoder {
    /// One item of `type`, unused.
    @_lifetime(self: copy self)
    fileprivate mutating func expect(_ type: CBORType) throws(CBORError) {
        let found = try peekType()
        guard found == type else { throw .unexpectedType(found, at: offset) }
        try skip()
    }

    @_lifetime(self: copy self)
    fileprivate mutating func readNumericDate() throws(COSEError) -> NumericDate {
        let start = offset
        let seconds: Int64
        do { seconds = try readInteger() } catch { throw .cbor(error) }
        guard let date = NumericDate(epochSeconds: seconds) else { throw .claims(at: start) }
        return date
    }

    /// `cnf = { 3 => bstr .size 16 }`; a confirmation that can't be checked is refused, not passed over.
    @_lifetime(self: copy self)
    fileprivate mutating func readConfirmation(of payload: Span<UInt8>) throws(COSEError) -> KeyThumbprint {
        let start = offset
        do {
            var map = try readMap()
            if map.pairsLeft == 1, try nextLabel(&map) == 3,
                let thumbprint = KeyThumbprint(payload.extracting(try readBytesRange()))
            {
                return thumbprint
            }
        } catch {
            throw .cbor(error)
        }
        throw .claims(at: start)
    }
}
