import Foundation

/// One figure, with what it was compared to in the same run.
struct Figure {
    var name: String
    var value: Double
    var unit: String
    /// The subject's speed as a share of the yardstick's: above 1, the subject is faster.
    var ratio: Double?
    var ratioSpread: Double?
    var against: String?
    /// What the ratio says.
    var relation = "of the speed of"

    /// One JSON object, the names as in the documentation of Tools/bench.
    var json: String {
        let ratioText = ratio.map { String(format: "%.4f", $0) } ?? "null"
        let againstText = against.map { "\"\($0)\"" } ?? "null"
        return "{\"name\":\"\(name)\",\"value\":\(String(format: "%.6g", value)),\"unit\":\"\(unit)\""
            + ",\"ratio\":\(ratioText),\"against\":\(againstText)}"
    }

    /// One line of the table for people.
    var row: String {
        let valueText = String(format: value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value)
        var row = "\(padded(name, to: 22))\(padded(valueText, to: 9, right: true)) \(padded(unit, to: 4))"
        if let ratio, let against {
            let spread = ratioSpread.map { String(format: " ± %.3f", $0) } ?? ""
            row += String(format: "  %.3f", ratio) + spread + "  \(relation) \(against)"
        }
        return row
    }
}

private func padded(_ text: String, to width: Int, right: Bool = false) -> String {
    let gap = String(repeating: " ", count: max(0, width - text.count))
    return right ? gap + text : text + gap
}
