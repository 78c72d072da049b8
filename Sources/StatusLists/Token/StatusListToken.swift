public import COSE
internal import CZlib

/// A Token Status List in CWT form, as its issuer publishes it. draft-ietf-oauth-status-list §5.2.
///
/// Lists made by others are read as well: any bits, any encoding of CBOR, any zlib level.
public struct StatusListToken: Equatable, Sendable {
    public var claims: StatusListClaims
    /// Names the key that is said to have signed; nil where the message names none by 8 bytes, and the list's
    /// URI tells which keys may have.
    public var keyID: KeyID?
    public var bits: BitsPerStatus
    /// `lst`: the statuses as a zlib stream, which nobody has looked into yet.
    public var lst: [UInt8]

    /// `typ` of the message.
    public static let mediaType: StaticString = "application/statuslist+cwt"

    package init(claims: StatusListClaims, keyID: KeyID? = nil, bits: BitsPerStatus, lst: [UInt8]) {
        self.claims = claims
        self.keyID = keyID
        self.bits = bits
        self.lst = lst
    }

    /// Reads a list whoever may have written it, to learn which key should have signed it.
    public init(parsing bytes: Span<UInt8>) throws(StatusListError) {
        try self.init(try Self.message(bytes))
    }

    /// Reads a list that `key` must have signed. Whether `key` may sign this list, and whether the list is
    /// fresh, is for the caller to say.
    ///
    /// - Throws: ``StatusListError``; nothing of an unverified list is told.
    public init(verifying bytes: Span<UInt8>, with key: some SignatureVerifying) throws(StatusListError) {
        let message = try Self.message(bytes)
        try StatusListError.check(message, with: key)
        try self.init(message)
    }

    /// The expanded statuses.
    ///
    /// - Parameter countMax: indexes; a longer list is refused before it takes more memory than they need.
    /// - Throws: ``StatusListError/compression(code:)``, ``StatusListError/tooLong(countMax:)``,
    ///   ``StatusListError/statusUnknown(_:index:)``.
    public func statuses(
        countMax: Int = StatusListLimits.countMax
    ) throws(StatusListError) -> StatusBits {
        StatusBits(bytes: try bits.repacked(try expanded(countMax: countMax)))
    }

    /// The statuses at the list's own number of bits.
    func expanded(countMax: Int) throws(StatusListError) -> [UInt8] {
        let countMax = min(max(countMax, 0), StatusListLimits.countMax)
        let byteCountMax = (countMax + bits.perByte - 1) / bits.perByte
        do { return try Zlib.inflate(lst.span, byteCountMax: byteCountMax) } catch {
            switch error {
            case .tooLong: throw .tooLong(countMax: countMax)
            case .code(let code): throw .compression(code: code)
            }
        }
    }

    /// How hard a list is compressed; every form is read by everybody.
    public enum Compression: Sendable {
        /// About 11 ms for ten million indexes.
        case fast
        /// About a tenth smaller, and a hundred times slower.
        case small
    }

    /// A list of two bits, signed, to be published.
    ///
    /// - Throws: ``StatusListError/claimsUnusable``, ``StatusListError/signing(_:)``, or
    ///   ``StatusListError/compression(code:)`` when memory runs out.
    public static func seal(
        _ statuses: StatusBits, claims: StatusListClaims, compression: Compression = .small,
        with key: borrowing some SignatureCreating & ~Copyable
    ) throws(StatusListError) -> [UInt8] {
        try claims.check()
        let lst = try deflate(statuses.bytes, compression)
        var encoder = CBOREncoder(capacityBytes: lst.count + 320)
        encoder.writeMap(count: claims.encodedCount + 1)
        claims.encode(into: &encoder) { encoder in
            encoder.write(unsigned: Label.statusList)
            encoder.writeMap(count: 2)
            encoder.write(text: "lst")
            encoder.write(bytes: lst)
            encoder.write(text: "bits")
            encoder.write(unsigned: BitsPerStatus.two.rawValue)
        }
        let payload = encoder.bytes
        do { return try COSESign1.seal(payload: payload.span, type: mediaType, with: key) } catch {
            throw .signing(error)
        }
    }

    private static func deflate(
        _ bytes: [UInt8], _ compression: Compression
    ) throws(StatusListError) -> [UInt8] {
        do throws(Zlib.Failure) {
            // Long runs of zeros are nearly all there is: run lengths alone come close to the best.
            let runs = try Zlib.deflate(bytes.span, level: 9, strategy: Z_RLE)
            guard compression == .small else { return runs }
            let best = try Zlib.deflate(bytes.span, level: 9, strategy: Z_DEFAULT_STRATEGY)
            return best.count < runs.count ? best : runs
        } catch {
            switch error {
            case .tooLong: throw .tooLong(countMax: StatusListLimits.countMax)
            case .code(let code): throw .compression(code: code)
            }
        }
    }

    @_lifetime(copy bytes)
    private static func message(_ bytes: Span<UInt8>) throws(StatusListError) -> COSESign1 {
        let message: COSESign1
        do { message = try COSESign1(parsingAnyEncoding: bytes) } catch { throw .malformed(error) }
        // A CWT of another kind by the same key is no status list. Media types have no case. RFC 9596 §2.
        let type = message.type?.lowercased()
        guard type == mediaType.description || type == "statuslist+cwt" else { throw .otherType }
        return message
    }

    private init(_ message: borrowing COSESign1) throws(StatusListError) {
        let payload = message.unverifiedPayload
        let content = try StatusListContent(payload)
        claims = content.claims
        keyID = message.keyID
        bits = content.bits
        let list = payload.extracting(content.lst)
        lst = [UInt8](capacity: list.count) { output in
            for index in list.indices { output.append(list[index]) }
        }
    }
}
