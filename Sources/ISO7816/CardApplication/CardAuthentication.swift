/// What INTERNAL AUTHENTICATE answered to which challenge.
public struct CardAuthentication: Equatable, Sendable {
    /// 32 bytes, as sent.
    public let challenge: [UInt8]
    /// The card's counter, which only grows.
    public let counter: UInt32
    /// r ‖ s, 64 bytes.
    public let signature: [UInt8]

    public init(challenge: [UInt8], counter: UInt32, signature: [UInt8]) {
        self.challenge = challenge
        self.counter = counter
        self.signature = signature
    }

    /// - Parameter answer: counter and signature.
    init(challenge: [UInt8], answer: [UInt8]) {
        self.init(
            challenge: challenge,
            counter: answer.prefix(CardApplication.Limits.counterBytes).reduce(0) { $0 << 8 | UInt32($1) },
            signature: Array(answer.dropFirst(CardApplication.Limits.counterBytes)))
    }

    /// What the card signed with its key: "KARTKA-AUTH-v1" ‖ challenge ‖ counter.
    public var signedMessage: [UInt8] { Self.signedMessage(challenge: challenge, counter: counter) }

    /// What a card signs, with ECDSA P-256 over its SHA-256.
    public static func signedMessage(challenge: [UInt8], counter: UInt32) -> [UInt8] {
        CardApplication.authenticationPrefix + challenge + bytes(of: counter)
    }

    /// Four bytes, big-endian.
    static func bytes(of number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }
}
