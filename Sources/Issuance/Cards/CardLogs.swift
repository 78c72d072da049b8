public import CardCrypto
public import ISO7816

/// The card's logs, as far as the viewer may see them.
public enum CardLogs {
    /// Newest first: needs CAN or PIN, or the role of transport or issuer.
    public static func taps<Transport: CardTransport & ~Copyable, Store: CardKeyStore>(
        of transport: consuming Transport, as viewer: borrowing CardViewer, keys: CardKeys<Store>?
    ) throws(CardReadingError) -> [TapRecord] {
        var card = try CardReading.select(transport, showing: viewer)
        do {
            guard let role = viewer.role, let keys else { return try card.taps() }
            var channel = try keys.openChannel(to: card, as: role)
            return try channel.taps()
        } catch { throw .card(error) }
    }

    /// Newest first: needs the PIN or the issuer's role.
    public static func accesses<Transport: CardTransport & ~Copyable, Store: CardKeyStore>(
        of transport: consuming Transport, as viewer: borrowing CardViewer, keys: CardKeys<Store>?
    ) throws(CardReadingError) -> [AccessRecord] {
        var card = try CardReading.select(transport, showing: viewer)
        do {
            guard let role = viewer.role, let keys else { return try card.accesses() }
            var channel = try keys.openChannel(to: card, as: role)
            return try channel.accesses()
        } catch { throw .card(error) }
    }
}
