internal import COSE

/// What a validator never goes back behind: the newest lists that it has found good, and when they were
/// signed. The latter are also the earliest that the clock can be.
struct SeenLists: Equatable, Sendable {
    var trustListVersion: UInt64 = 0
    var trustListIssued = NumericDate.earliest
    var statusListIssued = NumericDate.earliest
    var rulesIssued = NumericDate.earliest
    /// By network: of the rule set in force.
    var rulesVersions: [UInt16: UInt16] = [:]
    /// By network: of the rule set that was announced last, in force or not.
    var nextRulesVersions: [UInt16: UInt16] = [:]
    /// When each status list was issued; by the first 8 bytes of SHA-256 over its URI.
    var statusLists: [UInt64: NumericDate] = [:]

    init() {}

    static let networksMax = 256
    static let statusListsMax = 256

    /// The latest moment that has passed for certain.
    var earliestTime: NumericDate { max(trustListIssued, statusListIssued, rulesIssued) }

    mutating func raiseRules(_ version: UInt16, of network: UInt16) {
        Self.raise(&rulesVersions, version, of: network)
    }

    mutating func raiseNextRules(_ version: UInt16, of network: UInt16) {
        Self.raise(&nextRulesVersions, version, of: network)
    }

    /// A validator serves a few networks; one that has been moved to so many keeps what it serves now.
    private static func raise(_ versions: inout [UInt16: UInt16], _ version: UInt16, of network: UInt16) {
        if versions[network] == nil, versions.count == networksMax { versions = [:] }
        versions[network] = max(versions[network] ?? 0, version)
    }

    /// Lists that the trust list names no more.
    mutating func keepStatusLists(_ numbers: Set<UInt64>) {
        statusLists = statusLists.filter { numbers.contains($0.key) }
    }

    // ```cddl
    // seen = {
    //   0 => uint,                     ; version of the newest trust list
    //   1 => uint, 2 => uint, 3 => uint,   ; newest iat of a trust list, a status list, a rule set
    //   4 => { * uint => uint },       ; network => version of its newest rule set in force
    //   5 => { * uint => uint },       ; status list => its newest iat
    //   6 => { * uint => uint },       ; network => version of the rule set announced last
    // }
    // ```
    var encoded: [UInt8] {
        var encoder = CBOREncoder(capacityBytes: 64 + rulesVersions.count * 6 + statusLists.count * 14)
        encoder.writeMap(count: 7)
        encoder.write(unsigned: 0)
        encoder.write(unsigned: trustListVersion)
        for (label, date) in [(1, trustListIssued), (2, statusListIssued), (3, rulesIssued)] {
            encoder.write(unsigned: UInt64(label))
            encoder.write(integer: date.epochSeconds)
        }
        encoder.write(unsigned: 4)
        Self.encode(rulesVersions, into: &encoder)
        encoder.write(unsigned: 5)
        encoder.writeMap(count: statusLists.count)
        for (list, issued) in statusLists.sorted(by: { $0.key < $1.key }) {
            encoder.write(unsigned: list)
            encoder.write(integer: issued.epochSeconds)
        }
        encoder.write(unsigned: 6)
        Self.encode(nextRulesVersions, into: &encoder)
        return encoder.bytes
    }

    private static func encode(_ versions: [UInt16: UInt16], into encoder: inout CBOREncoder) {
        encoder.writeMap(count: versions.count)
        // Ascending numbers are also in the order of their encodings.
        for (network, version) in versions.sorted(by: { $0.key < $1.key }) {
            encoder.write(unsigned: UInt64(network))
            encoder.write(unsigned: UInt64(version))
        }
    }

    /// Nil for anything that ``encoded`` isn't.
    init?(parsing bytes: [UInt8]) {
        let span = bytes.span
        var decoder = CBORDecoder(span)
        do {
            guard try decoder.readMap().pairsLeft == 7 else { return nil }
            guard try decoder.readUnsigned() == 0 else { return nil }
            trustListVersion = try decoder.readUnsigned()
            guard let trust = try Self.readDate(&decoder, label: 1),
                let status = try Self.readDate(&decoder, label: 2),
                let rules = try Self.readDate(&decoder, label: 3), try decoder.readUnsigned() == 4
            else { return nil }
            trustListIssued = trust
            statusListIssued = status
            rulesIssued = rules
            guard let versions = try Self.readVersions(&decoder) else { return nil }
            rulesVersions = versions
            guard try decoder.readUnsigned() == 5 else { return nil }
            let count = try decoder.readMap().pairsLeft
            guard count <= Self.statusListsMax else { return nil }
            var previous: UInt64?
            for _ in 0..<count {
                let list = try decoder.readUnsigned()
                guard let issued = NumericDate(epochSeconds: try decoder.readInteger()),
                    previous.map({ $0 < list }) ?? true
                else { return nil }
                previous = list
                statusLists[list] = issued
            }
            guard try decoder.readUnsigned() == 6, let next = try Self.readVersions(&decoder) else {
                return nil
            }
            nextRulesVersions = next
            try decoder.finish()
        } catch { return nil }
    }

    @_lifetime(decoder: copy decoder)
    private static func readVersions(_ decoder: inout CBORDecoder) throws(CBORError) -> [UInt16: UInt16]? {
        var versions: [UInt16: UInt16] = [:]
        var map = try decoder.readMap()
        guard map.pairsLeft <= networksMax else { return nil }
        while let label = try decoder.nextLabel(&map) {
            guard let network = UInt16(exactly: label),
                let version = UInt16(exactly: try decoder.readUnsigned())
            else { return nil }
            versions[network] = version
        }
        return versions
    }

    @_lifetime(decoder: copy decoder)
    private static func readDate(
        _ decoder: inout CBORDecoder, label: UInt64
    ) throws(CBORError) -> NumericDate? {
        guard try decoder.readUnsigned() == label else { return nil }
        return NumericDate(epochSeconds: try decoder.readInteger())
    }
}

extension NumericDate {
    /// 1970-01-01.
    static var earliest: NumericDate { NumericDate(epochSeconds: 0) ?? .latest }
}
