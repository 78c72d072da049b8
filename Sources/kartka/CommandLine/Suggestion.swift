/// The known word nearest to one that was mistyped.
enum Suggestion {
    /// Nil if none is near: more than a third of the letters would have to change.
    static func nearest(to word: String, among known: [String]) -> String? {
        let typed = Array(word.lowercased())
        guard typed.count <= 64 else { return nil }
        var best: (word: String, distance: Int)?
        for candidate in known {
            let distance = distance(typed, Array(candidate))
            let limit = max(1, max(typed.count, candidate.count) / 3)
            if distance <= limit, distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.word ?? known.first { typed.count >= 3 && $0.hasPrefix(word.lowercased()) }
    }

    /// Optimal string alignment distance: insertions, deletions, substitutions and swapped neighbours.
    private static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var twoBack = [Int](repeating: 0, count: second.count + 1)
        var previous = Array(0...second.count)
        for row in first.indices {
            var current = [row + 1]
            for column in second.indices {
                var cost = min(previous[column + 1] + 1, current[column] + 1)
                cost = min(cost, previous[column] + (first[row] == second[column] ? 0 : 1))
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    cost = min(cost, twoBack[column - 1] + 1)
                }
                current.append(cost)
            }
            twoBack = previous
            previous = current
        }
        return previous[second.count]
    }
}
