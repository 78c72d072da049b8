/// One of the two slots of a card's memory: a complete image with its number, or whatever a torn write left.
///
/// ```
/// offset  bytes
///      0      8  "KARTKA01"
///      8      8  sequence number, big endian: the greater one is the newer image
///     16      4  length of the image, big endian
///     20      4  zero
///     24     32  SHA-256 over bytes 0…23 and the image
///     56      …  image
/// ```
struct Slot {
    static let headerByteCount = 56
    /// Size of a slot, in bytes: a personalised card with full files needs less than half of it.
    static let byteCount = 64 * 1024
    /// Greatest image, in bytes.
    static let imageByteCountMax = byteCount - headerByteCount

    private static let magic: [UInt8] = Array("KARTKA01".utf8)
    private static let digestedHeaderByteCount = 24

    let sequence: UInt64
    let image: [UInt8]

    init(sequence: UInt64, image: [UInt8]) throws(CardMemoryError) {
        guard image.count <= Self.imageByteCountMax else {
            throw .imageTooLarge(bytes: image.count, maximum: Self.imageByteCountMax)
        }
        self.sequence = sequence
        self.image = image
    }

    /// The slot in `bytes`, or nil if they hold no complete one.
    init?(parsing bytes: [UInt8]) throws(CardMemoryError) {
        guard bytes.count >= Self.headerByteCount, bytes.starts(with: Self.magic) else { return nil }
        let length = Int(Self.integer(bytes[16..<20]))
        guard Self.integer(bytes[20..<24]) == 0, length <= bytes.count - Self.headerByteCount else {
            return nil
        }
        sequence = Self.integer(bytes[8..<16])
        image = Array(bytes[Self.headerByteCount..<Self.headerByteCount + length])
        let digest = try SlotDigest.sha256(
            bytes.span.extracting(first: Self.digestedHeaderByteCount), image.span)
        guard bytes[Self.digestedHeaderByteCount..<Self.headerByteCount].elementsEqual(digest) else {
            return nil
        }
    }

    /// What is written: header and image, without the unused rest of the slot.
    func encoded() throws(CardMemoryError) -> [UInt8] {
        var bytes = Self.magic
        bytes.reserveCapacity(Self.headerByteCount + image.count)
        Self.append(sequence, byteCount: 8, to: &bytes)
        Self.append(UInt64(image.count), byteCount: 4, to: &bytes)
        Self.append(0, byteCount: 4, to: &bytes)
        bytes += try SlotDigest.sha256(bytes.span, image.span)
        bytes += image
        return bytes
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func append(_ value: UInt64, byteCount: Int, to bytes: inout [UInt8]) {
        for index in (0..<byteCount).reversed() {
            bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index)))
        }
    }
}
