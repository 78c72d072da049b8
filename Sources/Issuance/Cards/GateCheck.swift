public import COSE
public import CardRecords
public import ISO7816

/// What a gate does with a card that is held to it: three exchanges, then a decision without a network.
public struct GateCheck: Sendable {
    private let verifier: RecordVerifier

    public init(_ verifier: RecordVerifier) {
        self.verifier = verifier
    }

    /// SELECT, READ BINARY of TRANSPORT, INTERNAL AUTHENTICATE.
    ///
    /// A card that says after SELECT that it isn't in use is refused without further questions. A card that
    /// is taken away too early leaves the matter open.
    /// - Parameter now: nil where the clock isn't set.
    /// - Throws: ``CardReadingError`` where not even SELECT was answered by such a card.
    public func check<Transport: CardTransport & ~Copyable>(
        _ transport: consuming Transport, at now: NumericDate?
    ) throws(CardReadingError) -> GateReport {
        var card: SelectedCard<Transport>
        do { card = try SelectedCard(selecting: transport) } catch { throw .card(error) }
        let information = card.information
        guard information.lifeCycle == .active else {
            return GateReport(information: information, verdict: .refused([.cardNotActive]))
        }
        let sealed: [UInt8]?
        let evidence: CardEvidence
        do {
            sealed = try card.read(.transport)
            evidence = try CardProof.evidenceInUse(of: &card)
        } catch {
            guard let error = error as? CardError else { throw .library }
            guard case .transport = error else { throw .card(error) }
            return GateReport(information: information, verdict: .undetermined([.readTorn]))
        }
        guard let sealed else {
            return GateReport(information: information, verdict: .undetermined([.recordMissing]))
        }
        let context = VerificationContext(time: now, card: evidence, recordType: .transportConcession)
        return GateReport(information: information, verdict: verifier.verify(sealed.span, in: context))
    }
}

/// What a gate found.
public struct GateReport: Sendable {
    public let information: CardInformation
    public let verdict: Verdict<VerifiedRecord>

    /// The ground by which the holder travels on `day`: of those that hold, the first is the best for the
    /// holder.
    public func profile(on day: EpochDay) -> TransportConcession.Profile? {
        guard case .accepted(let verified) = verdict,
            case .transportConcession(let concession) = verified.record
        else { return nil }
        return concession.profiles.first { profile in profile.validUntil.map { day <= $0 } ?? true }
    }
}
