public import CardCrypto
public import ISO7816

/// What is done with a holder's PIN after the card was handed out.
public enum PINCare {
    /// Replaces the PIN by the holder's wish. A wrong old PIN costs a try.
    public static func change<Transport: CardTransport & ~Copyable>(
        from old: borrowing PINBlock, to new: borrowing PINBlock, on transport: consuming Transport
    ) throws(CardError) -> VerificationOutcome {
        var card = try SelectedCard(selecting: transport)
        return try card.changePIN(from: old, to: new)
    }

    /// Sets a new PIN with the PUK of the holder's letter. A wrong PUK costs one of its tries.
    public static func unblock<Transport: CardTransport & ~Copyable>(
        puk: borrowing PINBlock, newPIN: borrowing PINBlock, on transport: consuming Transport
    ) throws(CardError) -> VerificationOutcome {
        var card = try SelectedCard(selecting: transport)
        return try card.unblockPIN(puk: puk, newPIN: newPIN)
    }

    /// Sets a new PIN in the issuer's channel, for a holder whom the office has identified; PIN and PUK get
    /// all their tries back.
    public static func reset<Transport: CardTransport & ~Copyable, Store: CardKeyStore>(
        to newPIN: borrowing PINBlock, on transport: consuming Transport, keys: CardKeys<Store>
    ) throws(CardError) {
        var channel = try keys.openChannel(to: SelectedCard(selecting: transport), as: .issuer)
        try channel.resetPIN(to: newPIN)
    }
}
