public import COSE
internal import CardCrypto
public import CardRecords

/// For how long published lists may be used.
public struct PublicationTerms: Equatable, Sendable {
    /// From its issue until its `exp`, a list decides.
    public var validForSeconds: Int64
    /// `ttl`: how long after fetching a list the next one is asked for.
    public var timeToLiveSeconds: UInt64

    /// - Parameters:
    ///   - validForSeconds: a week by default, so that a gate may be without network for days.
    ///   - timeToLiveSeconds: a day by default; never more than lists hold.
    public init(validForSeconds: Int64 = 7 * 86_400, timeToLiveSeconds: UInt64 = 86_400) {
        self.validForSeconds = validForSeconds
        self.timeToLiveSeconds = min(timeToLiveSeconds, UInt64(clamping: validForSeconds))
    }
}

/// What was put into the folder that validators take their lists from.
public struct Publication: Equatable, Sendable {
    public let trustListVersion: UInt64
    public let lists: [PublishedList]
    /// Domains whose lists could not be signed: no key of theirs is active and valid.
    public let withoutKey: [Domain]
    /// Records of which nobody knows whether they took another one's place: both are *valid* until the card
    /// is seen. See ``StatusRegister/recordsInDoubt()``.
    public let inDoubt: [RegisteredRecord]
}

/// One domain's status list.
public struct PublishedList: Equatable, Sendable {
    public let domain: Domain
    public let uri: String
    /// `status/<name>.cwt` and `status/<name>.delta` in the folder.
    public let name: String
    public let issued: NumericDate
    public let expiration: NumericDate
    /// The list's length; indices that nobody has yet are *valid*.
    public let indexCount: Int
    public let summary: StatusSummary
    public let listBytes: Int
    /// Nil where there was no list of this URI before.
    public let delta: PublishedDelta?
}

/// The changes from the list that was published before.
public struct PublishedDelta: Equatable, Sendable {
    /// When the list was issued that it is to be applied to.
    public let base: NumericDate
    public let changeCount: Int
    public let bytes: Int
}

/// What is out of a domain's status list, and what isn't yet.
public struct PublishedState: Equatable, Sendable {
    public let domain: Domain
    public let summary: StatusSummary
    /// Of the list that was published last; nil where none was.
    public let uri: String?
    public let issued: NumericDate?
    public let expiration: NumericDate?
    /// How many indices that list says something else of than the register does now; nil without a list.
    public let changeCount: Int?
}

/// Names in the folder that validators take their lists from.
public enum PublishedFile {
    public static let trustList = "trust-list.cbor"

    /// Lowercase hexadecimal digits of the first 8 bytes of SHA-256 over the list's URI.
    public static func name(ofListAt uri: String) throws(AuthorityError) -> String {
        let bytes = Array(uri.utf8)
        do {
            let digest = try Digest.sha256(bytes.span)
            let digits = Array("0123456789abcdef")
            return String((0..<8).flatMap { [digits[Int(digest[$0] >> 4)], digits[Int(digest[$0] & 15)]] })
        } catch { throw .cryptography }
    }

    public static func list(_ name: String) -> String { "status/\(name).cwt" }
    public static func delta(_ name: String) -> String { "status/\(name).delta" }
}

/// Where the lists of a region's domains are found.
public struct StatusListBase: Equatable, Sendable {
    /// `https://status.example.org/kyiv`, or `urn:…`; no slash at its end.
    public let uri: String

    /// Nil for what isn't a URI (RFC 3986 §3) of at most 200 bytes.
    public init?(_ text: String) {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        let allowed = Set("-._~:/?#[]@!$&'()*+,;=%".utf8)
        func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        guard let colon = text.firstIndex(of: ":"), (3...Self.bytesMax).contains(text.utf8.count),
            text.utf8.allSatisfy({ isLetter($0) || isDigit($0) || allowed.contains($0) })
        else { return nil }
        let scheme = text[..<colon].utf8
        guard let first = scheme.first, isLetter(first), text.index(after: colon) < text.endIndex,
            scheme.allSatisfy({ isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) })
        else { return nil }
        uri = text
    }

    private static let bytesMax = 200

    /// Whether the keys of `list` have their status lists here already.
    public func isBase(of list: TrustList) -> Bool {
        list.keys.allSatisfy { key in
            guard let domain = Domain(sealing: key.recordTypes) else { return true }
            return key.statusListURI == uri(of: domain)
        }
    }

    /// What a region has until it says something else: a name, not an address.
    init(of issuer: CardIssuer) {
        uri = "urn:kartka:status:\(issuer.country):\(issuer.number)"
    }

    /// `sub` of the domain's list.
    public func uri(of domain: Domain) -> String {
        uri + (uri.hasPrefix("urn:") ? ":" : "/") + domain.rawValue
    }
}
