public import COSE

/// Which list it is, and how old: the claims that a status list, its deltas and its expanded form share.
public struct StatusListClaims: Equatable, Sendable {
    /// The list's own URI (`sub`), 1…255 bytes; the trust list gives it with the key that signs the list.
    public var uri: String
    /// `iat`. Of two lists with one URI the later one holds.
    public var issued: NumericDate
    /// `exp`: the first second in which the list doesn't hold any more; nil where its issuer set no end.
    public var expiration: NumericDate?
    /// `ttl`: for how many seconds after it was fetched a copy may be used before a new one is asked for.
    public var timeToLiveSeconds: UInt64?

    public init(
        uri: String, issued: NumericDate, expiration: NumericDate? = nil, timeToLiveSeconds: UInt64? = nil
    ) {
        self.uri = uri
        self.issued = issued
        self.expiration = expiration
        self.timeToLiveSeconds = timeToLiveSeconds
    }
}
