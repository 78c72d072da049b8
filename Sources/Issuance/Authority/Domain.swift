public import CardRecords
public import ISO7816

/// The five authorities of a region, each with its own key and its own records.
public enum Domain: String, CaseIterable, Codable, Sendable, CodingKeyRepresentable {
    case civilRegistry = "civil-registry"
    case social
    case health
    case utilities
    case transport

    /// What the domain's key may seal.
    public var recordTypes: Set<RecordType> {
        switch self {
        case .civilRegistry: [.holderIdentity]
        case .social: [.socialBenefit]
        case .health: [.medicalEmergency, .medicalSummary]
        case .utilities: [.utilities]
        case .transport: [.transportConcession]
        }
    }

    /// The domain whose records these are, all of them; nil for any other set.
    init?(sealing types: Set<RecordType>) {
        guard let domain = Self.allCases.first(where: { $0.recordTypes == types }) else { return nil }
        self = domain
    }

    /// The role whose card keys may write the domain's files; nil where only the issuer may.
    public var role: CardApplication.Role? {
        switch self {
        case .civilRegistry: nil
        case .social: .socialWorker
        case .health: .healthWorker
        case .utilities: .utilities
        case .transport: .transport
        }
    }
}

extension RecordType {
    public var domain: Domain {
        switch self {
        case .holderIdentity: .civilRegistry
        case .socialBenefit: .social
        case .medicalEmergency, .medicalSummary: .health
        case .utilities: .utilities
        case .transportConcession: .transport
        }
    }

    /// The card's file for such a record.
    public var file: CardApplication.File {
        switch self {
        case .transportConcession: .transport
        case .holderIdentity: .holder
        case .socialBenefit: .social
        case .medicalEmergency: .medicalEmergency
        case .medicalSummary: .medicalSummary
        case .utilities: .utilities
        }
    }
}
