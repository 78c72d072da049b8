public import CardCrypto
public import ISO7816

/// Suspends, resumes or terminates a card, in the issuer's channel.
public struct LifeCycleChange<Store: CardKeyStore>: Sendable {
    private let keys: CardKeys<Store>

    public init(_ keys: CardKeys<Store>) {
        self.keys = keys
    }

    /// - Parameters:
    ///   - next: *suspended*, *active* (out of *suspended* only: a new card is activated by its
    ///     personalisation) or *terminated*, which erases keys, PINs, records and logs for good.
    ///   - serial: the card that is meant; nil takes any.
    /// - Returns: the state before. Running it again after any error is right.
    public func set<Transport: CardTransport & ~Copyable>(
        _ next: CardApplication.LifeCycle, serial: [UInt8]? = nil, on transport: consuming Transport
    ) throws(LifeCycleChangeError) -> CardApplication.LifeCycle {
        let card: SelectedCard<Transport>
        do { card = try SelectedCard(selecting: transport) } catch { throw .card(error) }
        let information = card.information
        if let serial, serial != information.serial { throw .otherCard(serial: information.serial) }
        let state = information.lifeCycle
        if state == next { return state }
        guard state.allows(next), next != .active || state == .suspended else {
            throw .transition(from: state, to: next)
        }
        do {
            var channel = try keys.openChannel(to: card, as: .issuer)
            try channel.setLifeCycle(next)
        } catch { throw .card(error) }
        return state
    }
}

public enum LifeCycleChangeError: Error, Equatable, Sendable {
    case card(CardError)
    /// There is no such way.
    case transition(from: CardApplication.LifeCycle, to: CardApplication.LifeCycle)
    case otherCard(serial: [UInt8])
}
