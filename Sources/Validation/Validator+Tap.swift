public import COSE
internal import CardCrypto
internal import CardRecords
internal import ConcessionRules
public import ISO7816
internal import Receipts
internal import Synchronization

extension Validator {
    /// Decides a tap: SELECT, READ BINARY, INTERNAL AUTHENTICATE, and a receipt that is on the disk when this
    /// returns.
    ///
    /// Any number of threads may call it, each with a card of its own. The answer counts as given with the
    /// return: where it couldn't be, call ``withdraw(_:)``.
    /// - Parameters:
    ///   - transport: the card in the field; the application needn't be selected.
    ///   - time: nil where the clock isn't set.
    public func tap<Transport: TapTransport & ~Copyable>(
        _ transport: inout Transport, at gate: Gate, time: NumericDate?
    ) -> TapDecision {
        var exchange = TapExchange()
        let information: TapInformation
        do throws(CardError) { information = try exchange.select(over: &transport) } catch {
            return TapDecision(reasons: ReasonSet([Self.reason(ofSelect: error)]), cardError: error)
        }
        // The card itself says that it isn't in use: no question makes that better.
        guard information.lifeCycle == .active else {
            return TapDecision(reasons: ReasonSet([.cardNotActive]))
        }
        var record = RecordBuffer()
        do throws(CardError) {
            let isThere = try exchange.readTransport(
                bytes: information.transportBytes, into: &record, over: &transport)
            guard isThere else { return TapDecision(reasons: ReasonSet([.recordMissing])) }
        } catch {
            return TapDecision(reasons: ReasonSet([.readTorn]), cardError: error)
        }
        var tap = TapInHand(CardKey(information), gate, lists, settings, time)
        tap.judge(record.span, trips)
        tap.authenticate(with: id, record.span, &exchange, over: &transport)
        return conclude(&tap)
    }

    /// The same over any card transport, such as PC/SC; this one makes memory for each exchange.
    public func tap<Transport: CardTransport & ~Copyable>(
        over transport: consuming Transport, at gate: Gate, time: NumericDate?
    ) -> TapDecision {
        var tapped = TapOver(transport)
        return tap(&tapped, at: gate, time: time)
    }

    /// A card that answers, but not as ours does, is another one; where nothing came nobody knows.
    private static func reason(ofSelect error: CardError) -> Reason {
        switch error {
        case .transport: .readTorn
        case .status(.fileNotFound, _), .status(.instructionNotSupported, _), .status(.classNotSupported, _),
            .status(.functionNotSupported, _), .answer:
            .notThisCard
        case .status, .command, .secureChannel: .readTorn
        }
    }

    /// Lets the tap in or not, keeps its receipt, and says what came of it.
    private func conclude(_ tap: inout TapInHand) -> TapDecision {
        let admission = tap.admit(trips)
        let receipt: SealedReceipt?
        if let draft = tap.draft {
            do throws(JournalError) {
                receipt = try journal.append(draft, card: tap.answer, verdict: tap.verdict)
            } catch {
                receipt = nil
            }
        } else {
            receipt = nil
        }
        if let receipt {
            tap.settle(admission, receipt.sequence, trips)
        } else {
            tap.findings.reasons.insert(.evidenceNotKept)
            if let admission { trips.withLock { $0.takeBack(admission) } }
        }
        return TapDecision(
            reasons: tap.findings.reasons, notices: tap.findings.notices, record: tap.verified,
            fare: tap.fare,
            receipt: receipt?.sequence, sameTripAs: tap.sameTripAs, cardError: tap.cardError)
    }
}
