/// What happened at the readers.
public enum ReaderEvent: Equatable, Sendable {
    case readerAdded(reader: String)
    case readerRemoved(reader: String)
    case cardInserted(reader: String, atr: [UInt8])
    case cardRemoved(reader: String)
    /// A card was put on the reader and doesn't answer: upside down, broken or no smart card.
    case cardMute(reader: String)
    /// The service went away; it is asked for again. All readers are told as removed.
    case serviceLost(PCSCError)
    case serviceRestored
    /// The last event: the service didn't come back in the time allowed, or refuses us.
    case ended(PCSCError)
}

extension ReaderEvent {
    /// What lies between two looks at the same readers, in the order in which it must have happened. A card
    /// that was swapped between them is told as removed and inserted.
    static func changes(from old: [ReaderState], to new: [ReaderState]) -> [ReaderEvent] {
        var events: [ReaderEvent] = []
        for state in old where !new.contains(where: { $0.reader == state.reader && !$0.isGone }) {
            if state.hasCard { events.append(.cardRemoved(reader: state.reader)) }
            events.append(.readerRemoved(reader: state.reader))
        }
        for state in new where !state.isGone {
            let before = old.first { $0.reader == state.reader }
            if before == nil { events.append(.readerAdded(reader: state.reader)) }
            let had = before?.hasCard ?? false
            let isOther = had && state.hasCard && !isSameVisit(before, state)
            if had && (!state.hasCard || isOther) { events.append(.cardRemoved(reader: state.reader)) }
            guard state.hasCard, !had || isOther else { continue }
            events.append(
                state.isMute
                    ? .cardMute(reader: state.reader)
                    : .cardInserted(reader: state.reader, atr: state.atr))
        }
        return events
    }

    /// The card lay there all the time: same count of insertions, and mute or not as before.
    private static func isSameVisit(_ before: ReaderState?, _ now: ReaderState) -> Bool {
        before?.eventCount == now.eventCount && before?.isMute == now.isMute
    }
}
