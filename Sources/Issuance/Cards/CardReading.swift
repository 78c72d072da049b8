public import COSE
public import CardCrypto
public import CardRecords
public import ISO7816

/// Who looks at a card, and what this person has to show for it.
public struct CardViewer: ~Copyable, Sendable {
    /// Nil for somebody without a role: the holder, a passer-by, a gate.
    public let role: CardApplication.Role?
    public let pin: PINBlock?
    public let can: PINBlock?
    /// 8 bytes; the card writes them into its log of accesses.
    public let terminalID: [UInt8]

    public init(
        role: CardApplication.Role? = nil, pin: consuming PINBlock? = nil, can: consuming PINBlock? = nil,
        terminalID: [UInt8] = [UInt8](repeating: 0, count: CardApplication.Limits.terminalIDBytes)
    ) {
        self.role = role
        self.pin = pin
        self.can = can
        self.terminalID = terminalID
    }

    /// By which names `readers` of `CardRecords.FieldDescriptor` calls this person. A PIN counts as a CAN.
    public var names: Set<String> {
        var names: Set<String> = ["anyone"]
        switch role {
        case .issuer: names.insert("issuer")
        case .socialWorker: names.insert("social-worker")
        case .healthWorker: names.insert("health-worker")
        case .utilities: names.insert("utilities")
        case .transport: names.insert("transport")
        case nil: break
        }
        if can != nil || pin != nil { names.insert("can") }
        if pin != nil { names.insert("pin") }
        return names
    }
}

/// All that a card showed to one viewer.
public struct CardReport: Sendable {
    public let information: CardInformation
    /// Whether the card is the one that its records were made for.
    public let evidence: CardEvidence
    public let files: [FileReport]

    public struct FileReport: Sendable {
        public let type: RecordType
        public let content: Content
    }

    public enum Content: Sendable {
        /// The card has no such record.
        case absent
        /// The card doesn't show it to this viewer.
        case withheld
        /// A record, and what the check of it came to.
        case record(SealedRecord, Verdict<VerifiedRecord>)
    }
}

public enum CardReadingError: Error, Equatable, Sendable {
    case card(CardError)
    /// The PIN or CAN wasn't accepted; nothing was read.
    case verification(CardApplication.Reference, VerificationOutcome)
    /// The library that checks signatures failed.
    case library
}

/// Reads what a viewer may see, and checks each record as a validator does.
public struct CardReading: Sendable {
    private let verifier: RecordVerifier

    public init(_ verifier: RecordVerifier) {
        self.verifier = verifier
    }

    /// - Parameters:
    ///   - keys: opens the role's channel; needed only where the viewer has a role.
    ///   - types: only these are read, and written into the card's log of accesses.
    ///   - now: nil where the clock isn't set.
    public func read<Transport: CardTransport & ~Copyable, Store: CardKeyStore>(
        _ transport: consuming Transport, as viewer: borrowing CardViewer, keys: CardKeys<Store>?,
        only types: [RecordType] = RecordType.allCases, at now: NumericDate?
    ) throws(CardReadingError) -> CardReport {
        var card = try Self.select(transport, showing: viewer)
        let information = card.information
        let evidence: CardEvidence
        do { evidence = try CardProof.evidenceInUse(of: &card) } catch {
            throw (error as? CardError).map { .card($0) } ?? .library
        }
        guard let role = viewer.role, let keys else {
            return CardReport(
                information: information, evidence: evidence,
                files: try files(of: &card, types, evidence, at: now))
        }
        do {
            var secured = try keys.openChannel(to: card, as: role)
            if information.lifeCycle == .active {
                try secured.setTerminal(
                    id: viewer.terminalID, timeEpochSeconds: UInt32(clamping: now?.epochSeconds ?? 1))
            }
            let files = try files(of: &secured, types, evidence, at: now)
            return CardReport(information: information, evidence: evidence, files: files)
        } catch {
            throw error as? CardReadingError ?? (error as? CardError).map { .card($0) } ?? .library
        }
    }

    /// SELECT, then CAN and PIN where the viewer has them.
    static func select<Transport: CardTransport & ~Copyable>(
        _ transport: consuming Transport, showing viewer: borrowing CardViewer
    ) throws(CardReadingError) -> SelectedCard<Transport> {
        var card: SelectedCard<Transport>
        do { card = try SelectedCard(selecting: transport) } catch { throw .card(error) }
        try show(viewer.can, as: .can, to: &card)
        try show(viewer.pin, as: .pin, to: &card)
        return card
    }

    private static func show<Transport: CardTransport & ~Copyable>(
        _ block: borrowing PINBlock?, as reference: CardApplication.Reference,
        to card: inout SelectedCard<Transport>
    ) throws(CardReadingError) {
        switch block {
        case .none: return
        case .some(let block):
            let outcome: VerificationOutcome
            do { outcome = try card.verify(reference, block) } catch { throw .card(error) }
            guard outcome == .verified else { throw .verification(reference, outcome) }
        }
    }

    private func files<Card: SelectedApplication & ~Copyable>(
        of card: inout Card, _ types: [RecordType], _ evidence: CardEvidence, at now: NumericDate?
    ) throws(CardReadingError) -> [CardReport.FileReport] {
        var files: [CardReport.FileReport] = []
        var cardNumber: CardNumber?
        for type in types {
            let bytes: [UInt8]?
            do { bytes = try card.read(type.file) } catch {
                guard error.isRefusal else { throw .card(error) }
                files.append(CardReport.FileReport(type: type, content: .withheld))
                continue
            }
            guard let bytes else {
                files.append(CardReport.FileReport(type: type, content: .absent))
                continue
            }
            let context = VerificationContext(
                time: now, card: evidence, recordType: type, cardNumber: cardNumber)
            let verdict = verifier.verify(bytes.span, in: context)
            if case .accepted(let verified) = verdict { cardNumber = verified.record.body.cardNumber }
            files.append(
                CardReport.FileReport(type: type, content: .record(SealedRecord(bytes: bytes), verdict)))
        }
        return files
    }
}

extension CardError {
    /// The card said no; the conversation goes on.
    var isRefusal: Bool {
        status == .securityStatusNotSatisfied || status == .conditionsOfUseNotSatisfied
    }
}
