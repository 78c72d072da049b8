/// Which known name somebody may have meant.
enum Suggestion {
    private static let nameCharactersMax = 40

    /// The known name with the smallest edit distance, if that is at most a third of its length.
    static func nearest(to name: String, in names: [String]) -> String? {
        guard name.count <= nameCharactersMax else { return nil }
        let normal = name.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 }
        let ranked = names.map { ($0, distance(normal, Array($0))) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(1, best.0.count / 3) else {
            return nil
        }
        return best.0
    }

    /// Levenshtein's.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = a == b ? diagonal : min(diagonal, above, row[j]) + 1
                diagonal = above
            }
        }
        return row[right.count]
    }
}
