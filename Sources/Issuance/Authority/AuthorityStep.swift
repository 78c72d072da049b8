/// What the authority's folder is busy with: each step closes or opens a private file, which takes a while by
/// design.
public enum AuthorityStep: Equatable, Sendable {
    case root
    case opensRoot
    case key(Domain)
    case masterKeys

    /// The steps of making a folder.
    public static let creation: [AuthorityStep] = [.root] + Domain.allCases.map { .key($0) } + [.masterKeys]
}
