internal import COSE
internal import CardCrypto

/// The first ``byteCount`` bytes of an expanded list's file; numbers are big endian.
///
/// | Offset | Bytes | Content |
/// |---|---|---|
/// | 0 | 8 | `KSTATUS` and the format's version, 1 |
/// | 8 | 8 | `iat` |
/// | 16 | 8 | `exp`; 2^64 − 1 for none |
/// | 24 | 8 | `ttl`; 2^64 − 1 for none |
/// | 32 | 8 | kid of the key that signed the list; 0 for none |
/// | 40 | 8 | bytes of the array |
/// | 48 | 16 | digest of the array |
/// | 64 | 1 | bytes of the URI |
/// | 65 | 255 | the URI, then zeros |
/// | 480 | 32 | SHA-256 of everything before |
struct StatusArrayHeader: Equatable {
    var claims: StatusListClaims
    var keyID: KeyID?
    var arrayByteCount: Int
    var digest: StatusDigest

    static let byteCount = 512
    private static let checksumOffset = 480
    private static let magic: [UInt8] = Array("KSTATUS".utf8) + [1]
    private static let none = UInt64.max

    /// The header, padded and with its checksum. The claims have been checked.
    func encoded() throws(CryptoLibraryError) -> [UInt8] {
        var bytes = Self.magic
        bytes += UInt64(bitPattern: claims.issued.epochSeconds).bigEndianBytes
        bytes += (claims.expiration.map { UInt64(bitPattern: $0.epochSeconds) } ?? Self.none).bigEndianBytes
        bytes += (claims.timeToLiveSeconds ?? Self.none).bigEndianBytes
        bytes += (keyID?.rawValue ?? 0).bigEndianBytes
        bytes += UInt64(arrayByteCount).bigEndianBytes
        bytes += digest.bytes
        bytes.append(UInt8(truncatingIfNeeded: claims.uri.utf8.count))
        bytes += Array(claims.uri.utf8)
        bytes += [UInt8](repeating: 0, count: Self.checksumOffset - bytes.count)
        let checksum = try Digest.sha256(bytes.span)
        for index in checksum.indices { bytes.append(checksum[index]) }
        return bytes
    }

    /// - Parameter bytes: at least ``byteCount`` bytes of the file.
    init(parsing bytes: Span<UInt8>) throws(StatusArrayError) {
        guard bytes.count >= Self.byteCount,
            Self.magic.indices.allSatisfy({ [bytes = bytes.extracting(0..<8)] in bytes[$0] == Self.magic[$0] }
            )
        else { throw .notStatusArray }
        let checksum: [32 of UInt8]
        do { checksum = try Digest.sha256(bytes.extracting(0..<Self.checksumOffset)) } catch {
            throw .library(error)
        }
        for index in checksum.indices where checksum[index] != bytes[Self.checksumOffset + index] {
            throw .damaged
        }
        let uriCount = Int(bytes[64])
        guard let issued = Self.date(bytes.bigEndian(at: 8)), uriCount > 0,
            let uri = try? UTF8Span(validating: bytes.extracting(65..<(65 + uriCount))),
            let arrayByteCount = Int(exactly: bytes.bigEndian(at: 40)),
            arrayByteCount <= StatusListLimits.countMax / 4,
            let digest = StatusDigest(bytes.extracting(48..<64))
        else { throw .damaged }
        let timeToLive = bytes.bigEndian(at: 24)
        let keyID = bytes.bigEndian(at: 32)
        claims = StatusListClaims(
            uri: String(copying: uri), issued: issued, expiration: Self.date(bytes.bigEndian(at: 16)),
            timeToLiveSeconds: timeToLive == Self.none ? nil : timeToLive)
        self.keyID = keyID == 0 ? nil : KeyID(rawValue: keyID)
        self.arrayByteCount = arrayByteCount
        self.digest = digest
    }

    init(claims: StatusListClaims, keyID: KeyID?, arrayByteCount: Int, digest: StatusDigest) {
        self.claims = claims
        self.keyID = keyID
        self.arrayByteCount = arrayByteCount
        self.digest = digest
    }

    private static func date(_ seconds: UInt64) -> NumericDate? {
        Int64(exactly: seconds).flatMap { NumericDate(epochSeconds: $0) }
    }
}
