import COSE
import CardCrypto
import CardRecords
import Synchronization
import Testing

@testable import Validation

@Suite("A pool of threads")
struct ThreadPoolTests {
    @Test("each index is given once, whatever the count and the number of threads", arguments: 1...5)
    func coverage(threads: Int) {
        let pool = ThreadPool(threads: threads)
        #expect(pool.threadCount == threads)
        for count in [0, 1, 2, 3, 7, 64, 1_000, 4_097] {
            let seen = Mutex([Int](repeating: 0, count: count))
            pool.forEach(count: count) { range in
                seen.withLock { seen in
                    for index in range { seen[index] += 1 }
                }
            }
            #expect(seen.withLock { $0.allSatisfy { $0 == 1 } })
        }
    }

    @Test("10,000 short jobs, from several callers at once, are all done in full")
    func stress() async {
        let pool = ThreadPool(threads: 4)
        await withTaskGroup(of: Bool.self) { group in
            for caller in 0..<4 {
                group.addTask {
                    (0..<2_500).allSatisfy { job in
                        let count = (job * 7 + caller) % 50
                        let sum = Counter()
                        pool.forEach(count: count) { range in sum.add(range.reduce(0, +)) }
                        // Every call is over on return.
                        return sum.value == count * (count - 1) / 2
                    }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test("a job may bring another one, and doesn't wait for itself")
    func nested() {
        let pool = ThreadPool(threads: 3)
        let sum = Counter()
        pool.forEach(count: 20) { outer in
            for _ in outer { pool.forEach(count: 10) { sum.add($0.count) } }
        }
        #expect(sum.value == 200)
    }

    @Test("pools come and go, also when a job held them last")
    func lifetimes() {
        for _ in 0..<200 {
            var pool: ThreadPool? = ThreadPool(threads: 3)
            let sum = Counter()
            if let pool { pool.forEach(count: 40) { [pool] in sum.add($0.count * min(pool.threadCount, 1)) } }
            pool = nil
            #expect(sum.value == 40)
        }
    }

    @Test("numbers of threads outside the limits are moved inside")
    func limits() {
        #expect(ThreadPool(threads: 0).threadCount == 1)
        #expect(ThreadPool(threads: .min).threadCount == 1)
        #expect(ThreadPool(threads: .max).threadCount <= ThreadPool.threadsMax)
        #expect(ThreadPool.processorCount >= 1)
    }
}

private final class Counter: Sendable {
    private let sum = Atomic(0)
    func add(_ number: Int) { sum.wrappingAdd(number, ordering: .relaxed) }
    var value: Int { sum.load(ordering: .relaxed) }
}
