/// Rows in aligned columns, for people.
struct TextTable {
    struct Cell {
        let text: String
        let style: Style

        init(_ text: String, _ style: Style = .plain) {
            self.text = text
            self.style = style
        }
    }

    private var rows: [[Cell]] = []

    mutating func add(_ cells: Cell...) {
        rows.append(cells)
    }

    /// Two blanks between columns; the last column isn't padded.
    func lines(on console: Console, indent: String = "") -> [String] {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.text.displayWidth)
            }
        }
        return rows.map { row in
            indent
                + row.enumerated().map { column, cell in
                    let gap = column == row.count - 1 ? 0 : widths[column] - cell.text.displayWidth + 2
                    return console.styled(cell.text, cell.style) + String(repeating: " ", count: gap)
                }.joined()
        }
    }

    func print(on console: Console, indent: String = "") {
        for line in lines(on: console, indent: indent) { console.print(line) }
    }
}
