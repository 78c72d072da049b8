import Glibc

/// What the process was started with.
enum ProcessEnvironment {
    static func variable(_ name: String) -> String? {
        // safe: copied at once; nothing in the program changes its environment.
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    static func now() -> Int64 {
        Int64(time(nil))
    }
}
