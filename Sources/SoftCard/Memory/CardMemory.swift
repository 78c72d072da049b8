/// A card's non-volatile memory: one image that is replaced as a whole, so that at any moment either the old
/// or the
/// new one can be read back.
///
/// Two slots take turns. A write goes to the older one and is flushed; only then is it the newest. If the
/// power goes
/// in between, that slot's digest is wrong and the other one still holds the image before.
public struct CardMemory: ~Copyable, Sendable {
    /// Greatest image, in bytes.
    public static let imageByteCountMax = Slot.imageByteCountMax

    /// Nil for a memory that lasts as long as this value: then ``both`` is the medium.
    private let file: CardFile?
    /// Both slots, one after the other: the same layout as in the file.
    private var both: [UInt8] = []
    private var newest: Newest
    private var hasFailed = false

    private struct Newest {
        var index: Int
        var slot: Slot
    }

    /// Makes a card file of mode 0600 that holds `image`.
    /// - Throws: ``CardMemoryError/exists`` if there is one: a card is never overwritten.
    public init(creating path: String, image: [UInt8]) throws(CardMemoryError) {
        let first = try Slot(sequence: 1, image: image)
        file = .some(try CardFile.create(path, content: try Self.bothSlots(first)))
        newest = Newest(index: 0, slot: first)
    }

    /// Opens and locks a card file and finds its newest complete image.
    /// - Throws: ``CardMemoryError/locked``, ``CardMemoryError/notACard(bytes:)``,
    ///   ``CardMemoryError/damaged``.
    public init(opening path: String) throws(CardMemoryError) {
        let opened = try CardFile.open(path)
        let count = try opened.count()
        guard count == 2 * Slot.byteCount else { throw .notACard(bytes: count) }
        newest = try Self.newest(in: try opened.read(count, at: 0))
        file = .some(opened)
    }

    /// A memory that lasts as long as this value: for tests and measurements.
    public init(volatile image: [UInt8]) throws(CardMemoryError) {
        let first = try Slot(sequence: 1, image: image)
        both = try Self.bothSlots(first)
        file = nil
        newest = Newest(index: 0, slot: first)
    }

    /// The newest complete image.
    public var image: [UInt8] { newest.slot.image }
    /// How often the memory has been written.
    public var sequence: UInt64 { newest.slot.sequence }

    /// Replaces the image; when this returns, the new one is on the disk.
    ///
    /// If it throws, the old image is still the newest here, but what the disk holds is not known: nothing
    /// more is
    /// written until ``reload()`` has looked.
    public mutating func replace(with image: [UInt8]) throws(CardMemoryError) {
        let (next, bytes) = try prepare(image)
        do throws(CardMemoryError) {
            try write(bytes.span, slot: 1 - newest.index)
        } catch {
            hasFailed = true
            throw error
        }
        newest = Newest(index: 1 - newest.index, slot: next)
    }

    /// What remains of ``replace(with:)`` when the power fails after `percent` (0…100) of its bytes.
    ///
    /// With 100 the whole slot was written, but nobody was told.
    mutating func tear(replacingWith image: [UInt8], percent: Int) throws(CardMemoryError) {
        let (_, bytes) = try prepare(image)
        let kept = bytes.count * min(max(percent, 0), 100) / 100
        hasFailed = true
        try write(bytes.span.extracting(first: kept), slot: 1 - newest.index)
    }

    /// Looks again for the newest complete image, as after a loss of power.
    public mutating func reload() throws(CardMemoryError) {
        switch file {
        case .some(let file): newest = try Self.newest(in: try file.read(2 * Slot.byteCount, at: 0))
        case nil: newest = try Self.newest(in: both)
        }
        hasFailed = false
    }

    /// Overwrites all that isn't the newest image, so that what it replaced can't be read from the medium.
    ///
    /// If the power goes at any moment, the newest image is still there; calling again finishes the rest.
    mutating func eraseReplaced() throws(CardMemoryError) {
        guard !hasFailed else { throw .failedEarlier }
        let used = try newest.slot.encoded().count
        let zeros = [UInt8](repeating: 0, count: Slot.byteCount)
        try write(zeros.span, slot: 1 - newest.index)
        try write(zeros.span.extracting(first: Slot.byteCount - used), slot: newest.index, from: used)
    }

    private func prepare(_ image: [UInt8]) throws(CardMemoryError) -> (Slot, [UInt8]) {
        guard !hasFailed else { throw .failedEarlier }
        let (sequence, overflow) = newest.slot.sequence.addingReportingOverflow(1)
        guard !overflow else { throw .wornOut }
        let next = try Slot(sequence: sequence, image: image)
        return (next, try next.encoded())
    }

    private mutating func write(
        _ bytes: Span<UInt8>, slot index: Int, from start: Int = 0
    ) throws(CardMemoryError) {
        let offset = index * Slot.byteCount + start
        switch file {
        case .some(let file):
            try file.write(bytes, at: offset)
            try file.flush()
        case nil:
            for position in bytes.indices { both[offset + position] = bytes[position] }
        }
    }

    private static func newest(in both: [UInt8]) throws(CardMemoryError) -> Newest {
        var newest: Newest?
        for (index, start) in [0, Slot.byteCount].enumerated() where start < both.count {
            let bytes = Array(both[start..<min(start + Slot.byteCount, both.count)])
            guard let slot = try Slot(parsing: bytes) else { continue }
            if slot.sequence > newest?.slot.sequence ?? 0 { newest = Newest(index: index, slot: slot) }
        }
        guard let newest else { throw .damaged }
        return newest
    }

    private static func bothSlots(_ first: Slot) throws(CardMemoryError) -> [UInt8] {
        let bytes = try first.encoded()
        return bytes + [UInt8](repeating: 0, count: 2 * Slot.byteCount - bytes.count)
    }
}
