internal import CKartka
internal import COSE
internal import CardCrypto
internal import CardRecords
internal import ConcessionRules
internal import Receipts
internal import StatusLists
internal import Validation

extension ErrorReport {
    init(_ error: ValidatorError, in directory: String) {
        let paths = ValidatorDirectory(directory)
        switch error {
        case .file(let fault): self = .system(fault.code, fault.call, fault.path, in: directory)
        case .notInitialised(let path):
            self = .content(path, "missing: this directory was never made a validator's", in: directory)
            result = Int32(KARTKA_ERROR_FILE)
            systemError = Self.noSuchFile
        case .rootKey:
            self = .content(paths.rootKey, "not a COSE_Key that can check signatures", in: directory)
        case .validatorID: self = .content(paths.validatorID, "not 16 hexadecimal digits", in: directory)
        case .validatorKey(let error): self.init(error, in: directory)
        case .stateDamaged(let path):
            self = .content(
                path, "damaged: it can't be told any more which lists have been seen", in: directory)
        case .journal(let error): self.init(error, in: directory)
        }
    }

    private static var noSuchFile: Int32 { 2 }  // ENOENT

    init(_ error: PassphraseError, _ path: String, in directory: String) {
        switch error {
        case .file(let error): self.init(error, in: directory)
        case .system(let code, let call): self = .system(code, call, path, in: directory)
        default: self = .content(path, "\(error)", in: directory)
        }
    }

    private init(_ error: SecretFileError, in directory: String) {
        switch error.reason {
        case .system(let code, let call): self = .system(code, call, error.path, in: directory)
        case .library(let error): self = .library("\(error)")
        default:
            self = .content(error.path, "", in: directory)
            message = "\(error)"
        }
    }

    init(_ error: JournalError, in directory: String) {
        switch error {
        case .locked:
            self = ErrorReport(
                result: Int32(KARTKA_ERROR_IN_USE), file: "receipts",
                message: "\(directory)/receipts: another process has this directory open")
        case .system(let error): self = .system(error.code, error.call, error.path, in: directory)
        case .damaged(let damage):
            self = .content(
                "\(directory)/receipts/\(damage.segment)", "\(damage.problem): run kartka validator fsck",
                offset: damage.offset, in: directory)
        case .sealing(let error): self = .library("a receipt can't be sealed: \(error)")
        case .batch(let problem):
            self = .content("\(directory)/receipts", "an upload batch: \(problem)", in: directory)
        }
    }

    // MARK: Lists

    init(_ problem: ListProblem, in directory: String) {
        let path = Self.path(problem.kind, in: directory)
        let reason = Self.reason(problem.kind)
        func untrusted(_ message: String, offset: Int? = nil) -> ErrorReport {
            .content(path, message, offset: offset, reason: reason.notTrusted, in: directory)
        }
        switch problem.fault {
        case .missing:
            self = .content(path, "missing", reason: reason.missing, in: directory)
            result = Int32(KARTKA_ERROR_FILE)
            systemError = Self.noSuchFile
        case .file(let fault), .notRemembered(let fault):
            self = .system(fault.code, fault.call, fault.path, in: directory)
        case .trustList(let error): self = untrusted(Self.words(error), offset: Self.offset(error))
        case .key: self = untrusted("a key of the list can't be used")
        case .statusList(let error): self = untrusted(Self.words(error), offset: Self.offset(error))
        case .statusDelta(let error): self = untrusted(Self.words(error))
        case .statusArray(let error): self = untrusted("\(error)")
        case .rules(let error): self = untrusted(Self.words(error), offset: Self.offset(error))
        case .signerNotEntitled: self = untrusted("signed by no key that the trust list entitles to this")
        case .otherURI(let uri): self = untrusted("the list of another URI: \(uri)")
        case .older: self = untrusted("older than what is in use")
        case .library(let error): self = .library("\(error)")
        }
    }

    private static func path(_ kind: ListKind, in directory: String) -> String {
        let paths = ValidatorDirectory(directory)
        switch kind {
        case .trustList: return paths.trustList
        case .statusList(let uri): return (try? paths.statusList(uri: uri)) ?? paths.statusLists
        case .statusDelta(let uri): return (try? paths.statusDelta(uri: uri)) ?? paths.statusLists
        case .rules: return paths.rules
        case .nextRules: return paths.nextRules
        }
    }

    private static func reason(_ kind: ListKind) -> (missing: Reason, notTrusted: Reason) {
        switch kind {
        case .trustList: (.trustListMissing, .trustListNotTrusted)
        case .statusList, .statusDelta: (.statusListMissing, .statusListNotTrusted)
        case .rules, .nextRules: (.rulesMissing, .rulesNotTrusted)
        }
    }

    private static func words(_ error: TrustListError) -> String {
        switch error {
        case .malformed(let error): "not a trust list (\(error))"
        case .otherRoot: "signed by another key than the root key"
        case .signatureInvalid: "the signature is not the root key's"
        case .older(let version): "version \(version) is older than the one in use"
        case .checkFailed: "libcrypto could not check the signature"
        }
    }

    private static func words(_ error: StatusListError) -> String {
        switch error {
        case .malformed(let error): "not a status list (\(error))"
        case .otherType: "a signed message, but not a status list"
        case .otherKey, .algorithmNotAllowed: "signed by another key than the trust list's"
        case .signatureInvalid: "the signature is not the authority's"
        case .checkFailed: "libcrypto could not check the signature"
        default: "the list can't be used (\(error))"
        }
    }

    private static func words(_ error: StatusDeltaError) -> String {
        switch error {
        case .message(let error): words(error)
        case .otherBase: "made for another version than the one in use: fetch the full list"
        default: "the delta can't be used (\(error)): fetch the full list"
        }
    }

    private static func words(_ error: RuleSetError) -> String {
        switch error {
        case .malformed(let error): "not a rule set (\(error))"
        case .invalid(let error): "\(error)"
        case .signatureInvalid: "the signature is not the authority's"
        case .checkFailed: "libcrypto could not check the signature"
        default: "the rules can't be trusted (\(error))"
        }
    }

    private static func offset(_ error: TrustListError) -> Int? {
        if case .malformed(let error) = error { offset(error) } else { nil }
    }

    private static func offset(_ error: StatusListError) -> Int? {
        if case .malformed(let error) = error { offset(error) } else { nil }
    }

    private static func offset(_ error: RuleSetError) -> Int? {
        if case .malformed(let error) = error { offset(error) } else { nil }
    }

    private static func offset(_ error: COSEError) -> Int? {
        switch error {
        case .cbor(let error): error.offset
        case .keyUnsupported(let offset), .claims(let offset): offset
        default: nil
        }
    }
}
