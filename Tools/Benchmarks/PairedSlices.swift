/// Compares two pieces of work on a machine whose speed drifts.
///
/// Subject and baseline take turns in slices of a few milliseconds, in one process; each pair of neighbouring
/// slices gives one ratio, and the median of those stands. Absolute times move by a third on a shared
/// machine, the median ratio by less than one per cent.
struct PairedSlices {
    var sliceSeconds = 0.004
    /// Odd, so that the median is a value that was measured.
    var pairCount = 151
    /// Computing time of the calling thread, unless the work is that of several threads.
    var clock: () -> Double = computingSeconds

    struct Outcome {
        /// Median time of one run of the subject.
        var subjectSeconds: Double
        var baselineSeconds: Double
        /// Speed of the subject as a share of the baseline's, median over the pairs: above 1, the subject is
        /// faster.
        var speedRatio: Double
        /// Half the distance between the quartiles of the ratios.
        var ratioSpread: Double
    }

    func compare(subject: () -> Void, baseline: () -> Void) -> Outcome {
        let subjectRuns = runsPerSlice(subject)
        let baselineRuns = runsPerSlice(baseline)
        var subjectTimes: [Double] = []
        var baselineTimes: [Double] = []
        for pair in 0..<pairCount {
            // Who goes first alternates, so that a steady drift falls on both alike.
            if pair.isMultiple(of: 2) {
                subjectTimes.append(seconds(of: subject, runs: subjectRuns))
                baselineTimes.append(seconds(of: baseline, runs: baselineRuns))
            } else {
                baselineTimes.append(seconds(of: baseline, runs: baselineRuns))
                subjectTimes.append(seconds(of: subject, runs: subjectRuns))
            }
        }
        let ratios = zip(baselineTimes, subjectTimes).map { $0 / $1 }
        return Outcome(
            subjectSeconds: quantile(0.5, of: subjectTimes),
            baselineSeconds: quantile(0.5, of: baselineTimes),
            speedRatio: quantile(0.5, of: ratios),
            ratioSpread: (quantile(0.75, of: ratios) - quantile(0.25, of: ratios)) / 2)
    }

    /// Median time of one run, for work that has nothing to be compared with.
    func measure(_ work: () -> Void) -> Double {
        let runs = runsPerSlice(work)
        return quantile(0.5, of: (0..<pairCount).map { _ in seconds(of: work, runs: runs) })
    }

    /// How many runs fill a slice; the search warms up caches and contexts as well.
    private func runsPerSlice(_ work: () -> Void) -> Int {
        var runs = 1
        while true {
            let elapsed = seconds(of: work, runs: runs) * Double(runs)
            if elapsed >= sliceSeconds / 2 || runs >= 1 << 24 {
                return max(1, Int(Double(runs) * sliceSeconds / max(elapsed, 1e-9)))
            }
            runs *= 2
        }
    }

    private func seconds(of work: () -> Void, runs: Int) -> Double {
        let start = clock()
        for _ in 0..<runs { work() }
        return (clock() - start) / Double(runs)
    }
}

/// The value below which the given share of `values` lies; `values` is not empty.
func quantile(_ share: Double, of values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
}
