import COSE
import CardCrypto
import Foundation
import ISO7816
import Testing

@testable import StatusLists

/// The examples of CardSchemas are what this code writes, and what others made is read.
struct ExampleTests {
    private static let schemas = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "CardSchemas")

    private static func example(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: schemas.appending(path: path)))
    }

    /// Writes the examples anew where KARTKA_RECORD_EXAMPLES is set, which is how they came to be.
    private static func isRecorded(_ bytes: [UInt8], as path: String) throws -> Bool {
        if ProcessInfo.processInfo.environment["KARTKA_RECORD_EXAMPLES"] != nil {
            try Data(bytes).write(to: schemas.appending(path: path))
        }
        return try example(path) == bytes
    }

    /// Ed25519, so that one message has one signature.
    private static func key() throws -> SigningKey {
        let secret: [UInt8] = Array(0..<32)
        return try SigningKey(secret: SecretBytes(copying: secret.span), curve: .ed25519)
    }

    private static func lists() throws -> (old: StatusBits, new: StatusBits, claims: [StatusListClaims]) {
        var old = StatusBits(count: 500)
        for index in [7, 41, 99, 100, 101, 320] { old.set(.revoked, at: index) }
        for index in [12, 250] { old.set(.suspended, at: index) }
        for index in [0, 499] { old.set(.superseded, at: index) }
        var new = old
        new.grow(toCount: 600)
        new.set(.valid, at: 12)
        new.set(.revoked, at: 250)
        new.set(.suspended, at: 13)
        new.set(.superseded, at: 555)
        return (old, new, [try claims(issued: 1_790_000_000), try claims(issued: 1_790_086_400)])
    }

    @Test("the examples are what is written today")
    func written() throws {
        let key = try Self.key()
        let (old, new, claims) = try Self.lists()
        let list = try StatusListToken.seal(old, claims: claims[0], with: key)
        #expect(try Self.isRecorded(list, as: "status-list/v1/examples/transport.cwt"))
        let delta = try StatusDelta(from: (claims[0].issued, old), to: new, claims: claims[1])
        #expect(
            try Self.isRecorded(
                try delta.sealed(with: key), as: "status-delta/v1/examples/transport-next-day.cwt"))
        let whole = try StatusDelta(whole: new, claims: claims[1])
        #expect(
            try Self.isRecorded(
                try whole.sealed(with: key), as: "status-delta/v1/examples/transport-whole.cwt"))
    }

    @Test("the examples are read, and fit each other")
    func read() throws {
        let key = try Self.key().verificationKey()
        let (old, new, claims) = try Self.lists()
        let listBytes = try Self.example("status-list/v1/examples/transport.cwt")
        let list = try StatusListToken(verifying: listBytes.span, with: key)
        #expect(list.claims == claims[0])
        #expect(try list.statuses() == old)
        let deltaBytes = try Self.example("status-delta/v1/examples/transport-next-day.cwt")
        let delta = try StatusDelta(verifying: deltaBytes.span, with: key)
        #expect(try delta.apply(to: try list.statuses()) == new)
        let wholeBytes = try Self.example("status-delta/v1/examples/transport-whole.cwt")
        #expect(try StatusDelta(verifying: wholeBytes.span, with: key).apply() == new)
    }

    struct DeltasOfOthers: Decodable, Sendable {
        struct Delta: Decodable, Sendable, CustomTestStringConvertible {
            var divisor: Int
            var cwt: String
            var isWhole: Bool
            var testDescription: String { "divisor \(divisor), \(isWhole ? "whole" : "changes")" }
        }

        var old: [UInt8]
        var new: [UInt8]
        var ed25519: [String: String]
        var deltas: [Delta]

        static let all = vectors("token-status-list/others/deltas.json", as: DeltasOfOthers.self)
    }

    @Test("deltas that another program made are applied", arguments: DeltasOfOthers.all.deltas)
    func others(_ example: DeltasOfOthers.Delta) throws {
        let all = DeltasOfOthers.all
        var (old, new) = (StatusBits(), StatusBits())
        for (index, status) in all.old.enumerated() {
            old.set(try #require(CardStatus(rawValue: status)), at: index)
        }
        for (index, status) in all.new.enumerated() {
            new.set(try #require(CardStatus(rawValue: status)), at: index)
        }
        let bytes = hex(example.cwt)
        let key = try ed25519(x: try #require(all.ed25519["x"]))
        let delta = try StatusDelta(verifying: bytes.span, with: key)
        #expect(try delta.apply(to: example.isWhole ? StatusBits() : old) == new)
        #expect(throws: StatusDeltaError.otherBase) {
            try delta.apply(to: example.isWhole ? old : StatusBits())
        }
        var bad = bytes
        bad[bad.count / 2] ^= 1
        #expect(throws: StatusDeltaError.self) { _ = try StatusDelta(verifying: bad.span, with: key) }
    }
}
