public import COSE
internal import CardCrypto

/// What has changed from one version of a status list to the next, or a whole list in the compact form, which
/// is a change from nothing.
///
/// Its CDDL is `CardSchemas/status-delta/v1/status-delta.cddl`. Changes are Golomb coded: a hundred of
/// ten million cards take about 230 bytes.
public struct StatusDelta: Equatable, Sendable {
    /// Of the new list.
    public let claims: StatusListClaims
    /// Names the key that is said to have signed.
    public let keyID: KeyID?
    /// The only version that the delta fits; nil for a whole list.
    public let base: StatusVersion?
    /// Indexes of the new list; a multiple of four.
    public let count: Int
    /// Of the new list's array.
    public let digest: StatusDigest
    /// By the raw value of the new status; nil where nothing gets that status.
    let changesByStatus: [GolombCode?]

    /// `typ` of the message (*ours*).
    public static let mediaType: StaticString = "application/vnd.kartka.status-delta+cwt"

    /// The changes from `base` to `statuses`, which has at least as many indexes.
    ///
    /// - Parameters:
    ///   - base: the version to start from, and its statuses.
    ///   - claims: of the new list.
    /// - Throws: ``StatusDeltaError/countUnusable``, ``StatusDeltaError/message(_:)`` for unusable claims, or
    ///   ``StatusDeltaError/library(_:)``.
    public init(
        from base: (issued: NumericDate, statuses: StatusBits), to statuses: StatusBits,
        claims: StatusListClaims
    ) throws(StatusDeltaError) {
        let version: StatusVersion
        let statusBytes = base.statuses.bytes
        do {
            version = StatusVersion(issued: base.issued, digest: try StatusDigest(of: statusBytes.span))
        } catch { throw .library(error) }
        try self.init(from: version, base.statuses, to: statuses, claims)
    }

    /// The whole list in the compact form.
    public init(whole statuses: StatusBits, claims: StatusListClaims) throws(StatusDeltaError) {
        try self.init(from: nil, StatusBits(), to: statuses, claims)
    }

    private init(
        from version: StatusVersion?, _ base: StatusBits, to statuses: StatusBits, _ claims: StatusListClaims
    ) throws(StatusDeltaError) {
        do { try claims.check() } catch { throw .message(error) }
        guard statuses.count >= base.count else { throw .countUnusable }
        var indexes = [[Int]](repeating: [], count: CardStatus.allCases.count)
        statuses.forEachChange(from: base) { index, status in indexes[Int(status.rawValue)].append(index) }
        self.claims = claims
        keyID = nil
        self.base = version
        count = statuses.count
        changesByStatus = indexes.map { $0.isEmpty ? nil : GolombCode($0) }
        do { digest = try StatusDigest(of: statuses.bytes.span) } catch { throw .library(error) }
    }

    init(
        claims: StatusListClaims, keyID: KeyID?, base: StatusVersion?, count: Int, digest: StatusDigest,
        changesByStatus: [GolombCode?]
    ) {
        self.claims = claims
        self.keyID = keyID
        self.base = base
        self.count = count
        self.digest = digest
        self.changesByStatus = changesByStatus
    }

    /// How many indexes get another status.
    public var changeCount: Int { changesByStatus.reduce(0) { $0 + ($1?.count ?? 0) } }

    /// Every change, ascending by index.
    ///
    /// - Throws: ``StatusDeltaError/changesMalformed``.
    public func changes() throws(StatusDeltaError) -> [StatusChange] {
        var changes: [StatusChange] = []
        for status in CardStatus.allCases {
            guard let coded = changesByStatus[Int(status.rawValue)] else { continue }
            let isWhole = coded.forEach(below: count) { index in
                changes.append(StatusChange(index: index, status: status))
                return true
            }
            guard isWhole else { throw .changesMalformed }
        }
        changes.sort { $0.index < $1.index }
        for (left, right) in zip(changes, changes.dropFirst()) where left.index == right.index {
            throw .changesMalformed
        }
        return changes
    }

    /// The new list: `statuses` with the changes made.
    ///
    /// - Parameter statuses: the base; of a whole list, nothing is wanted.
    /// - Throws: ``StatusDeltaError``, and then the full list is to be fetched unless
    ///   ``StatusDeltaError/asksForFullList`` is false.
    public func apply(to statuses: StatusBits = StatusBits()) throws(StatusDeltaError) -> StatusBits {
        guard count >= statuses.count else { throw base == nil ? .otherBase : .countUnusable }
        do {
            if let base {
                guard try StatusDigest(of: statuses.bytes.span) == base.digest else {
                    throw StatusDeltaError.otherBase
                }
            } else {
                guard statuses.count == 0 else { throw StatusDeltaError.otherBase }
            }
            var result = statuses
            result.grow(toCount: count)
            for status in CardStatus.allCases {
                guard let coded = changesByStatus[Int(status.rawValue)] else { continue }
                let isWhole = coded.forEach(below: count) { result.replace(status, at: $0) != status }
                guard isWhole else { throw StatusDeltaError.changesMalformed }
            }
            guard try StatusDigest(of: result.bytes.span) == digest else {
                throw StatusDeltaError.otherResult
            }
            return result
        } catch let error as CryptoLibraryError {
            throw .library(error)
        } catch let error as StatusDeltaError {
            throw error
        } catch {
            throw .changesMalformed  // no call above throws anything else
        }
    }
}

/// One version of a list.
public struct StatusVersion: Equatable, Sendable {
    /// Of the list's `iat`, for people; ``digest`` decides.
    public var issued: NumericDate
    public var digest: StatusDigest

    public init(issued: NumericDate, digest: StatusDigest) {
        self.issued = issued
        self.digest = digest
    }
}

/// One index, and the status that it gets.
public struct StatusChange: Equatable, Sendable {
    public var index: Int
    public var status: CardStatus

    public init(index: Int, status: CardStatus) {
        self.index = index
        self.status = status
    }
}

extension StatusBits {
    /// Every index whose status differs from that in `base`, ascending, with its new status; where `base` has
    /// ended, every index that isn't valid.
    func forEachChange(from base: StatusBits, _ body: (Int, CardStatus) -> Void) {
        let (new, old) = (bytes.span, base.bytes.span)
        var position = 0
        while position < new.count {
            if position + 8 <= min(new.count, old.count) {
                // safe: any bits are such a number, and eight bytes are there in both.
                let isSame =
                    unsafe new.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
                    == old.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
                if isSame {
                    position += 8
                    continue
                }
            }
            let end = min(position + 8, new.count)
            while position < end {
                let (newByte, oldByte) = (new[position], position < old.count ? old[position] : 0)
                for place in 0..<4 where newByte != oldByte {
                    let status = CardStatus(packedIn: newByte, at: place)
                    if status != CardStatus(packedIn: oldByte, at: place) {
                        body(position * 4 + place, status)
                    }
                }
                position += 1
            }
        }
    }
}
