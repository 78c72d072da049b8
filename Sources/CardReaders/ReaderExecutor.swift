internal import Dispatch

/// Runs a reader's jobs one after another on a thread of its own: PC/SC blocks, and Swift's own threads, one
/// for each core, must not.
final class ReaderExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // safe: a job is run just once, and the executor outlives it.
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
