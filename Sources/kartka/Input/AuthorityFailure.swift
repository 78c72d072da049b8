import CardCrypto
import CardRecords
import Glibc
import Issuance

/// What is wrong with an authority's directory, in the user's language.
enum AuthorityFailure {
    /// - Parameter isCreating: the directory is being made: what the system refuses is 73 then, else 66 or
    ///   74.
    static func failure(_ error: AuthorityError, isCreating: Bool = false) -> Failure {
        switch error {
        case .notAnAuthority(let path):
            return Failure(
                .badConfiguration, "not-an-authority",
                AuthorityPhrase.notAnAuthority.text.with("path", path.printable),
                next: AuthorityPhrase.makeOne.text)
        case .exists(let path):
            return Failure(
                .cannotCreate, "exists", FilePhrase.alreadyThere.text.with("path", path.printable),
                next: AuthorityPhrase.otherName.text)
        case .secretFile(let cause):
            guard isCreating, case .system(let code, _) = cause.reason else {
                return SecretFileFailure.failure(cause)
            }
            return system(cause.path, code, isCreating)
        case .system(let path, let code): return system(path, code, isCreating)
        case .damaged(let path):
            return Failure(
                .badConfiguration, "authority-damaged",
                SecretFilePhrase.malformed.text.with("path", path.printable),
                next: SecretFilePhrase.restore.text)
        case .trustList(let path, let cause): return failure(cause, path)
        case .days(let days):
            return .usage("days", AuthorityPhrase.days.text.with("days", "\(days)"))
        case .numbersExhausted:
            return Failure(
                .badConfiguration, "numbers-exhausted", AuthorityPhrase.numbersExhausted.text,
                next: AuthorityPhrase.otherIssuer.text)
        case .otherApplicant(let serial):
            return Failure(
                .badData, "other-applicant",
                AuthorityPhrase.otherApplicant.text.with("serial", Hexadecimal.text(serial)),
                next: AuthorityPhrase.finishFirst.text)
        case .status(let cause): return StatusFailure.failure(cause)
        case .published(let time): return StatusFailure.published(time)
        case .noStatusListURI(let domain): return StatusFailure.noURI(domain)
        case .unknownKey(let key): return StatusFailure.unknownKey(key)
        case .sealingKey(let domain): return StatusFailure.keyMissing(domain)
        case .output(let path, let code): return system(path, code, true)
        case .statusList(let domain, let cause): return internalFault("\(domain.rawValue): \(cause)")
        case .statusDelta(let domain, let cause): return internalFault("\(domain.rawValue): \(cause)")
        case .cryptography:
            return Failure(
                .internalFault, "cryptography", FilePhrase.internalFault.text.with("cause", "libcrypto"),
                next: FilePhrase.reportFault.text)
        }
    }

    static func failure(_ error: TrustListError, _ path: String) -> Failure {
        let cause: AuthorityPhrase
        switch error {
        case .malformed, .older: cause = .listMalformed
        case .otherRoot: cause = .listOtherRoot
        case .signatureInvalid: cause = .listForged
        case .checkFailed:
            return Failure(
                .internalFault, "cryptography", FilePhrase.internalFault.text.with("cause", "libcrypto"),
                next: FilePhrase.reportFault.text)
        }
        return Failure(
            .badConfiguration, "trust-list", cause.text.with("path", path.printable),
            next: SecretFilePhrase.restore.text)
    }

    private static func internalFault(_ cause: String) -> Failure {
        Failure(
            .internalFault, "status-list", FilePhrase.internalFault.text.with("cause", cause),
            next: FilePhrase.reportFault.text)
    }

    private static func system(_ path: String, _ code: CInt, _ isCreating: Bool) -> Failure {
        let cause = SystemError(code).text
        if isCreating {
            let isFull = [ENOSPC, EDQUOT, EIO].contains(code)
            return Failure(
                isFull ? .inputOutput : .cannotCreate, isFull ? "output-lost" : "cannot-create",
                FilePhrase.cannotCreate.text.with("path", path.printable).with("cause", cause),
                next: FilePhrase.checkPath.text)
        }
        let isMissing = [ENOENT, EACCES, ENOTDIR].contains(code)
        return Failure(
            isMissing ? .noInput : .inputOutput, code == ENOENT ? "not-found" : "unreadable",
            FilePhrase.cannotRead.text.with("path", path.printable).with("cause", cause),
            next: FilePhrase.checkPath.text)
    }
}
