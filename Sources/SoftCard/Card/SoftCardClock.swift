internal import Glibc

/// Time as the card sees it: how long it has had power, not what day it is.
public struct SoftCardClock: Sendable {
    /// Milliseconds from any fixed moment on; never goes back.
    public let milliseconds: @Sendable () -> UInt64

    public init(milliseconds: @escaping @Sendable () -> UInt64) { self.milliseconds = milliseconds }

    /// The machine's monotonic clock.
    public static let monotonic = SoftCardClock {
        var time = timespec()
        // Can't fail: the clock exists on every Linux and the pointer is valid.
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000 &+ UInt64(time.tv_nsec) / 1_000_000
    }
}
