import COSE
import CardCrypto
import Glibc
import StatusLists

/// What whoever serves status lists may send, and what may stand in a validator's own files.
let statusTargets = [
    FuzzTarget(name: "status-token") { input in
        guard let token = try? StatusListToken(parsing: input) else { return }
        expect((1...255).contains(token.claims.uri.utf8.count), "a URI has 1…255 bytes")
        expect(token.lst.count < input.count, "the list lies in the input")
        expect(
            token.claims.expiration.map { $0 > token.claims.issued } ?? true, "the end is behind the issue")
        checkStatuses(of: token)
    },
    FuzzTarget(name: "status-inflate") { input in
        guard input.count > 0, let issued = NumericDate(epochSeconds: 0) else { return }
        checkStatuses(
            of: StatusListToken(
                claims: StatusListClaims(uri: "x", issued: issued),
                bits: BitsPerStatus.allCases[Int(input[0] & 3)],
                lst: input.extracting(droppingFirst: 1).array))
    },
    FuzzTarget(name: "status-delta") { input in
        guard let delta = try? StatusDelta(parsing: input), let message = try? COSESign1(parsing: input)
        else { return }
        expect(
            delta.payload == message.unverifiedPayload.array, "an accepted delta encodes to the same bytes")
        guard let changes = try? delta.changes() else { return }
        expect(changes.count == delta.changeCount, "all changes are there")
        expect(changes.allSatisfy { (0..<delta.count).contains($0.index) }, "changes lie in the list")
        expect(zip(changes, changes.dropFirst()).allSatisfy { $0.index < $1.index }, "changes ascend")
        guard delta.count <= 1 << 16, delta.base == nil else { return }
        if let statuses = try? delta.apply() {
            expect(
                (try? StatusDigest(of: statuses.bytes.span)) == delta.digest,
                "the result is the one announced")
        }
    },
    FuzzTarget(name: "status-changes") { input in
        guard input.count >= 8 else { return }
        var head: UInt64 = 0
        for index in 0..<8 { head = head << 8 | UInt64(input[index]) }
        let code = GolombCode(
            count: Int(truncatingIfNeeded: head >> 48),
            divisor: Int(truncatingIfNeeded: head >> 8 & 0xFF_FFFF_FFFF),
            bits: input.extracting(droppingFirst: 8).array)
        var indexes: [Int] = []
        let isWhole = code.forEach(below: 1 << 26) { index in
            indexes.append(index)
            return true
        }
        expect(zip(indexes, indexes.dropFirst()).allSatisfy { $0 < $1 }, "indexes ascend")
        expect(indexes.allSatisfy { (0..<1 << 26).contains($0) }, "indexes lie in the list")
        guard isWhole else { return }
        expect(GolombCode(indexes, divisor: code.divisor) == code, "accepted bits are the one coding")
    },
    FuzzTarget(name: "status-array") { input in
        var file = input.array
        // Sums that are right, so that what lies behind them is reached; one bit leaves them as they are.
        if file.count >= 512, file[7] & 8 == 0 { correctSums(of: &file) }
        defer { unsafe unlink(fuzzFile) }
        guard write(file, to: fuzzFile), let array = try? StatusArray(opening: fuzzFile) else { return }
        expect(array.count == (file.count - 512) * 4, "four indexes a byte")
        expect(array[array.count] == nil && array[-1] == nil, "an index behind the end is unknown")
        let statuses = array.statuses
        expect(statuses.bytes == Array(file[512...]), "the array is the rest of the file")
    },
]

private func checkStatuses(of token: StatusListToken) {
    let countMax = 1 << 20
    guard let statuses = try? token.statuses(countMax: countMax) else { return }
    expect(statuses.count <= countMax, "no more than was allowed")
    let whole = try? StatusDelta(whole: statuses, claims: token.claims)
    expect((try? whole?.apply()) == statuses, "the compact form says the same")
}

private func correctSums(of file: inout [UInt8]) {
    let array = Array(file[512...])
    guard let digest = try? StatusDigest(of: array.span) else { return }
    file.replaceSubrange(48..<64, with: digest.bytes)
    let head = Array(file[..<480])
    guard let sum = try? Digest.sha256(head.span) else { return }
    for index in sum.indices { file[480 + index] = sum[index] }
}

/// One file in memory for the whole run.
private let fuzzFile = "/dev/shm/kartka-fuzz-\(getpid()).array"

private func write(_ bytes: [UInt8], to path: String) -> Bool {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
        == bytes.count
}
