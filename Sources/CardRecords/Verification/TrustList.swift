public import COSE

/// Which authority's key may seal which records: the payload of a COSE_Sign1 by the region's root key.
///
/// Its CDDL is `CardSchemas/trust-list/v1/trust-list.cddl`.
public struct TrustList: Equatable, Sendable {
    /// Grows with every list; a validator never goes back.
    public var version: UInt64
    /// 1…100 bytes, for people.
    public var region: String
    public var issued: NumericDate
    /// After this the list is too old to decide by.
    public var nextUpdate: NumericDate
    /// In the order of their identifiers.
    public var keys: [TrustedKey]

    public init(
        version: UInt64, region: String, issued: NumericDate, nextUpdate: NumericDate, keys: [TrustedKey]
    ) {
        self.version = version
        self.region = region
        self.issued = issued
        self.nextUpdate = nextUpdate
        self.keys = keys.sorted { $0.keyID.rawValue < $1.keyID.rawValue }
    }

    /// Reads a list that `root` must have signed.
    ///
    /// - Parameter oldest: the version of the list that is in use; an older one is refused, so that nobody
    ///   brings back a key that was revoked since.
    /// - Throws: ``TrustListError``; nothing of an unverified list is told.
    public init(
        verifying bytes: Span<UInt8>, with root: some SignatureVerifying, notBelow oldest: UInt64 = 0
    ) throws(TrustListError) {
        let message: COSESign1
        do { message = try COSESign1(parsing: bytes) } catch { throw .malformed(error) }
        guard message.keyID == root.keyID, root.accepts(message.algorithm) else { throw .otherRoot }
        switch message.check(with: root) {
        case .valid: break
        case .invalid: throw .signatureInvalid
        case .failed: throw .checkFailed
        }
        try self.init(parsing: message.unverifiedPayload)
        guard version >= oldest else { throw .older(version: version) }
    }

    /// The signed list, to be published.
    public func sealed(with root: borrowing some SignatureCreating & ~Copyable) throws(SigningFailure)
        -> [UInt8]
    {
        try COSESign1.seal(payload: payload.span, with: root)
    }

    public func key(_ keyID: KeyID) -> TrustedKey? { keys.first { $0.keyID == keyID } }
}

/// An authority's key, and what it is trusted with.
public struct TrustedKey: Equatable, Sendable {
    public var keyID: KeyID
    public var key: COSEKey
    /// 1…100 bytes, for people.
    public var authority: String
    /// Never empty.
    public var recordTypes: Set<RecordType>
    /// A record's `iat` must lie in here, ends included.
    public var validity: ClosedRange<NumericDate>
    public var state: State
    /// URI of the status list of this key's records, 1…255 bytes.
    public var statusListURI: String?

    public enum State: UInt64, Sendable {
        case active = 0
        /// Seals no more; what it sealed holds.
        case retired = 1
        /// Nothing that it sealed holds.
        case revoked = 2
    }

    public init(
        keyID: KeyID, key: COSEKey, authority: String, recordTypes: Set<RecordType>,
        validity: ClosedRange<NumericDate>, state: State = .active, statusListURI: String? = nil
    ) {
        self.keyID = keyID
        self.key = key
        self.authority = authority
        self.recordTypes = recordTypes
        self.validity = validity
        self.state = state
        self.statusListURI = statusListURI
    }
}

public enum TrustListError: Error, Equatable, Sendable {
    case malformed(COSEError)
    /// Signed by another key than the root that this validator was given.
    case otherRoot
    case signatureInvalid
    /// A good list, but older than the one in use.
    case older(version: UInt64)
    /// The library could not decide; try again.
    case checkFailed
}
