/// The readers of this machine.
public enum CardReaders {
    /// All readers with what they hold now, in the service's order. Asks the service, some milliseconds.
    ///
    /// - Throws: `.service`; no reader at all is an empty list.
    public static func list() throws(CardReaderError) -> [ReaderState] {
        do throws(PCSCError) {
            let context = try PCSCContext()
            let readers = try context.readers()
            guard !readers.isEmpty else { return [] }
            return try context.states(of: readers)
        } catch { throw .service(error) }
    }

    /// The one reader that is meant.
    ///
    /// - Parameters:
    ///   - text: a reader's name, or a part of it that only one has, in any case of letters; nil takes the
    ///     only reader there is, or the only one with a card.
    ///   - trace: gets every exchange with the reader's cards, masked.
    /// - Throws: `.noReader`, `.ambiguous`, `.service`.
    public static func find(
        _ text: String? = nil, trace: TraceFile? = nil
    ) throws(CardReaderError) -> CardReader {
        CardReader(named: try choose(text, from: list()).reader, trace: trace)
    }

    static func choose(_ text: String?, from states: [ReaderState]) throws(CardReaderError) -> ReaderState {
        guard !states.isEmpty else { throw .service(.noReadersAvailable) }
        var candidates = states
        if let text {
            if let exact = states.first(where: { $0.reader == text }) { return exact }
            let wanted = text.lowercased()
            candidates = states.filter { $0.reader.lowercased().contains(wanted) }
            guard !candidates.isEmpty else { throw .noReader(name: text) }
        }
        if candidates.count > 1 {
            let withCard = candidates.filter(\.hasCard)
            if withCard.count == 1 { candidates = withCard }
        }
        guard candidates.count == 1, let only = candidates.first else {
            throw .ambiguous(readers: candidates.map(\.reader))
        }
        return only
    }
}
