public import CardCrypto

/// Where a validator's files lie.
///
/// ```
/// root.key            COSE_Key of the region's root: installed once, never fetched
/// validator.key       the validator's own key, PKCS #8
/// validator.cosekey   its public half
/// validator.id        the validator's name: 16 hexadecimal digits
/// trust-list.cbor     ┐
/// status/NAME.cwt     │ fetched; replaced by rename(2) at any time
/// status/NAME.delta   │
/// rules.cbor          │
/// rules-next.cbor     ┘
/// state/              what the validator makes of them: its own
/// receipts/           its journal
/// ```
public struct ValidatorDirectory: Equatable, Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    public var rootKey: String { "\(path)/root.key" }
    public var validatorKey: String { "\(path)/validator.key" }
    public var validatorID: String { "\(path)/validator.id" }
    public var trustList: String { "\(path)/trust-list.cbor" }
    public var rules: String { "\(path)/rules.cbor" }
    public var nextRules: String { "\(path)/rules-next.cbor" }
    public var statusLists: String { "\(path)/status" }
    public var receipts: String { "\(path)/receipts" }
    public var state: String { "\(path)/state" }

    /// The full status list of that URI.
    public func statusList(uri: String) throws(CryptoLibraryError) -> String {
        "\(statusLists)/\(try Self.statusListName(uri: uri)).cwt"
    }

    /// The newest delta of that list.
    public func statusDelta(uri: String) throws(CryptoLibraryError) -> String {
        "\(statusLists)/\(try Self.statusListName(uri: uri)).delta"
    }

    /// The first 8 bytes of SHA-256 over the URI, as 16 lower-case hexadecimal digits.
    public static func statusListName(uri: String) throws(CryptoLibraryError) -> String {
        let digits = String(try statusListNumber(uri: uri), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The same as a number.
    static func statusListNumber(uri: String) throws(CryptoLibraryError) -> UInt64 {
        let bytes = Array(uri.utf8)
        let digest = try Digest.sha256(bytes.span)
        return (0..<8).reduce(0) { $0 << 8 | UInt64(digest[$1]) }
    }

    // MARK: State

    var seen: String { "\(state)/seen.cbor" }
    /// The lists that were found good last, for the day on which a bad file lies in the place of a good one.
    var trustListKept: String { "\(state)/trust-list.cbor" }
    var rulesKept: String { "\(state)/rules.cbor" }
    var nextRulesKept: String { "\(state)/rules-next.cbor" }
    /// Which receipt was the last when the validator was closed in good order.
    var closed: String { "\(state)/closed" }

    func statusArray(uri: String) throws(CryptoLibraryError) -> String {
        "\(state)/\(try Self.statusListName(uri: uri)).array"
    }
}
