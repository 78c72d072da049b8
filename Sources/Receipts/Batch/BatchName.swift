/// "batch-00000000000000000001-00000000000000004096.manifest", or ".acknowledged".
struct BatchName: Equatable {
    var first: ReceiptSequence
    var last: ReceiptSequence
    var isAcknowledged: Bool

    var text: String {
        "batch-\(Self.digits(first))-\(Self.digits(last)).\(isAcknowledged ? "acknowledged" : "manifest")"
    }

    private static func digits(_ sequence: ReceiptSequence) -> String {
        let digits = String(sequence.rawValue)
        return String(repeating: "0", count: 20 - digits.count) + digits
    }

    init(first: ReceiptSequence, last: ReceiptSequence, isAcknowledged: Bool) {
        self.first = first
        self.last = last
        self.isAcknowledged = isAcknowledged
    }

    /// Nil for other files.
    init?(_ name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1] == "manifest" || parts[1] == "acknowledged" else { return nil }
        let fields = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard fields.count == 3, fields[0] == "batch", let first = UInt64(fields[1]),
            let last = UInt64(fields[2]), first > 0, last >= first, last <= ReceiptSequence.rawValueMax
        else { return nil }
        self.init(
            first: ReceiptSequence(rawValue: first), last: ReceiptSequence(rawValue: last),
            isAcknowledged: parts[1] == "acknowledged")
        guard text == name else { return nil }
    }
}
