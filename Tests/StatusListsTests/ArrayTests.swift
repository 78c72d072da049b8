import COSE
import CardCrypto
import Foundation
import Testing

@testable import StatusLists

struct ArrayTests {
    /// A folder of its own for one test, gone with it.
    private final class Folder {
        let path: String

        init() throws {
            path = NSTemporaryDirectory() + "status-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }

        var file: String { path + "/list.array" }
        var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }

        func read() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: file))) }

        func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: file)) }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    @Test("a written array says what the list says, index by index", arguments: [0, 1, 4, 10_000])
    func roundTrip(count: Int) throws {
        let folder = try Folder()
        let list = statuses(count: count, oneIn: 7, seed: 20)
        let keyID = KeyID(rawValue: 0x0102_0304_0506_0708)
        try StatusArray.write(list, claims: try claims(), keyID: keyID, to: folder.file)
        let array = try StatusArray(opening: folder.file)
        #expect(array.claims == (try claims()))
        #expect(array.keyID == keyID)
        #expect(array.count == list.count)
        #expect(array.digest == (try StatusDigest(of: list.bytes.span)))
        #expect((0..<list.count).allSatisfy { array[$0] == list[$0] })
        for index in [-1, list.count, Int.max, Int.min] { #expect(array[index] == nil) }
        #expect(array.statuses == list)
        #expect(folder.names == ["list.array"])
    }

    @Test("claims without an end, a time to live or a key come back without them")
    func plainClaims() throws {
        let folder = try Folder()
        let plain = StatusListClaims(
            uri: String(repeating: "ü", count: 127) + "x", issued: try date(0))
        try StatusArray.write(StatusBits(count: 4), claims: plain, keyID: nil, to: folder.file)
        let array = try StatusArray(opening: folder.file)
        #expect(array.claims == plain)
        #expect(array.keyID == nil)
        var tooLong = plain
        tooLong.uri += "x"
        #expect(throws: StatusArrayError.claimsUnusable) {
            try StatusArray.write(StatusBits(), claims: tooLong, keyID: nil, to: folder.file)
        }
    }

    @Test("a changed bit anywhere in the file is found when it is opened")
    func damaged() throws {
        let folder = try Folder()
        let list = statuses(count: 1000, oneIn: 7, seed: 21)
        try StatusArray.write(list, claims: try claims(), keyID: nil, to: folder.file)
        let good = try folder.read()
        #expect(good.count == 512 + 250)
        for position in good.indices {
            var bad = good
            bad[position] ^= 1 << UInt8(position % 8)
            try folder.write(bad)
            #expect(throws: position < 8 ? StatusArrayError.notStatusArray : .damaged, "byte \(position)") {
                _ = try StatusArray(opening: folder.file)
            }
        }
        for count in [0, 1, 511] {
            try folder.write(Array(good[..<count]))
            #expect(throws: StatusArrayError.notStatusArray) { _ = try StatusArray(opening: folder.file) }
        }
        for bytes in [Array(good.dropLast()), good + [0], Array(good[..<512])] {
            try folder.write(bytes)
            #expect(throws: StatusArrayError.damaged) { _ = try StatusArray(opening: folder.file) }
        }
    }

    @Test("an open array keeps its content while the file is replaced")
    func replaced() throws {
        let folder = try Folder()
        let old = statuses(count: 5000, oneIn: 7, seed: 22)
        let new = statuses(count: 9000, oneIn: 5, seed: 23)
        try StatusArray.write(old, claims: try claims(), keyID: nil, to: folder.file)
        let array = try StatusArray(opening: folder.file)
        try StatusArray.write(new, claims: try claims(issued: 1_800_000_000), keyID: nil, to: folder.file)
        #expect(array.statuses == old)
        #expect(try StatusArray(opening: folder.file).statuses == new)
    }

    @Test("what a crash left behind is replaced; a failed write leaves the old file")
    func leftovers() throws {
        let folder = try Folder()
        try Data([1, 2, 3]).write(to: URL(filePath: folder.file + ".new"))
        let list = statuses(count: 5000, oneIn: 7, seed: 24)
        try StatusArray.write(list, claims: try claims(), keyID: nil, to: folder.file)
        #expect(folder.names == ["list.array"])
        // A folder of that name can't be replaced by a file.
        let taken = folder.path + "/taken"
        try FileManager.default.createDirectory(atPath: taken + "/x", withIntermediateDirectories: true)
        #expect(throws: StatusArrayError.self) {
            try StatusArray.write(list, claims: try claims(), keyID: nil, to: taken)
        }
        #expect(folder.names == ["list.array", "taken"])
    }

    @Test("a missing file is told from a broken one")
    func missing() throws {
        let folder = try Folder()
        let error = #expect(throws: StatusArrayError.self) { _ = try StatusArray(opening: folder.file) }
        #expect(error?.isMissing == true)
        let directory = #expect(throws: StatusArrayError.notStatusArray) {
            _ = try StatusArray(opening: folder.path)
        }
        #expect(directory?.isMissing == false)
        try StatusArray.write(StatusBits(count: 8), claims: try claims(), keyID: nil, to: folder.file)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link", withDestinationPath: folder.file)
        #expect(throws: StatusArrayError.system(code: ELOOP, call: "open")) {
            _ = try StatusArray(opening: folder.path + "/link")
        }
        #expect(throws: StatusArrayError.system(code: ENOENT, call: "open")) {
            try StatusArray.write(
                StatusBits(), claims: try claims(), keyID: nil, to: folder.path + "/none/list.array")
        }
    }

    @Test("a delta applied to a mapped array gives the next one")
    func chain() throws {
        let folder = try Folder()
        var current = statuses(count: 5000, oneIn: 30, seed: 30)
        try StatusArray.write(current, claims: try claims(issued: 1000), keyID: nil, to: folder.file)
        for day in 1...5 {
            let next = statuses(count: 5000 + day * 4, oneIn: 30, seed: 30 + UInt64(day))
            let nextClaims = try claims(issued: 1000 + Int64(day))
            let delta = try StatusDelta(
                from: (try date(999 + Int64(day)), current), to: next, claims: nextClaims)
            let array = try StatusArray(opening: folder.file)
            #expect(array.version == delta.base)
            try StatusArray.write(
                try delta.apply(to: array.statuses), claims: delta.claims, keyID: nil, to: folder.file)
            current = next
        }
        #expect(try StatusArray(opening: folder.file).statuses == current)
    }
}
