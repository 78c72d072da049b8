public import CardCrypto
public import CardRecords
public import ConcessionRules
public import StatusLists

/// One of the files that a validator decides by.
public enum ListKind: Equatable, Hashable, Sendable {
    case trustList
    /// - uri: the list's own, as the trust list gives it.
    case statusList(uri: String)
    case statusDelta(uri: String)
    case rules
    case nextRules
}

/// Why a file wasn't taken; what was in force before still is.
public enum ListFault: Error, Equatable, Sendable {
    case missing
    case file(FileFault)
    case trustList(TrustListError)
    /// A key of the trust list isn't one.
    case key(KeyImportError)
    case statusList(StatusListError)
    case statusDelta(StatusDeltaError)
    case statusArray(StatusArrayError)
    case rules(RuleSetError)
    /// Signed by no key that the trust list entitles to this.
    case signerNotEntitled
    /// The list says that it is another one.
    case otherURI(String)
    /// Older than what was in force before.
    case older
    case library(CryptoLibraryError)
    /// Taken, but after a restart an older one could be put in its place: the validator's memory of what it
    /// has seen can't be written.
    case notRemembered(FileFault)

    /// Taken all the same.
    public var isWarning: Bool {
        if case .notRemembered = self { true } else { false }
    }
}

/// A file that wasn't taken.
public struct ListProblem: Error, Equatable, Sendable {
    public let kind: ListKind
    public let fault: ListFault
}
