internal import COSE

/// What a validator never goes back behind: the newest lists that it has found good, and when they were
/// signed. The latter are also the earliest that the clock can be.
struct SeenLists: Equatable, Sendable {
    var trustListVersion: UInt64 = 0
    var trustListIssued = NumericDate.earliest
    var statusListIssued = NumericDate.earliest
    var rulesIssued = NumericDate.earliest
    /// By network.
    var rulesVersions: [UInt16: UInt16] = [:]
    /// When each status list was issued; by the first 8 bytes of SHA-256 over its URI.
    var statusLists: [UInt64: NumericDate] = [:]

    init() {}

    static let networksMax = 256
    static let statusListsMax = 256

    // ```cddl
    // seen = {
    //   0 => uint,                     ; version of the newest trust list
    //   1 => uint, 2 => uint, 3 => uint,   ; newest iat of a trust list, a status list, a rule set
    //   4 => { * uint => uint },       ; network => version of its newest rule set in force
    //   5 => { * uint => uint },       ; status list => its newest iat
    // }
    // ```
    var encoded: [UInt8] {
        var encoder = CBOREncoder(capacityBytes: 64 + rulesVersions.count * 6 + statusLists.count * 14)
        encoder.writeMap(count: 6)
        encoder.write(unsigned: 0)
        encoder.write(unsigned: trustListVersion)
        for (label, date) in [(1, trustListIssued), (2, statusListIssued), (3, rulesIssued)] {
            encoder.write(unsigned: UInt64(label))
            encoder.write(integer: date.epochSeconds)
        }
        encoder.write(unsigned: 4)
        encoder.writeMap(count: rulesVersions.count)
        // Ascending numbers are also in the order of their encodings.
        for (network, version) in rulesVersions.sorted(by: { $0.key < $1.key }) {
            encoder.write(unsigned: UInt64(network))
            encoder.write(unsigned: UInt64(version))
        }
        encoder.write(unsigned: 5)
        encoder.writeMap(count: statusLists.count)
        for (list, issued) in statusLists.sorted(by: { $0.key < $1.key }) {
            encoder.write(unsigned: list)
            encoder.write(integer: issued.epochSeconds)
        }
        return encoder.bytes
    }

    /// Nil for anything that ``encoded`` isn't.
    init?(parsing bytes: [UInt8]) {
        let span = bytes.span
        var decoder = CBORDecoder(span)
        do {
            guard try decoder.readMap().pairsLeft == 6 else { return nil }
            guard try decoder.readUnsigned() == 0 else { return nil }
            trustListVersion = try decoder.readUnsigned()
            guard let trust = try Self.readDate(&decoder, label: 1),
                let status = try Self.readDate(&decoder, label: 2),
                let rules = try Self.readDate(&decoder, label: 3), try decoder.readUnsigned() == 4
            else { return nil }
            trustListIssued = trust
            statusListIssued = status
            rulesIssued = rules
            var map = try decoder.readMap()
            guard map.pairsLeft <= Self.networksMax else { return nil }
            while let label = try decoder.nextLabel(&map) {
                guard let network = UInt16(exactly: label),
                    let version = UInt16(exactly: try decoder.readUnsigned())
                else { return nil }
                rulesVersions[network] = version
            }
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
            try decoder.finish()
        } catch { return nil }
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
