internal import CKartka
internal import Glibc

/// A structure of kartka.h that begins with `struct_size`, and that later versions make longer.
protocol SizedStructure {
    init()
    /// Size of its first version; a shorter one is a mistake.
    static var bytesMin: Int { get }
}

extension kartka_error: SizedStructure { static var bytesMin: Int { 536 } }
extension kartka_options: SizedStructure { static var bytesMin: Int { 96 } }
extension kartka_gate: SizedStructure { static var bytesMin: Int { 24 } }
extension kartka_verdict: SizedStructure { static var bytesMin: Int { 216 } }

/// The most that a `struct_size` can say; more is no size.
private let structBytesMax = 65_536

extension SizedStructure {
    /// The size that the caller's compiler gave the structure at `pointer`; nil where that can't be.
    static func callersBytes(_ pointer: UnsafeRawPointer) -> Int? {
        let bytes = Int(unsafe pointer.loadUnaligned(as: UInt32.self))
        return (bytesMin...structBytesMax).contains(bytes) ? bytes : nil
    }

    /// What the caller filled in; members that an older caller doesn't have are zero.
    ///
    /// Nil where `struct_size` can't be, and where a newer caller set a member that this library doesn't
    /// know.
    init?(callers pointer: UnsafePointer<Self>) {
        let source = unsafe UnsafeRawPointer(pointer)
        guard let bytes = unsafe Self.callersBytes(source) else { return nil }
        let known = min(bytes, MemoryLayout<Self>.size)
        for offset in known..<bytes where unsafe source.load(fromByteOffset: offset, as: UInt8.self) != 0 {
            return nil
        }
        self.init()
        unsafe withUnsafeMutableBytes(of: &self) { own in
            unsafe own.copyMemory(from: UnsafeRawBufferPointer(start: source, count: known))
        }
    }

    /// Fills the caller's structure but for its `struct_size`; members that this library doesn't know become
    /// zero.
    func store(to target: UnsafeMutableRawPointer, callersBytes bytes: Int) {
        let first = MemoryLayout<UInt32>.size
        let known = min(bytes, MemoryLayout<Self>.size)
        unsafe withUnsafeBytes(of: self) { own in
            if let source = own.baseAddress {
                unsafe memcpy(target + first, source + first, known - first)
            }
        }
        if bytes > known { unsafe memset(target + known, 0, bytes - known) }
    }
}

/// Fills a member that is an array of characters: as much of `text` as fits in whole characters, and a zero.
func setText<Characters: BitwiseCopyable>(_ characters: inout Characters, _ text: String) {
    unsafe withUnsafeMutableBytes(of: &characters) { room in
        var used = 0
        for scalar in text.unicodeScalars {
            let encoded = UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            guard used + encoded.count < room.count else { break }
            for unit in encoded {
                unsafe room[used] = unit
                used += 1
            }
        }
        for index in used..<room.count { unsafe room[index] = 0 }
    }
}

/// Fills a member that is an array of numbers with the first that fit.
///
/// - Returns: how many those are.
func setNumbers<Numbers: BitwiseCopyable>(
    _ numbers: inout Numbers, _ values: some Sequence<Int32>
) -> UInt32 {
    unsafe withUnsafeMutableBytes(of: &numbers) { room in
        var used = 0
        for value in values where (used + 1) * MemoryLayout<Int32>.size <= room.count {
            unsafe room.storeBytes(of: value, toByteOffset: used * MemoryLayout<Int32>.size, as: Int32.self)
            used += 1
        }
        return UInt32(used)
    }
}
