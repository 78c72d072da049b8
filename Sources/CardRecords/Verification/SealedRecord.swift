public import COSE

/// From when and until when a record holds.
public struct Validity: Equatable, Sendable {
    /// When the authority sealed the record (`iat`).
    public var issuedAt: NumericDate
    /// `nbf`; nil where the record holds from ``issuedAt`` on, which saves a tap 6 bytes.
    public var notBefore: NumericDate?
    /// `exp`: the first second in which the record doesn't hold any more; nil for a record without an end.
    public var expiration: NumericDate?

    public init(issuedAt: NumericDate, notBefore: NumericDate? = nil, expiration: NumericDate?) {
        self.issuedAt = issuedAt
        self.notBefore = notBefore == issuedAt ? nil : notBefore
        self.expiration = expiration
    }

    /// The first second in which the record holds; never before it was issued.
    public var start: NumericDate { max(notBefore ?? issuedAt, issuedAt) }
}

/// A record as it lies on the card: a CWT in a COSE_Sign1.
///
/// Nobody has checked it; its content comes out through ``RecordVerifier``, or openly unchecked as
/// ``UnverifiedRecord``.
public struct SealedRecord: Equatable, Sendable {
    public let bytes: [UInt8]

    /// The longest file of the card holds as much.
    public static let bytesMax = 8192

    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Seals `record` with the authority's key, bound to the card with `cardKey` if there is one.
    ///
    /// - Throws: ``SealError/record(_:)`` with path and rule when a field breaks its constraints, and nothing
    ///   is signed.
    public static func seal(
        _ record: Record, validity: Validity, cardKey: KeyThumbprint?,
        with key: borrowing some SignatureCreating & ~Copyable
    ) throws(SealError) -> SealedRecord {
        guard validity.expiration.map({ validity.start < $0 }) ?? true else { throw .neverValid }
        do { try record.validate() } catch { throw .record(error) }
        let payload = CWTClaims.payload(
            expiration: validity.expiration, notBefore: validity.notBefore, issuedAt: validity.issuedAt,
            cardKey: cardKey, recordLabel: record.type.rawValue
        ) { record.encode(into: &$0) }
        let bytes: [UInt8]
        do { bytes = try COSESign1.seal(payload: payload.span, with: key) } catch { throw .signing(error) }
        guard bytes.count <= bytesMax else { throw .tooLong(bytes: bytes.count) }
        return SealedRecord(bytes: bytes)
    }
}

/// Why a record can't be sealed.
public enum SealError: Error, Equatable, Sendable {
    case record(RecordError)
    /// It would end before it begins.
    case neverValid
    /// Longer than ``SealedRecord/bytesMax``.
    case tooLong(bytes: Int)
    case signing(SigningFailure)
}

/// What a sealed record says, whoever may have written it: for looking at, not for relying on.
public struct UnverifiedRecord: Equatable, Sendable {
    public let record: Record
    public let validity: Validity
    /// Names the key of the card that the record is bound to.
    public let cardKey: KeyThumbprint?
    /// Names the key that is said to have signed.
    public let keyID: KeyID?

    /// - Throws: ``UnverifiedRecordError``.
    public init(_ sealed: SealedRecord) throws(UnverifiedRecordError) {
        let message: COSESign1
        do { message = try COSESign1(parsing: sealed.bytes.span) } catch { throw .message(error) }
        let content = try Content(message.unverifiedPayload)
        record = content.record
        validity = content.validity
        cardKey = content.cardKey
        keyID = message.keyID
    }
}

public enum UnverifiedRecordError: Error, Equatable, Sendable {
    case message(COSEError)
    /// No record claim, or none that this version knows.
    case recordTypeUnknown(label: Int64?)
    /// Every record says when it was issued.
    case issueDateMissing
    case record(RecordError)
}

/// The payload of a sealed record, in its types.
struct Content {
    var record: Record
    var validity: Validity
    var cardKey: KeyThumbprint?

    init(_ payload: Span<UInt8>) throws(UnverifiedRecordError) {
        let claims: CWTClaims
        do { claims = try CWTClaims(parsing: payload) } catch { throw .message(error) }
        guard let claim = claims.record, let type = RecordType(rawValue: claim.label) else {
            throw .recordTypeUnknown(label: claims.record?.label)
        }
        guard let issuedAt = claims.issuedAt else { throw .issueDateMissing }
        do { record = try Record(type, decoding: payload.extracting(claim.body)) } catch {
            throw .record(error)
        }
        validity = Validity(issuedAt: issuedAt, notBefore: claims.notBefore, expiration: claims.expiration)
        cardKey = claims.cardKey
    }
}
