/// Why a record or a card has its status. The raw value is the register's and never changes its meaning.
public enum StatusReason: UInt8, CaseIterable, Sendable {
    case unspecified = 0
    case lost = 1
    case stolen = 2
    case defective = 3
    case holderDied = 4
    case holderMoved = 5
    case entitlementEnded = 6
    case issuedInError = 7
    case fraud = 8
    case holderRequest = 9

    /// A newer record took its place on the card.
    case replaced = 10
    /// It was sealed for a card that turned out not to have it.
    case neverStored = 11

    /// Those that a person gives; the others come out of the work itself.
    public static let given = allCases.filter { $0.rawValue < StatusReason.replaced.rawValue }

    /// Stable, for programs and the command line: "holder-died".
    public var name: String {
        switch self {
        case .unspecified: "unspecified"
        case .lost: "lost"
        case .stolen: "stolen"
        case .defective: "defective"
        case .holderDied: "holder-died"
        case .holderMoved: "holder-moved"
        case .entitlementEnded: "entitlement-ended"
        case .issuedInError: "issued-in-error"
        case .fraud: "fraud"
        case .holderRequest: "holder-request"
        case .replaced: "replaced"
        case .neverStored: "never-stored"
        }
    }

    /// Nil for a word that is no reason's name.
    public init?(name: String) {
        guard let reason = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = reason
    }
}
