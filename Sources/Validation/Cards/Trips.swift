internal import CardRecords
internal import ConcessionRules

/// The memory of all gates: who travels, who just did, and how often.
struct Trips: ~Copyable {
    private(set) var cards: CardMemory
    private(set) var counts: TripCounts

    init(cardsMax: Int, countsMax: Int) {
        cards = CardMemory(cardsMax: cardsMax)
        counts = TripCounts(countsMax: countsMax)
    }

    /// A tap that was found good, as far as the record goes.
    struct Tap {
        var card: CardNumber
        var counter: UInt32
        var time: Int64
        var place: UInt64
        /// 0 for no such check.
        var passbackMinutes: UInt8
        var recordQuota: QuotaCounter?
        var ruleQuota: QuotaCounter?
        /// Trips of the period, for either.
        var recordLimit: UInt16 = 0
        var ruleLimit: UInt16 = 0
    }

    /// A tap that was let in, and what there was before it, for the case that its receipt can't be kept.
    struct Admission {
        let tap: Tap
        let tripBefore: CardMemory.Trip
        let unansweredBefore: CardMemory.Trip
        let isCounted: Bool
        /// The tap of which this one is the repetition; 0 for none.
        let sameTripAs: UInt64
    }

    enum Answer {
        case admitted(Admission)
        case refused(Reason)
    }

    func isCounterOld(_ counter: UInt32, of card: CardNumber) -> Bool {
        guard let entry = cards.entry(of: card) else { return false }
        return entry.hasCounter && counter <= entry.counter
    }

    /// Notes a counter that the card has proven.
    ///
    /// - Returns: false where the card has told a higher one before: it has a copy.
    mutating func note(counter: UInt32, of card: CardNumber) -> Bool {
        guard !isCounterOld(counter, of: card) else { return false }
        cards.update(card) { entry in
            entry.counter = counter
            entry.hasCounter = true
        }
        return true
    }

    /// Lets a tap in, all at once: of two taps of one card at two gates only one is.
    mutating func admit(_ tap: Tap) -> Answer {
        let entry = cards.entry(of: tap.card) ?? CardMemory.Entry()
        guard !(entry.hasCounter && tap.counter <= entry.counter) else {
            return .refused(.counterWentBackwards)
        }
        cards.update(tap.card) { entry in
            entry.counter = tap.counter
            entry.hasCounter = true
        }
        let isRepeated = isRepetition(of: entry.unanswered, place: tap.place, time: tap.time)
        let wasTrip = isRepeated && entry.unanswered.sequence == entry.trip.sequence
        // A tap that came to nothing excuses no second trip: a card pulled away on purpose would let in two.
        if !wasTrip, isPassback(tap, after: entry.trip) { return .refused(.passback) }
        if !wasTrip, isUsedUp(tap) { return .refused(.quotaExhausted) }
        let admission = Admission(
            tap: tap, tripBefore: entry.trip, unansweredBefore: entry.unanswered, isCounted: !wasTrip,
            sameTripAs: isRepeated ? entry.unanswered.sequence : 0)
        cards.update(tap.card) { entry in
            // Until the receipt is kept the trip has no number, but it keeps others out.
            entry.trip = CardMemory.Trip(sequence: .max, time: tap.time, place: tap.place)
            entry.unanswered.sequence = 0
        }
        if admission.isCounted { count(record: tap.recordQuota, rule: tap.ruleQuota, of: tap.card) }
        return .admitted(admission)
    }

    /// The receipt is on the disk.
    mutating func settle(_ admission: Admission, sequence: UInt64) {
        cards.updateIfKnown(admission.tap.card) { entry in
            guard entry.counter == admission.tap.counter, entry.trip.sequence == .max else { return }
            entry.trip.sequence = sequence
        }
    }

    /// The receipt could not be kept: there was no trip. The card's counter has grown all the same.
    mutating func takeBack(_ admission: Admission) {
        cards.updateIfKnown(admission.tap.card) { entry in
            // Another gate may have let the card in since.
            guard entry.counter == admission.tap.counter else { return }
            entry.trip = admission.tripBefore
            entry.unanswered = admission.unansweredBefore
        }
        guard admission.isCounted else { return }
        if let quota = admission.tap.recordQuota { counts.uncount(admission.tap.card, quota) }
        if let quota = admission.tap.ruleQuota { counts.uncount(admission.tap.card, quota) }
    }

    /// The card was gone before its answer: it may come again within a minute. A trip that is waiting for its
    /// repetition goes on waiting.
    mutating func noteUnanswered(_ card: CardNumber, sequence: UInt64, time: Int64, place: UInt64) {
        guard !isRepeatedTrip(of: card, place: place, time: time) else { return }
        cards.update(card) { entry in
            entry.unanswered = CardMemory.Trip(sequence: sequence, time: time, place: place)
        }
    }

    /// Nobody saw the answer of the card's last trip, if it is the one of `sequence`.
    mutating func markUnanswered(_ card: CardNumber, sequence: UInt64) {
        cards.updateIfKnown(card) { entry in
            if entry.trip.sequence == sequence { entry.unanswered = entry.trip }
        }
    }

    /// A trip of an earlier run.
    mutating func recallTrip(_ trip: CardMemory.Trip, of card: CardNumber, _ wasAnswered: Bool) {
        cards.update(card) { entry in
            entry.trip = trip
            entry.unanswered = wasAnswered ? CardMemory.Trip(sequence: 0, time: 0, place: 0) : trip
        }
    }

    mutating func count(record: QuotaCounter?, rule: QuotaCounter?, of card: CardNumber) {
        if let record { counts.count(card, record) }
        if let rule { counts.count(card, rule) }
    }

    func trips(of card: CardNumber, _ counter: QuotaCounter) -> UInt32 { counts.trips(of: card, counter) }

    private func isUsedUp(_ tap: Tap) -> Bool {
        if let quota = tap.recordQuota, counts.trips(of: tap.card, quota) >= UInt32(tap.recordLimit) {
            return true
        }
        if let quota = tap.ruleQuota, counts.trips(of: tap.card, quota) >= UInt32(tap.ruleLimit) {
            return true
        }
        return false
    }

    /// Whether a tap now would be the repetition of a trip that has been counted.
    func isRepeatedTrip(of card: CardNumber, place: UInt64, time: Int64) -> Bool {
        guard let entry = cards.entry(of: card) else { return false }
        return isRepetition(of: entry.unanswered, place: place, time: time)
            && entry.unanswered.sequence == entry.trip.sequence
    }

    /// Whether the card may have come again because its answer got lost.
    private func isRepetition(of unanswered: CardMemory.Trip, place: UInt64, time: Int64) -> Bool {
        unanswered.sequence != 0 && unanswered.place == place
            && (0...CardMemory.ratificationSeconds).contains(time - unanswered.time)
    }

    /// A clock that was put back makes no trip undone: what counts is the distance.
    private func isPassback(_ tap: Tap, after trip: CardMemory.Trip) -> Bool {
        trip.sequence != 0 && trip.place == tap.place
            && abs(tap.time - trip.time) < Int64(tap.passbackMinutes) * 60
    }
}
