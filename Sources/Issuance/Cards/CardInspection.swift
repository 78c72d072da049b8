public import COSE
internal import CardCrypto
public import ISO7816

/// What a card tells to everybody, without PIN, role or authority.
public struct CardInspection: Sendable {
    public let information: CardInformation
    public let tries: VerificationState
    /// Names the card's key; nil while it has none, or where what it tells isn't a point of the curve.
    public let cardKey: KeyThumbprint?

    /// Two exchanges: SELECT and GET DATA.
    public init<Transport: CardTransport & ~Copyable>(
        _ transport: consuming Transport
    ) throws(CardError) {
        var card = try SelectedCard(selecting: transport)
        information = card.information
        tries = try card.verificationState()
        cardKey = information.compressedPublicKey.flatMap { COSEKey(compressedPoint: $0) }
            .flatMap { try? $0.thumbprint() }
    }
}
