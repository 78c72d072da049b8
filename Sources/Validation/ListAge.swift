/// How old a list may be before a validator doubts it. Set by the operator.
public enum ListAge: Equatable, Sendable {
    case fresh
    /// Usable, and told in the verdict.
    case stale
    case tooOld
}
