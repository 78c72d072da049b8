import COSE
import CardRecords
import Issuance

/// Why a record isn't sealed, in the user's language.
enum RecordSealFailure {
    static func noKey(_ domain: Domain, _ path: String) -> Failure {
        Failure(
            .badConfiguration, "no-sealing-key", SealPhrase.noKey.text.with("domain", domain.rawValue),
            next: SealPhrase.rotate.text.with("path", path.printable).with("domain", domain.rawValue))
    }

    static func failure(_ error: SealError) -> Failure {
        switch error {
        case .record(let cause): RecordFailure.unreadable(cause)
        case .neverValid: .usage("never-valid", SealPhrase.neverValid.text)
        case .tooLong(let bytes):
            Failure(
                .badData, "too-large",
                SealPhrase.tooLong.text.with("bytes", CountedText.bytes.text(for: bytes))
                    .with("limit", CountedText.bytes.text(for: SealedRecord.bytesMax)))
        case .signing(let cause):
            Failure(
                .internalFault, "cryptography",
                FilePhrase.internalFault.text.with("cause", "libcrypto \(String(cause.code, radix: 16))"),
                next: FilePhrase.reportFault.text)
        }
    }
}
