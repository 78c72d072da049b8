import Glibc

/// An `errno` with the system's words for it.
struct SystemError: Error, Equatable, Sendable {
    let code: CInt

    init(_ code: CInt) {
        self.code = code
    }

    var text: String {
        // safe: strerror_r of glibc returns a string that lives until the buffer ends.
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let base = buffer.baseAddress else { return "errno \(code)" }
            guard unsafe strerror_r(code, base, buffer.count) == 0 else { return "errno \(code)" }
            return unsafe String(cString: base)
        }
    }
}
