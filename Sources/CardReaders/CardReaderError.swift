/// Why a card couldn't be taken. What goes wrong later, while it is being talked to, is a
/// `CardTransportError`.
public enum CardReaderError: Error, Equatable, Sendable {
    /// The PC/SC service failed or isn't there.
    case service(PCSCError)
    case noReader(name: String)
    /// More than one reader is meant.
    case ambiguous(readers: [String])
    case noCard(reader: String)
    /// The reader says that there is a card, and the card can't be connected, for longer than pcscd needs to
    /// notice: pcscd 1.9.9 stays so when a card is swapped faster than it looks, until the reader is empty.
    case cardStuck(reader: String, cause: PCSCError)
    /// Another program held the card all the time.
    case inUse(reader: String, waitedMilliseconds: UInt32)
    /// Nothing happened in the time allowed.
    case timeout(milliseconds: Int64)
    case cancelled
    /// A command sent earlier is still unanswered, so that the reader can't take another.
    case unanswered(reader: String)
    /// The trace file can't be written; `code` is errno.
    case trace(path: String, code: Int32)
}

extension CardReaderError: CustomStringConvertible {
    /// What happened and what to do next.
    public var description: String {
        switch self {
        case .service(let error): error.description
        case .noReader(let name):
            "There is no reader called \"\(name)\". Look at the list of readers: was it unplugged?"
        case .ambiguous(let readers):
            "Which reader? Say one of: " + readers.map { "\"\($0)\"" }.joined(separator: ", ") + "."
        case .noCard(let reader): "There is no card on the reader \"\(reader)\". Put the card on it."
        case .cardStuck(let reader, let cause):
            "The reader \"\(reader)\" doesn't get through to the card (\(cause.name))."
                + " Take the card away, wait two seconds and put it back."
        case .inUse(let reader, let milliseconds):
            "Another program held the card on the reader \"\(reader)\" for \(milliseconds) ms."
                + " Close it (a browser, gpg's scdaemon or a signing program, for example) and try again."
        case .timeout(let milliseconds): "Nothing happened at the reader within \(milliseconds) ms."
        case .cancelled: "The wait for a card was cancelled."
        case .unanswered(let reader):
            "The card on the reader \"\(reader)\" hasn't answered an earlier command yet. Take the card away."
        case .trace(let path, let code): "The trace file \(path) can't be written (errno \(code))."
        }
    }
}

/// What ends `CardReader.withCard` early: the way to the card, or what was done with it.
public enum CardAccessError<Failure: Error>: Error {
    case reader(CardReaderError)
    case body(Failure)
}

extension CardAccessError: Equatable where Failure: Equatable {}

extension CardAccessError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .reader(let error): error.description
        case .body(let error): String(describing: error)
        }
    }
}
