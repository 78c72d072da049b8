public import COSE
public import CardCrypto
public import CardRecords

/// What a receipt says of a tap before the card has answered: the part that the card signs.
public struct ReceiptDraft: Equatable, Sendable {
    public var validator: ValidatorID
    /// Fresh for each tap.
    public var nonce: ReceiptNonce
    public var time: NumericDate
    public var place: TripPlace
    /// Nil where no record could be read.
    public var record: PresentedRecord?
    /// The card's public key as SELECT told it; nil where the card told none.
    public var cardKey: COSEKey?
    /// Nil where the rules were never asked.
    public var fare: TripFare?

    public init(
        validator: ValidatorID, nonce: ReceiptNonce, time: NumericDate, place: TripPlace,
        record: PresentedRecord? = nil, cardKey: COSEKey? = nil, fare: TripFare? = nil
    ) {
        self.validator = validator
        self.nonce = nonce
        self.time = time
        self.place = place
        self.record = record
        // Cards sign with P-256 only.
        self.cardKey = cardKey.flatMap { $0.curve == .p256 ? $0.compressed : nil }
        self.fare = fare
    }

    /// What INTERNAL AUTHENTICATE is asked to sign: SHA-256 over the deterministic CBOR map of this part's
    /// fields.
    public func challenge() throws(CryptoLibraryError) -> [32 of UInt8] {
        var encoder = CBOREncoder(capacityBytes: Self.capacityBytes)
        encoder.writeMap(count: fieldCount)
        encodeFields(into: &encoder)
        return try Digest.sha256(encoder.span)
    }

    static let capacityBytes = 512
}

/// Where a trip begins.
public struct TripPlace: Equatable, Sendable {
    /// The operator's number of the carrier.
    public var carrier: UInt32
    /// The carrier's numbers.
    public var route: UInt32
    public var stop: UInt32
    /// Kind of transport: number of a bit of `vehicle-mode`, 0…63.
    public var mode: UInt8?
    /// Fare zone: number of a bit of `zone`, 0…63.
    public var zone: UInt8?

    public init(carrier: UInt32, route: UInt32, stop: UInt32, mode: UInt8? = nil, zone: UInt8? = nil) {
        self.carrier = carrier
        self.route = route
        self.stop = stop
        self.mode = mode
        self.zone = zone
    }

    static let bitMax: UInt64 = 63
}

/// The record that a card showed. Nobody vouches for it here: the sealed bytes go along, so that whoever pays
/// can check the authority's signature without asking the carrier.
public struct PresentedRecord: Equatable, Sendable {
    public let cardNumber: CardNumber
    /// `iat`.
    public let issuedAt: NumericDate
    /// The profile that the gate took; nil where none held.
    public let concessionClass: TransportConcession.ConcessionClass?
    /// The record as read.
    public let sealed: [UInt8]

    /// As long as the card's file TRANSPORT.
    public static let sealedBytesMax = 512

    /// - Parameter sealed: the bytes as read, 1…512; nil for more.
    public init?(
        cardNumber: CardNumber, issuedAt: NumericDate,
        concessionClass: TransportConcession.ConcessionClass?, sealed: [UInt8]
    ) {
        guard (1...Self.sealedBytesMax).contains(sealed.count) else { return nil }
        self.cardNumber = cardNumber
        self.issuedAt = issuedAt
        self.concessionClass = concessionClass
        self.sealed = sealed
    }
}

/// What the rules decided about the price of a trip.
public struct TripFare: Equatable, Sendable {
    public enum Price: Equatable, Sendable {
        case free
        /// Percent off the full fare, 1…99.
        case discount(percent: UInt8)
        /// In the minor unit of the rules' currency.
        case fixed(minorUnits: UInt32)
        /// No concession applies.
        case full
    }

    public var price: Price
    /// Number of the payer in the region's list.
    public var payer: UInt16?
    /// Version of the rule set that decided.
    public var rulesVersion: UInt32?
    /// Which rule of the set: its position, from 0.
    public var rule: UInt16?
    /// Persons who ride along under the same decision, 1…9.
    public var companions: UInt8?

    public init(
        price: Price, payer: UInt16? = nil, rulesVersion: UInt32? = nil, rule: UInt16? = nil,
        companions: UInt8? = nil
    ) {
        self.price = price
        self.payer = payer
        self.rulesVersion = rulesVersion
        self.rule = rule
        self.companions = companions
    }
}
