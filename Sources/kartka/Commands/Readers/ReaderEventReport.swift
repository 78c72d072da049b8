import CardReaders

/// An event at the readers, as it is told.
struct ReaderEventReport {
    private let word: String
    private let text: Text
    private let style: Style
    private let reader: String?
    private let atr: [UInt8]
    private let error: PCSCError?

    init(_ event: ReaderEvent) {
        var reader: String?
        var atr: [UInt8] = []
        var error: PCSCError?
        switch event {
        case .readerAdded(let name):
            (word, text, style, reader) = ("reader-added", ReaderPhrase.readerAdded.text, .plain, name)
        case .readerRemoved(let name):
            (word, text, style, reader) = ("reader-removed", ReaderPhrase.readerRemoved.text, .doubtful, name)
        case .cardInserted(let name, let bytes):
            (word, text, style, reader) = ("card-inserted", ReaderPhrase.cardInserted.text, .good, name)
            atr = bytes
        case .cardRemoved(let name):
            (word, text, style, reader) = ("card-removed", ReaderPhrase.cardRemoved.text, .plain, name)
        case .cardMute(let name):
            (word, text, style, reader) = ("card-mute", ReaderPhrase.mute.text, .bad, name)
        case .serviceLost(let cause):
            (word, text, style, error) = ("service-lost", ReaderPhrase.serviceLost.text, .bad, cause)
        case .serviceRestored:
            (word, text, style) = ("service-restored", ReaderPhrase.serviceRestored.text, .good)
        case .ended(let cause):
            (word, text, style, error) = ("ended", ReaderPhrase.watchEnded.text, .bad, cause)
        }
        self.reader = reader
        self.atr = atr
        self.error = error
    }

    var json: JSONValue {
        var members: [(String, JSONValue)] = [("event", .text(word))]
        if let reader { members.append(("reader", .text(reader))) }
        if !atr.isEmpty { members.append(("atr", .text(Hexadecimal.text(atr)))) }
        if let error { members.append(("code", .text(error.name))) }
        return .document(members)
    }

    func line(on console: Console) -> String {
        var line = console.styled(text[console.language], style)
        if let reader { line += ": \(reader.printable)" }
        if !atr.isEmpty { line += "  " + console.styled(Hexadecimal.spaced(atr), .faint) }
        if let error { line += " (\(error.name))" }
        return line
    }
}
