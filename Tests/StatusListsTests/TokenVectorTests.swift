import COSE
import CardCrypto
import Foundation
import Testing

@testable import StatusLists

/// A list of the draft: §4.1 and appendix C.
struct DraftList: Decodable, Sendable, CustomTestStringConvertible {
    var bits: UInt64
    var count: Int
    var lst: String
    /// Index and status, where that isn't 0.
    var statuses: [[Int]]
    var testDescription: String { "\(count) of \(bits) bits" }

    static let all = vectors("token-status-list/lists.json", as: [DraftList].self)

    var stream: [UInt8] {
        let text = lst.replacing("-", with: "+").replacing("_", with: "/")
        let padded = text + String(repeating: "=", count: (4 - text.count % 4) % 4)
        return [UInt8](Data(base64Encoded: padded) ?? Data())
    }
}

/// The draft's CWT examples, and the key that signed them.
struct DraftTokens: Decodable, Sendable {
    struct Key: Decodable, Sendable {
        var x: String
        var y: String
    }

    struct Token: Decodable, Sendable {
        var draft: Int
        var cwt: String
    }

    var key: Key
    var uri: String
    var iat: Int64
    var exp: Int64
    var ttl: UInt64
    var tokens: [Token]

    static let all = vectors("token-status-list/cwt.json", as: DraftTokens.self)
}

struct DraftVectorTests {
    private func token(_ list: DraftList, stream: [UInt8]) throws -> StatusListToken {
        StatusListToken(
            claims: try claims(), bits: try #require(BitsPerStatus(rawValue: list.bits)), lst: stream)
    }

    @Test("the draft's lists have the statuses that it prints", arguments: DraftList.all)
    func lists(_ list: DraftList) throws {
        let expanded = try token(list, stream: list.stream).expanded(countMax: list.count)
        let perByte = 8 / Int(list.bits)
        #expect(expanded.count * perByte == list.count)
        var expected = [UInt8](repeating: 0, count: expanded.count)
        for entry in list.statuses {
            expected[entry[0] / perByte] |= UInt8(entry[1]) << UInt8(entry[0] % perByte * Int(list.bits))
        }
        #expect(expanded == expected)
    }

    @Test(
        "a list of the draft gives our statuses, or names the first that isn't one", arguments: DraftList.all)
    func repacked(_ list: DraftList) throws {
        let token = try token(list, stream: list.stream)
        if let unknown = list.statuses.first(where: { $0[1] > 3 }) {
            #expect(throws: StatusListError.statusUnknown(UInt8(unknown[1]), index: unknown[0])) {
                try token.statuses()
            }
            return
        }
        let statuses = try token.statuses()
        #expect(statuses.count == (list.count + 3) / 4 * 4)
        let histogram = statuses.histogram
        #expect(histogram[0] == statuses.count - list.statuses.count)
        for entry in list.statuses { #expect(statuses[entry[0]]?.rawValue == UInt8(entry[1])) }
        #expect(statuses[statuses.count] == nil)
        #expect(statuses[-1] == nil)
    }

    @Test("a list of the draft with one bit changed anywhere is refused", arguments: DraftList.all)
    func corrupted(_ list: DraftList) throws {
        let stream = list.stream
        let good = try token(list, stream: stream).expanded(countMax: list.count)
        let step = max(1, stream.count / 16)
        for position in stride(from: 0, to: stream.count, by: step) {
            for bit in 0..<8 {
                var bad = stream
                bad[position] ^= 1 << UInt8(bit)
                // Padding of DEFLATE means nothing, and a window size or level hardly more: the content must
                // be refused or the very same.
                let content = try? token(list, stream: bad).expanded(countMax: list.count)
                #expect(content == nil || content == good, "bit \(bit) of byte \(position)")
            }
        }
        #expect(throws: StatusListError.self) {
            try token(list, stream: stream.dropLast()).expanded(countMax: list.count)
        }
        #expect(throws: StatusListError.self) {
            try token(list, stream: stream + [0]).expanded(countMax: list.count)
        }
        let tooFew = max(0, list.count - 16)
        #expect(throws: StatusListError.tooLong(countMax: tooFew)) {
            try token(list, stream: stream).statuses(countMax: tooFew)
        }
    }

    @Test("the draft's CWT examples hold with the draft's key", arguments: DraftTokens.all.tokens)
    func cwt(_ example: DraftTokens.Token) throws {
        let all = DraftTokens.all
        let bytes = hex(example.cwt)
        let token = try StatusListToken(
            verifying: bytes.span, with: try p256(x: all.key.x, y: all.key.y))
        #expect(
            token.claims
                == StatusListClaims(
                    uri: all.uri, issued: try date(all.iat), expiration: try date(all.exp),
                    timeToLiveSeconds: all.ttl))
        #expect(token.bits == .one)
        #expect(token.keyID == nil)
        let statuses = try token.statuses()
        #expect(statuses.bytes == hex("41 45 05 44"))
        #expect([0, 3, 4, 5, 7, 8, 9, 13, 15].allSatisfy { statuses[$0] == .revoked })
    }

    @Test("the draft's CWT example with one bit changed is refused, but for the unsigned key identifier")
    func corruptedCWT() throws {
        let all = DraftTokens.all
        let key = try p256(x: all.key.x, y: all.key.y)
        let bytes = hex(try #require(all.tokens.last).cwt)
        // `a1 04 42 31 32`: what the unprotected header says is not covered by the signature.
        let unsigned = 36..<41
        for position in bytes.indices where !unsigned.contains(position) {
            for bit in 0..<8 {
                var bad = bytes
                bad[position] ^= 1 << UInt8(bit)
                #expect(throws: StatusListError.self, "bit \(bit) of byte \(position)") {
                    _ = try StatusListToken(verifying: bad.span, with: key)
                }
            }
        }
    }
}

