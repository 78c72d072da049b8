internal import CardCrypto
internal import Foundation

/// The status register on the disk: a header and frames, only ever appended to.
///
/// A group of events is on the disk when ``append(_:)`` returns. If the power goes before, the file ends with
/// a part of the group or with nothing of it; whoever opens it next counts whole groups only, and cuts the
/// rest off before the next one is written. All of this happens while the folder's lock is held.
struct RegisterFile {
    let path: String

    /// 32 bytes, as long as a frame.
    static let header = Array("Kartka status register, v1\n\0\0\0\0\0".utf8)

    private static let chunkFrames = 1 << 15

    /// A register that has `events`; the file appears whole.
    func create(_ events: [RegisterEvent] = []) throws(AuthorityError) {
        var bytes = Self.header
        for number in events.indices { bytes += Self.bytes(of: events[number...number], after: number) }
        try AuthorityFolder.write(bytes, to: path)
    }

    func load() throws(AuthorityError) -> StatusRegister {
        var register = StatusRegister()
        try withFile { (descriptor) throws(AuthorityError) in
            let end = try goodFrames(descriptor)
            var number = 0
            while number < end {
                let bytes = try read(descriptor, frames: number..<min(end, number + Self.chunkFrames))
                for start in stride(from: 0, to: bytes.count, by: RegisterFrame.bytes) {
                    let slice = bytes[start..<(start + RegisterFrame.bytes)]
                    guard let frame = RegisterFrame(slice, number: number), register.apply(frame.event)
                    else {
                        throw .damaged(path: path)
                    }
                    number += 1
                }
            }
        }
        return register
    }

    /// Writes `events` behind all others. Each group of ``RegisterFrame/groupMax`` counts whole or not at
    /// all.
    func append(_ events: [RegisterEvent]) throws(AuthorityError) {
        guard !events.isEmpty else { return }
        try withFile { (descriptor) throws(AuthorityError) in
            var end = try goodFrames(descriptor)
            guard ftruncate(descriptor, off_t(Self.offset(ofFrame: end))) == 0 else { throw system() }
            for start in stride(from: 0, to: events.count, by: RegisterFrame.groupMax) {
                let group = events[start..<min(events.count, start + RegisterFrame.groupMax)]
                try append(Self.bytes(of: group, after: end), descriptor, at: Self.offset(ofFrame: end))
                end += group.count
            }
        }
    }

    /// One group, on the disk: the end of the file never has more than one that may be torn.
    private func append(
        _ bytes: [UInt8], _ descriptor: Int32, at offset: Int
    ) throws(AuthorityError) {
        guard Self.write(bytes, to: descriptor, at: offset), fdatasync(descriptor) == 0 else {
            let error = system()
            // What nobody was told of must not count later.
            _ = ftruncate(descriptor, off_t(offset))
            _ = fdatasync(descriptor)
            throw error
        }
    }

    /// - Parameter number: of frames that are there already.
    private static func bytes(of group: ArraySlice<RegisterEvent>, after number: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(group.count * RegisterFrame.bytes)
        for (position, event) in group.enumerated() {
            RegisterFrame(event, position: UInt8(position), count: UInt8(group.count))
                .write(number: number + position, to: &bytes)
        }
        return bytes
    }

    // MARK: The end

    /// How many frames are there, without a group at the end that isn't whole.
    ///
    /// - Throws: ``AuthorityError/damaged(path:)`` where more is wrong than one torn group.
    private func goodFrames(_ descriptor: Int32) throws(AuthorityError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw system() }
        guard try bytes(descriptor, at: 0, count: Self.header.count) == Self.header else {
            throw .damaged(path: path)
        }
        let frames = (Int(status.st_size) - Self.header.count) / RegisterFrame.bytes
        // One group of the longest, behind it what may be torn.
        let first = max(0, frames - 2 * RegisterFrame.groupMax)
        let tail = try read(descriptor, frames: first..<frames)
        func frame(_ number: Int) -> RegisterFrame? {
            let start = (number - first) * RegisterFrame.bytes
            guard start >= 0 else { return nil }
            return RegisterFrame(tail[start..<(start + RegisterFrame.bytes)], number: number)
        }
        func isGroup(endingAt end: Int) -> Bool {
            guard let last = frame(end - 1), last.position == last.count - 1 else { return false }
            return (0..<Int(last.count)).allSatisfy { position in
                let frame = frame(end - Int(last.count) + position)
                return frame?.count == last.count && frame?.position == UInt8(position)
            }
        }
        var end = frames
        while end > 0, !isGroup(endingAt: end) {
            end -= 1
            guard frames - end <= RegisterFrame.groupMax else { throw .damaged(path: path) }
        }
        return end
    }

    // MARK: Bytes

    private func withFile<R>(
        _ body: (_ descriptor: Int32) throws(AuthorityError) -> R
    ) throws(AuthorityError) -> R {
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw system() }
        defer { close(descriptor) }
        // A killed process may have left what isn't on the disk yet: nothing is built on that.
        guard fdatasync(descriptor) == 0 else { throw system() }
        return try body(descriptor)
    }

    private static func offset(ofFrame number: Int) -> Int { header.count + number * RegisterFrame.bytes }

    private func read(_ descriptor: Int32, frames: Range<Int>) throws(AuthorityError) -> [UInt8] {
        try bytes(
            descriptor, at: Self.offset(ofFrame: frames.lowerBound), count: frames.count * RegisterFrame.bytes
        )
    }

    private func bytes(
        _ descriptor: Int32, at offset: Int, count: Int
    ) throws(AuthorityError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = unsafe bytes[done...].withUnsafeMutableBytes { buffer in
                unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset + done))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw system() }
            guard got > 0 else { throw .damaged(path: path) }
            done += got
        }
        return bytes
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, at offset: Int) -> Bool {
        var done = 0
        while done < bytes.count {
            let put = unsafe bytes[done...].withUnsafeBytes { buffer in
                unsafe pwrite(descriptor, buffer.baseAddress, buffer.count, off_t(offset + done))
            }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { return false }
            done += put
        }
        return true
    }

    private func system() -> AuthorityError { .system(path: path, code: errno) }
}
