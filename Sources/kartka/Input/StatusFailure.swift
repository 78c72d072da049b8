import COSE
import CardRecords
import Issuance
import StatusLists

/// Why a status isn't decided or published, in the user's language. A card's number is shown in part.
enum StatusFailure {
    static func failure(_ error: StatusRefusal) -> Failure {
        switch error {
        case .unknownCard(let card):
            return Failure(
                .refused, "unknown-card", StatusProblem.unknownCard.text.with("card", card.masked),
                next: StatusProblem.checkNumber.text)
        case .unknownRecord(let card, let type):
            return Failure(
                .refused, "unknown-record",
                StatusProblem.unknownRecord.text.with("card", card.masked)
                    .with("record", PersonalisationFailure.title(type)),
                next: StatusProblem.checkNumber.text)
        case .unknownIndex(let domain, let index):
            return Failure(
                .refused, "unknown-record",
                StatusProblem.unknownIndex.text.with("name", "\(domain.rawValue):\(index)"),
                next: StatusProblem.checkNumber.text)
        case .revoked(let target):
            return Failure(
                .refused, "revoked-for-good", StatusProblem.revokedForGood.text.with("target", name(target)),
                next: StatusProblem.newCard.text)
        case .cardDenied(let card, let status):
            let isRevoked = status == .revoked
            let what = isRevoked ? StatusProblem.cardRevoked : .cardSuspended
            return Failure(
                .refused, isRevoked ? "card-revoked" : "card-suspended",
                what.text.with("card", card.masked),
                next: isRevoked ? StatusProblem.newCard.text : StatusProblem.resumeFirst.text)
        case .otherRecord(let domain, let index):
            return Failure(
                .badConfiguration, "authority-damaged",
                StatusProblem.otherRecord.text.with("name", "\(domain.rawValue):\(index)"),
                next: SecretFilePhrase.restore.text)
        }
    }

    static func published(_ time: NumericDate) -> Failure {
        let text = Text(
            uk: time.text(in: .ukrainian), en: time.text(in: .english), ru: time.text(in: .russian))
        return Failure(
            .temporary, "published-later", StatusProblem.publishedLater.text.with("time", text),
            next: StatusProblem.setClock.text)
    }

    static func noURI(_ domain: Domain) -> Failure {
        Failure(
            .badConfiguration, "no-status-list-uri",
            StatusProblem.noURI.text.with("domain", domain.rawValue), next: StatusProblem.sayBaseURI.text)
    }

    static func unknownKey(_ key: KeyID) -> Failure {
        Failure(
            .refused, "unknown-key", StatusProblem.unknownKey.text.with("key", key.description),
            next: StatusProblem.seeKeys.text)
    }

    static func keyMissing(_ domain: Domain) -> Failure {
        Failure(
            .badConfiguration, "no-sealing-key",
            StatusProblem.keyMissing.text.with("domain", domain.rawValue),
            next: StatusProblem.seeKeys.text)
    }

    private static func name(_ target: StatusTarget) -> String {
        switch target {
        case .card(let number): number.masked
        case .recordOfCard(let number, let type): "\(number.masked):\(type.name)"
        case .record: StatusWords.word(target)
        }
    }
}
