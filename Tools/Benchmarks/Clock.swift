import Glibc

/// Seconds of a clock that nobody sets.
func monotonicSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Seconds that this thread has been computing: what other processes do meanwhile doesn't count.
func computingSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Keeps a result alive, so that the optimiser can't leave out the work that made it.
@inline(never)
func keep<Value: ~Copyable>(_ value: borrowing Value) {}

/// Runs this thread, and the threads it starts meanwhile, before all other work of the machine.
///
/// Only root may do so. For anybody else the figure holds if the machine has nothing else to do.
func aheadOfOthers<Value>(_ work: () throws -> Value) rethrows -> Value {
    var first = sched_param()
    first.sched_priority = 1
    let isFirst = unsafe sched_setscheduler(0, SCHED_FIFO, &first) == 0
    defer {
        if isFirst {
            var usual = sched_param()
            unsafe sched_setscheduler(0, SCHED_OTHER, &usual)
        }
    }
    return try work()
}
