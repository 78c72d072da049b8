internal import COSE
internal import CardRecords
internal import ConcessionRules
internal import Receipts
internal import Synchronization

extension Validator {
    /// Makes the memory of cards and trips out of the journal.
    func recall(_ lists: Lists) throws(ValidatorError) {
        let position = journal.position.sequence
        let range = ValidatorSettings.gatesRange
        let gates = UInt64(min(max(settings.gatesMax, range.lowerBound), range.upperBound))
        let isClean = try wasClosed(after: position)
        let answeredUpTo = isClean ? position.rawValue : position.rawValue - min(gates, position.rawValue)
        let span = max(settings.memorySeconds, ValidatorSettings.memorySecondsMin)
        do throws(JournalError) {
            // The clock isn't asked: the last receipt says when that was.
            try journal.forEachReceipt(ofLast: span) { receipt in
                trips.withLock { trips in
                    trips.recall(receipt, wasAnswered: receipt.sequence.rawValue <= answeredUpTo, lists)
                }
            }
        } catch { throw .journal(error) }
        try forgetClosing()
    }

    private func wasClosed(after position: ReceiptSequence) throws(ValidatorError) -> Bool {
        do throws(FileFault) {
            return try FileBytes.read(directory.closed).map { $0 == Array("\(position)\n".utf8) } ?? false
        } catch { throw .file(error) }
    }

    /// From here on an end without ``close()`` is a crash.
    private func forgetClosing() throws(ValidatorError) {
        do throws(FileFault) { try FileBytes.remove(directory.closed) } catch { throw .file(error) }
    }
}

extension Trips {
    /// What a receipt says that a gate must know.
    mutating func recall(_ receipt: Receipt, wasAnswered: Bool, _ lists: Lists) {
        guard let record = receipt.draft.record else { return }
        let card = record.cardNumber
        let codes = receipt.verdict.codes.compactMap { Reason(rawValue: Int32($0)) }
        let isProven = receipt.card != nil && codes.allSatisfy { Self.afterAcceptedRecord.contains($0) }
        if isProven, let answer = receipt.card { _ = note(counter: answer.counter, of: card) }
        let place = receipt.draft.place
        let key = UInt64(place.carrier) << 32 | UInt64(place.stop)
        let sequence = receipt.sequence.rawValue
        let time = receipt.draft.time.epochSeconds
        if receipt.verdict.outcome == .accepted {
            let before = cards.entry(of: card)?.trip.sequence
            recallTrip(CardMemory.Trip(sequence: sequence, time: time, place: key), of: card, wasAnswered)
            // The repetition of a trip was counted with it; that of a tap without a trip was not.
            let isCounted = receipt.verdict.sameTripAs.map { $0.rawValue == before } ?? false
            if !isCounted { recallCounts(receipt, record, lists) }
        } else if codes == [.readTorn] {
            noteUnanswered(card, sequence: sequence, time: time, place: key)
        }
    }

    /// Reasons that are found only once the record is known to be good and the card to be its own: with any
    /// other nobody knows whose counter it was.
    private static let afterAcceptedRecord: Set<Reason> = [
        .revoked, .suspended, .superseded, .passback, .counterWentBackwards, .quotaExhausted,
        .noConcessionHere, .trustListTooOld, .statusListMissing, .statusListNotTrusted, .statusListTooOld,
        .clockBeforeStatusList, .statusIndexBeyondList, .rulesMissing, .rulesNotTrusted, .rulesTooOld,
        .evidenceNotKept,
    ]

    /// The quotas are those that today's rules count against.
    private mutating func recallCounts(_ receipt: Receipt, _ presented: PresentedRecord, _ lists: Lists) {
        let place = receipt.draft.place
        guard let record = try? UnverifiedRecord(SealedRecord(bytes: presented.sealed)),
            case .transportConcession(let concession) = record.record,
            let carrier = UInt16(exactly: place.carrier), let network = UInt16(exactly: concession.network),
            let mode = place.mode.flatMap(VehicleMode.init(rawValue:)),
            // Older than today's rules: counted by them all the same, or the trip would be forgotten.
            let rules = lists.rules(of: network, at: receipt.draft.time) ?? lists.rules?.set
        else { return }
        let trip = Trip(
            network: network, carrier: carrier, mode: mode, zone: place.zone.map { $0 + 1 } ?? 0,
            stop: place.stop, time: receipt.draft.time)
        let card = concession.cardNumber
        let fare = rules.decide(concession, trip) { trips(of: card, $0) }
        count(record: fare.recordQuota?.counter, rule: fare.ruleQuota?.counter, of: card)
    }
}
