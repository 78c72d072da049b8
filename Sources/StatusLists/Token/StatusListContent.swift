internal import COSE

/// Labels of claims. RFC 8392 §4, draft-ietf-oauth-status-list §5.2.
enum Label {
    static let subject: UInt64 = 2
    static let expiration: UInt64 = 4
    static let issuedAt: UInt64 = 6
    static let statusList: UInt64 = 65533
    static let timeToLive: UInt64 = 65534
    /// Private use, *ours*: a delta in the place of a list.
    static let statusDelta: Int64 = -65552
}

/// The payload of a status list token, in any encoding.
struct StatusListContent {
    var claims: StatusListClaims
    var bits: BitsPerStatus
    /// Where in the payload `lst` lies.
    var lst: Range<Int>

    init(_ payload: Span<UInt8>) throws(StatusListError) {
        var decoder = WellFormedDecoder(payload)
        var found = Found()
        do {
            var map = try decoder.readMap()
            while try decoder.hasNext(&map) { try found.readClaim(&decoder) }
            try decoder.finish()
        } catch let error as CBORError {
            throw .malformed(.cbor(error))
        } catch let error as StatusListError {
            throw error
        } catch {
            throw .malformed(.claims(at: 0))  // no call above throws anything else
        }
        guard let uri = found.uri, let issued = found.issued, let bits = found.bits, let lst = found.lst
        else {
            throw .malformed(.claims(at: payload.count))
        }
        claims = StatusListClaims(
            uri: uri, issued: issued, expiration: found.expiration,
            timeToLiveSeconds: found.timeToLiveSeconds)
        try claims.check()
        guard let known = BitsPerStatus(rawValue: bits) else { throw .bitsUnsupported(bits) }
        self.bits = known
        self.lst = lst
    }

    /// What has been read so far.
    private struct Found {
        var uri: String?
        var issued: NumericDate?
        var expiration: NumericDate?
        var timeToLiveSeconds: UInt64?
        var bits: UInt64?
        var lst: Range<Int>?

        /// One pair. A claim that is read twice is refused; `iss` and claims of others are read over, because
        /// the key tells the issuer.
        mutating func readClaim(_ decoder: inout WellFormedDecoder) throws {
            let start = decoder.offset
            let type = try decoder.peekType()
            guard type == .unsigned else {
                try decoder.skip()
                return try decoder.skip()
            }
            switch try decoder.readUnsigned() {
            case Label.subject:
                try once(uri == nil, at: start)
                uri = try decoder.readText()
            case Label.expiration:
                try once(expiration == nil, at: start)
                expiration = try decoder.readNumericDate()
            case Label.issuedAt:
                try once(issued == nil, at: start)
                issued = try decoder.readNumericDate()
            case Label.timeToLive:
                try once(timeToLiveSeconds == nil, at: start)
                timeToLiveSeconds = try decoder.readUnsigned()
            case Label.statusList:
                try once(bits == nil && lst == nil, at: start)
                try readStatusList(&decoder)
            default: try decoder.skip()
            }
        }

        /// `{ "bits" => uint, "lst" => bstr, ? "aggregation_uri" => tstr }`. §4.3.
        private mutating func readStatusList(_ decoder: inout WellFormedDecoder) throws {
            var map = try decoder.readMap()
            while try decoder.hasNext(&map) {
                let start = decoder.offset
                guard try decoder.peekType() == .text else {
                    try decoder.skip()
                    try decoder.skip()
                    continue
                }
                switch try decoder.readText() {
                case "bits":
                    try once(bits == nil, at: start)
                    bits = try decoder.readUnsigned()
                case "lst":
                    try once(lst == nil, at: start)
                    lst = try decoder.readBytesRange()
                default: try decoder.skip()
                }
            }
        }

        private func once(_ isFirst: Bool, at start: Int) throws {
            guard isFirst else { throw CBORError.duplicateKey(at: start) }
        }
    }
}

extension WellFormedDecoder {
    @_lifetime(self: copy self)
    fileprivate mutating func readNumericDate() throws -> NumericDate {
        let start = offset
        guard let date = NumericDate(epochSeconds: try readInteger()) else {
            throw StatusListError.malformed(.claims(at: start))
        }
        return date
    }
}

extension StatusListClaims {
    /// What every list has to keep, whoever made it.
    func check() throws(StatusListError) {
        guard (1...StatusListLimits.uriBytesMax).contains(uri.utf8.count),
            expiration.map({ issued < $0 }) ?? true, timeToLiveSeconds != 0
        else { throw .claimsUnusable }
    }

    /// Pairs that ``encode(into:list:)`` writes besides the list.
    var encodedCount: Int {
        2 + (expiration == nil ? 0 : 1) + (timeToLiveSeconds == nil ? 0 : 1)
    }

    /// The claims in the order of their labels; `list` writes the one between `iat` and `ttl`, if there is
    /// one.
    func encode(into encoder: inout CBOREncoder, list: (inout CBOREncoder) -> Void = { _ in }) {
        encoder.write(unsigned: Label.subject)
        encoder.write(text: uri)
        if let expiration {
            encoder.write(unsigned: Label.expiration)
            encoder.write(integer: expiration.epochSeconds)
        }
        encoder.write(unsigned: Label.issuedAt)
        encoder.write(integer: issued.epochSeconds)
        list(&encoder)
        if let timeToLiveSeconds {
            encoder.write(unsigned: Label.timeToLive)
            encoder.write(unsigned: timeToLiveSeconds)
        }
    }
}