/// Tokens made by other programs: see the script beside the file.
struct TokensOfOthers: Decodable, Sendable {
    struct Token: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var cwt: String
        var bits: UInt64
        var statuses: [UInt8]
        var algorithm: String
        var testDescription: String { name }
    }

    var uri: String
    var iat: Int64
    var p256: DraftTokens.Key
    var ed25519: [String: String]
    var tokens: [Token]

    static let all = vectors("token-status-list/others/tokens.json", as: TokensOfOthers.self)
}

struct TokensOfOthersTests {
    @Test("lists that other programs made are read", arguments: TokensOfOthers.all.tokens)
    func reads(_ token: TokensOfOthers.Token) throws {
        let all = TokensOfOthers.all
        let bytes = hex(token.cwt)
        let es256 = try p256(x: all.p256.x, y: all.p256.y)
        let edDSA = try ed25519(x: try #require(all.ed25519["x"]))
        let (right, wrong) = token.algorithm == "es256" ? (es256, edDSA) : (edDSA, es256)
        let read = try StatusListToken(verifying: bytes.span, with: right)
        #expect(read.claims.uri == all.uri)
        #expect(read.claims.issued.epochSeconds == all.iat)
        #expect(read.bits.rawValue == token.bits)
        let statuses = try read.statuses()
        #expect(token.statuses.indices.allSatisfy { statuses[$0]?.rawValue == token.statuses[$0] })
        #expect(statuses.count - token.statuses.count < 8)
        #expect(try StatusListToken(parsing: bytes.span) == read)

        #expect(throws: StatusListError.algorithmNotAllowed) {
            _ = try StatusListToken(verifying: bytes.span, with: wrong)
        }
        var bad = bytes
        bad[bad.count - 1] ^= 1
        #expect(throws: StatusListError.signatureInvalid) {
            _ = try StatusListToken(verifying: bad.span, with: right)
        }
    }
}
