import Glibc
import ISO7816
import Testing

@testable import SoftCard

@Suite("Two slots in one file")
struct CardMemoryTests {
    private let first: [UInt8] = Array("the first image".utf8)
    private let second: [UInt8] = Array("the second, longer image".utf8)
    private let third: [UInt8] = Array("third".utf8)

    @Test("the newest complete image is found again")
    func newestWins() throws {
        let file = TemporaryFile()
        do {
            var memory = try CardMemory(creating: file.path, image: first)
            try memory.replace(with: second)
            try memory.replace(with: third)
            #expect(memory.sequence == 3)
        }
        let again = try CardMemory(opening: file.path)
        #expect(again.image == third)
        #expect(try file.mode() == 0o600)
    }

    @Test("what was replaced can be erased from the file, and the newest image stays", arguments: 1...3)
    func erasing(_ writes: Int) throws {
        let file = TemporaryFile()
        let secret = [UInt8](repeating: 0xC5, count: 300)
        do {
            var memory = try CardMemory(creating: file.path, image: secret)
            for _ in 1..<writes { try memory.replace(with: secret) }
            try memory.replace(with: third)
            #expect(try file.contains(secret.prefix(16)))
            try memory.eraseReplaced()
            #expect(try !file.contains(secret.prefix(16)))
            #expect(memory.image == third)
        }
        var again = try CardMemory(opening: file.path)
        #expect(again.image == third)
        try again.replace(with: first)
        #expect(again.image == first)
    }

    @Test("a terminated card's file holds no key, PIN or record any more")
    func terminated() throws {
        let file = TemporaryFile()
        let slot = try SoftCardSlot.creating(
            file.path, serial: CardBench.serial, factoryKeys: CardBench.factoryKeys())
        let bench = CardBench(slot: slot)
        try slot.powerOn()
        try bench.personalise()
        let record = CardBench.record(.social)
        #expect(try file.contains(record[...]))
        try bench.setStatus(.terminated)
        #expect(try !file.contains(record[...]))
        #expect(slot.lifeCycle == .terminated)
    }

    @Test("factory keys don't show in their description")
    func factoryKeys() throws {
        let key = [UInt8](repeating: 201, count: 16)
        let keys = try FactoryKeys(
            masterKeyVersion: 7, encryption: key, authentication: key, dataEncryption: key)
        #expect("\(keys) \(String(reflecting: keys))".contains("version 7"))
        var dump = ""
        Swift.dump(keys, to: &dump)
        #expect(!"\(keys) \(String(reflecting: keys)) \(dump)".contains("201"))
    }

    @Test("a torn write leaves the old image, a whole one the new", arguments: 0...100)
    func tornWrite(_ percent: Int) throws {
        let file = TemporaryFile()
        do {
            var memory = try CardMemory(creating: file.path, image: first)
            try memory.replace(with: second)
            try memory.tear(replacingWith: third, percent: percent)
            #expect(throws: CardMemoryError.failedEarlier) { try memory.replace(with: first) }
            try memory.reload()
            #expect(memory.image == (percent == 100 ? third : second))
        }
        let again = try CardMemory(opening: file.path)
        #expect(again.image == (percent == 100 ? third : second))
    }

    @Test("with any one byte altered, the other image is found, or the same one where the byte isn't used")
    func everyByteAltered() throws {
        let file = TemporaryFile()
        do {
            var memory = try CardMemory(creating: file.path, image: first)
            try memory.replace(with: second)
        }
        let older = 0..<Slot.headerByteCount + first.count
        let newer = Slot.byteCount..<Slot.byteCount + Slot.headerByteCount + second.count
        for position in Array(older) + Array(newer) + [
            older.upperBound, newer.upperBound, 2 * Slot.byteCount - 1,
        ] {
            try file.flip(at: position)
            let memory = try CardMemory(opening: file.path)
            #expect(memory.image == (newer.contains(position) ? first : second), "byte \(position)")
            try file.flip(at: position)
        }
    }

    @Test("with both slots altered the file is refused")
    func bothAltered() throws {
        let file = TemporaryFile()
        do {
            var memory = try CardMemory(creating: file.path, image: first)
            try memory.replace(with: second)
        }
        try file.flip(at: 60)
        try file.flip(at: Slot.byteCount + 60)
        #expect(try opening(file) == .damaged)
    }

    @Test("a card is driven by one owner at a time")
    func lock() throws {
        let file = TemporaryFile()
        do {
            let memory = try CardMemory(creating: file.path, image: first)
            #expect(try opening(file) == .locked)
            #expect(memory.image == first)
        }
        #expect(try opening(file) == nil)
    }

    @Test("a card is never overwritten by a new one")
    func neverOverwritten() throws {
        let file = TemporaryFile()
        #expect(try creating(file, first) == nil)
        #expect(try creating(file, second) == .exists)
        let again = try CardMemory(opening: file.path)
        #expect(again.image == first)
    }

    @Test("a file of another length, and none, are refused")
    func notACard() throws {
        let file = TemporaryFile()
        #expect(try opening(file) == .system(SystemCallError(.open, code: ENOENT)))
        #expect(try creating(file, first) == nil)
        _ = unsafe truncate(file.path, 1000)
        #expect(try opening(file) == .notACard(bytes: 1000))
    }

    @Test("an image that doesn't fit is refused and changes nothing")
    func tooLarge() throws {
        var memory = try CardMemory(volatile: first)
        let large = [UInt8](repeating: 1, count: CardMemory.imageByteCountMax + 1)
        #expect(
            throws: CardMemoryError.imageTooLarge(bytes: large.count, maximum: CardMemory.imageByteCountMax)
        ) { try memory.replace(with: large) }
        try memory.replace(with: Array(large.dropLast()))
        #expect(memory.image.count == CardMemory.imageByteCountMax)
    }

    @Test("opening and refusing leaves no descriptor behind")
    func descriptors() throws {
        let file = TemporaryFile()
        #expect(try creating(file, first) == nil)
        let before = unsafe open("/dev/null", O_RDONLY)
        close(before)
        for _ in 0..<50 {
            #expect(try opening(file) == nil)
            #expect(try creating(file, first) == .exists)
        }
        let after = unsafe open("/dev/null", O_RDONLY)
        close(after)
        // Other tests may have a few open at either moment; a leak would have a hundred.
        #expect(abs(after - before) < 50)
    }

    private func opening(_ file: TemporaryFile) throws -> CardMemoryError? {
        do throws(CardMemoryError) {
            let memory = try CardMemory(opening: file.path)
            _ = memory.sequence
            return nil
        } catch { return error }
    }

    private func creating(_ file: TemporaryFile, _ image: [UInt8]) throws -> CardMemoryError? {
        do throws(CardMemoryError) {
            let memory = try CardMemory(creating: file.path, image: image)
            _ = memory.sequence
            return nil
        } catch { return error }
    }
}
