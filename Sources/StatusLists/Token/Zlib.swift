internal import CZlib

/// Streams of RFC 1950, whole and bounded.
enum Zlib {
    enum Failure: Error, Equatable {
        /// More than the bound.
        case tooLong
        /// zlib's own code: damaged, unfinished, wants a dictionary; `Z_DATA_ERROR` also for bytes behind the
        /// stream.
        case code(Int32)
    }

    /// Inflates all of `bytes`.
    ///
    /// - Parameter byteCountMax: no more than these are ever written, whatever the stream holds.
    static func inflate(_ bytes: Span<UInt8>, byteCountMax: Int) throws(Failure) -> [UInt8] {
        try unsafe bytes.withUnsafeBufferPointer { input throws(Failure) in
            guard let inputCount = UInt32(exactly: input.count) else { throw .tooLong }
            var stream = unsafe z_stream()
            // zlib only reads through `next_in`, and only as long as this closure runs.
            unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            unsafe stream.avail_in = inputCount
            let code = unsafe inflateInit2_(&stream, MAX_WBITS, ZLIB_VERSION, streamSize)
            guard code == Z_OK else { throw .code(code) }
            defer { _ = unsafe inflateEnd(&stream) }

            var output = [UInt8](repeating: 0, count: min(byteCountMax, max(4096, input.count * 16)))
            var done = 0
            var hasEnded = false
            if byteCountMax > 0 { hasEnded = try unsafe inflate(&stream, into: &output, from: &done) }
            while !hasEnded, output.count < byteCountMax {
                let more = min(byteCountMax - output.count, output.count)
                output += [UInt8](repeating: 0, count: more)
                hasEnded = try unsafe inflate(&stream, into: &output, from: &done)
            }
            if !hasEnded {
                // A content of just the bound's length has its end still to be read.
                var excess: [UInt8] = [0]
                var excessCount = 0
                hasEnded = try unsafe inflate(&stream, into: &excess, from: &excessCount)
                guard hasEnded, excessCount == 0 else { throw .tooLong }
            }
            guard unsafe stream.avail_in == 0 else { throw .code(Z_DATA_ERROR) }
            return done == output.count ? output : [UInt8](output[..<done])
        }
    }

    /// Deflates all of `bytes`.
    static func deflate(
        _ bytes: Span<UInt8>, level: Int32, strategy: Int32
    ) throws(Failure) -> [UInt8] {
        try unsafe bytes.withUnsafeBufferPointer { input throws(Failure) in
            guard let inputCount = UInt32(exactly: input.count) else { throw .tooLong }
            var stream = unsafe z_stream()
            let code = unsafe deflateInit2_(
                &stream, level, Z_DEFLATED, MAX_WBITS, MAX_MEM_LEVEL, strategy, ZLIB_VERSION, streamSize)
            guard code == Z_OK else { throw .code(code) }
            defer { _ = unsafe deflateEnd(&stream) }
            unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            unsafe stream.avail_in = inputCount
            var output = unsafe [UInt8](repeating: 0, count: Int(deflateBound(&stream, uLong(input.count))))
            let result = unsafe output.withUnsafeMutableBufferPointer { room in
                unsafe stream.next_out = room.baseAddress
                unsafe stream.avail_out = UInt32(clamping: room.count)
                return unsafe CZlib.deflate(&stream, Z_FINISH)
            }
            // The bound is enough for a whole stream.
            guard result == Z_STREAM_END else { throw .code(result) }
            return unsafe [UInt8](output[..<Int(stream.total_out)])
        }
    }

    private static var streamSize: Int32 { unsafe Int32(MemoryLayout<z_stream>.size) }

    /// Fills `output` from `done` on; true at the stream's end, false when there is no room left.
    private static func inflate(
        _ stream: inout z_stream, into output: inout [UInt8], from done: inout Int
    ) throws(Failure) -> Bool {
        let start = done
        let (code, left) = unsafe output.withUnsafeMutableBufferPointer { room in
            // safe: `start` is at most the buffer's count.
            unsafe stream.next_out = room.baseAddress?.advanced(by: start)
            unsafe stream.avail_out = UInt32(clamping: room.count - start)
            let code = unsafe CZlib.inflate(&stream, Z_NO_FLUSH)
            return unsafe (code, Int(stream.avail_out))
        }
        done = output.count - left
        switch code {
        case Z_STREAM_END: return true
        case Z_OK where left == 0, Z_BUF_ERROR where left == 0: return false
        // All of the input is used up, and the stream hasn't ended.
        case Z_OK: throw .code(Z_BUF_ERROR)
        default: throw .code(code)
        }
    }
}
