/// What a check came to: never a bare boolean.
///
/// An error on the way (a torn read, a library out of memory) is ``undetermined(_:)``: it neither accepts nor
/// refuses.
public enum Verdict<Reliance: Sendable>: Sendable {
    /// What may be relied on.
    case accepted(Reliance)
    /// At least one reason is of the outcome ``Outcome/refused``; the others are told as well.
    case refused([Reason])
    case undetermined([Reason])

    public var outcome: Outcome {
        switch self {
        case .accepted: .accepted
        case .refused: .refused
        case .undetermined: .undetermined
        }
    }

    public var reasons: [Reason] {
        switch self {
        case .accepted: []
        case .refused(let reasons), .undetermined(let reasons): reasons
        }
    }

    /// - Precondition: `reasons` isn't empty.
    static func notAccepted(_ reasons: [Reason]) -> Verdict {
        precondition(!reasons.isEmpty, "a verdict without a reason")
        return reasons.contains { $0.outcome == .refused } ? .refused(reasons) : .undetermined(reasons)
    }
}

/// The three ways a check ends. The raw value is the exit status of the command line and the result in the C
/// ABI.
public enum Outcome: Int32, Sendable {
    case accepted = 0
    case refused = 1
    case undetermined = 2
}
