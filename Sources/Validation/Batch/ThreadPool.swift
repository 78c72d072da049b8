internal import Glibc
internal import Synchronization

/// A fixed number of threads that share one job at a time with the thread that brings it.
///
/// The threads sleep between jobs, block all signals and end with the pool. They don't survive a `fork`.
public final class ThreadPool: Sendable {
    /// With the caller's: at least 1, and fewer than asked for where the system gave no more.
    public let threadCount: Int
    private let workers: Workers
    /// Held during a job.
    private let turn = Mutex(())

    /// The processors that are on line.
    public static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
    /// More threads than this aren't made, whatever is asked for.
    public static let threadsMax = 256

    /// - Parameter threads: 1…``threadsMax``, the caller's included; a number outside is moved inside.
    public init(threads: Int = processorCount) {
        workers = Workers(count: min(max(threads, 1), Self.threadsMax) - 1)
        threadCount = workers.count + 1
    }

    deinit { workers.stop() }

    /// Calls `body` for ranges that together are 0..<`count`, on all threads; returns when all calls have.
    ///
    /// A thread takes the next range when it is done with one, so unequal work is shared out as well. A job
    /// that comes while another is running, or out of one, is done by its caller alone: nothing ever waits
    /// for a job of somebody else.
    public func forEach(count: Int, _ body: @escaping @Sendable (Range<Int>) -> Void) {
        guard count > 0 else { return }
        let job = Job(count: count, threads: threadCount, body)
        guard threadCount > 1, count > 1 else { return job.work() }
        let isShared = turn.withLockIfAvailable { _ in
            workers.run(job)
            return true
        }
        if isShared == nil { job.work() }
    }
}

/// Work that several threads take ranges from until nothing is left.
private final class Job: Sendable {
    private let body: @Sendable (Range<Int>) -> Void
    private let count: Int
    private let rangeCount: Int
    private let next = Atomic(0)

    /// So many elements at once at most: the last thread to finish is late by one range.
    private static let rangeCountMax = 4
    /// So many ranges for each thread at least, if there are enough elements.
    private static let rangesPerThread = 4

    init(count: Int, threads: Int, _ body: @escaping @Sendable (Range<Int>) -> Void) {
        self.body = body
        self.count = count
        rangeCount = min(max(count / (threads * Self.rangesPerThread), 1), Self.rangeCountMax)
    }

    func work() {
        while true {
            let start = next.wrappingAdd(rangeCount, ordering: .relaxed).oldValue
            guard start < count else { return }
            body(start..<min(start + rangeCount, count))
        }
    }
}

/// The threads besides the caller's. What they see of each other's work is ordered by the lock.
@safe private final class Workers: @unchecked Sendable {
    private(set) var count = 0
    private let state = State()
    private var threads: [pthread_t] = []

    /// Behind the lock but for the lock itself. The threads own it, so that the pool can go.
    @safe private final class State: @unchecked Sendable {
        let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        /// There is a job, or an end.
        let called = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        /// Nobody works any more.
        let finished = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        var job: Job?
        /// Counts the jobs, so that a thread takes part in each once.
        var jobNumber: UInt64 = 0
        var busyCount = 0
        var isStopping = false

        init() {
            unsafe pthread_mutex_init(lock, nil)
            unsafe pthread_cond_init(called, nil)
            unsafe pthread_cond_init(finished, nil)
        }

        deinit {
            unsafe pthread_cond_destroy(finished)
            unsafe pthread_cond_destroy(called)
            unsafe pthread_mutex_destroy(lock)
            unsafe finished.deallocate()
            unsafe called.deallocate()
            unsafe lock.deallocate()
        }

        /// What a thread does all its life.
        func serve() {
            var served: UInt64 = 0
            while workOnce(&served) { finish() }
        }

        /// Takes part in the next job, and has let go of it on return; false at the end.
        private func workOnce(_ served: inout UInt64) -> Bool {
            guard let job = nextJob(&served) else { return false }
            job.work()
            return true
        }

        private func nextJob(_ served: inout UInt64) -> Job? {
            unsafe pthread_mutex_lock(lock)
            defer { unsafe pthread_mutex_unlock(lock) }
            // The others may have finished a job before this thread woke up: then it is gone.
            while !isStopping {
                if jobNumber != served, let job {
                    served = jobNumber
                    busyCount += 1
                    return job
                }
                unsafe pthread_cond_wait(called, lock)
            }
            return nil
        }

        private func finish() {
            unsafe pthread_mutex_lock(lock)
            busyCount -= 1
            if busyCount == 0 { unsafe pthread_cond_signal(finished) }
            unsafe pthread_mutex_unlock(lock)
        }
    }

    init(count: Int) {
        // A signal is for the program's own threads.
        var all = sigset_t()
        var former = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &former)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &former, nil) }
        for _ in 0..<count {
            let owned = unsafe Unmanaged.passRetained(state)
            var thread = pthread_t()
            let code = unsafe pthread_create(
                &thread, nil,
                { argument in
                    // safe: `argument` is the state that was retained for this thread.
                    if let argument = unsafe argument {
                        unsafe Unmanaged<State>.fromOpaque(argument).takeRetainedValue().serve()
                    }
                    return nil
                }, owned.toOpaque())
            guard code == 0 else {
                unsafe owned.release()
                break
            }
            threads.append(thread)
        }
        self.count = threads.count
    }

    /// Does the job with all threads. One job at a time.
    func run(_ job: Job) {
        unsafe pthread_mutex_lock(state.lock)
        state.job = job
        state.jobNumber += 1
        unsafe pthread_cond_broadcast(state.called)
        unsafe pthread_mutex_unlock(state.lock)
        job.work()
        unsafe pthread_mutex_lock(state.lock)
        state.job = nil
        while state.busyCount > 0 { unsafe pthread_cond_wait(state.finished, state.lock) }
        unsafe pthread_mutex_unlock(state.lock)
    }

    /// Ends the threads and waits for it.
    func stop() {
        unsafe pthread_mutex_lock(state.lock)
        state.isStopping = true
        unsafe pthread_cond_broadcast(state.called)
        unsafe pthread_mutex_unlock(state.lock)
        for thread in threads { pthread_join(thread, nil) }
        threads = []
    }
}
