public import CardCrypto
public import ISO7816

/// The numbers that a holder gets with the card: PIN and PUK in a letter, the CAN printed on the card.
public struct CardCodes: ~Copyable, Sendable {
    /// ASCII digits.
    public let pin: SecretBytes
    public let puk: SecretBytes
    public let can: SecretBytes

    public static let newPINDigits = 6

    /// Nil unless the PIN has 4…12 digits, the PUK 8 and the CAN 6, all of them ASCII.
    public init?(pin: consuming SecretBytes, puk: consuming SecretBytes, can: consuming SecretBytes) {
        typealias Limits = CardApplication.Limits
        guard PINBlock(digits: pin.span) != nil, PINBlock(digits: puk.span) != nil,
            PINBlock(digits: can.span) != nil, puk.count == Limits.pukDigits, can.count == Limits.canDigits
        else { return nil }
        self.pin = pin
        self.puk = puk
        self.can = can
    }

    private init(
        random pin: consuming SecretBytes, _ puk: consuming SecretBytes, _ can: consuming SecretBytes
    ) {
        self.pin = pin
        self.puk = puk
        self.can = can
    }

    /// Fresh codes, every digit with the same chance.
    public static func random() throws(CryptoLibraryError) -> CardCodes {
        CardCodes(
            random: try digits(newPINDigits), try digits(CardApplication.Limits.pukDigits),
            try digits(CardApplication.Limits.canDigits))
    }

    private static func digits(_ count: Int) throws(CryptoLibraryError) -> SecretBytes {
        try SecretBytes(count: count) { (digits: inout MutableSpan<UInt8>) throws(CryptoLibraryError) in
            for index in digits.indices {
                var byte: UInt8
                // 250 is the largest multiple of ten that a byte holds: above it digits would not be equally
                // likely.
                repeat { byte = try Secrets.randomBytes(count: 1)[0] } while byte >= 250
                digits[index] = 0x30 + byte % 10
            }
        }
    }

    /// What STORE DATA carries.
    var dataGroups: [DataGroup] {
        guard let pin = PINBlock(digits: pin.span), let puk = PINBlock(digits: puk.span),
            let can = PINBlock(digits: can.span)
        else { preconditionFailure("the initialisers have checked the digits") }
        return [.pin(pin), .puk(puk), .can(can)]
    }
}
