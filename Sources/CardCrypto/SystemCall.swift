internal import Glibc

/// The few calls of the operating system that key files need, with interruptions handled.
enum SystemCall {
    static func message(_ code: Int32) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let start = buffer.baseAddress, unsafe strerror_r(code, start, buffer.count) == 0 else {
                return "error \(code)"
            }
            return unsafe String(cString: start)
        }
    }

    /// All of `bytes`; false with `errno` set.
    static func writeAll(_ bytes: Span<UInt8>, to descriptor: Int32) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let rest = bytes.extracting(offset..<bytes.count)
            let count = unsafe rest.withUnsafeBufferPointer { buffer in
                unsafe write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            offset += count
        }
        return true
    }

    /// Up to `bytes.count` bytes, fewer only at the end; nil with `errno` set.
    static func readAll(_ bytes: inout MutableSpan<UInt8>, from descriptor: Int32) -> Int? {
        var offset = 0
        while offset < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
                // safe: offset < count.
                unsafe read(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            offset += count
        }
        return offset
    }
}
