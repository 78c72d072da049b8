import COSE
import CardRecords
import Receipts

extension ReceiptFinding {
    /// What it says to people.
    func text(in language: Language) -> String { text[language] }

    private var text: Text {
        switch self {
        case .malformed(let cause): ReceiptProblem.malformed.text.with("cause", "\(cause)")
        case .validatorKeyUnknown(let key):
            ReceiptProblem.validatorKeyUnknown.text.with("key", key?.description ?? "–")
        case .validatorSignatureInvalid: ReceiptProblem.validatorSignatureInvalid.text
        case .checkFailed: ReceiptProblem.checkFailed.text
        case .otherValidator(let validator):
            ReceiptProblem.otherValidator.text.with("validator", "\(validator)")
        case .sequence(let expected, let found):
            ReceiptProblem.sequence.text.with("expected", "\(expected)").with("found", "\(found)")
        case .chainBroken: ReceiptProblem.chainBroken.text
        case .recordUnreadable: ReceiptProblem.recordUnreadable.text
        case .recordDiffers: ReceiptProblem.recordDiffers.text
        case .recordNotTrusted(let reasons):
            ReceiptProblem.recordNotTrusted.text.with(
                "reasons",
                Text(
                    uk: reasons.map { $0.text(in: .ukrainian) }.joined(separator: " "),
                    en: reasons.map { $0.text(in: .english) }.joined(separator: " "),
                    ru: reasons.map { $0.text(in: .russian) }.joined(separator: " ")))
        case .cardProofMissing: ReceiptProblem.cardProofMissing.text
        case .otherCardKey: ReceiptProblem.otherCardKey.text
        case .cardSignatureInvalid: ReceiptProblem.cardSignatureInvalid.text
        case .cardCounterNotGrown(let previous, let found):
            ReceiptProblem.cardCounterNotGrown.text.with("previous", "\(previous)").with("found", "\(found)")
        case .sameTripUnknown(let sequence):
            ReceiptProblem.sameTripUnknown.text.with("number", "\(sequence)")
        }
    }

    func json(in language: Language) -> JSONValue {
        .object([("code", .text(code)), ("text", .text(text(in: language)))])
    }
}

extension BatchFinding {
    func text(in language: Language) -> String {
        let text: Text =
            switch self {
            case .validatorKeyUnknown(let key):
                ReceiptProblem.validatorKeyUnknown.text.with("key", key?.description ?? "–")
            case .manifestSignatureInvalid: ReceiptProblem.manifestSignatureInvalid.text
            case .checkFailed: ReceiptProblem.checkFailed.text
            case .manifestDiffers: ReceiptProblem.manifestDiffers.text
            }
        return text[language]
    }

    func json(in language: Language) -> JSONValue {
        .object([("code", .text(code)), ("text", .text(text(in: language)))])
    }
}

extension JournalInspection.JournalFault {
    var code: String {
        switch problem {
        case .receipt(let finding): finding.code
        case .header: "header"
        case .unreadable: "unreadable"
        case .segmentMissing: "segment-missing"
        case .batch(let problem): problem.code
        case .manifest(let finding): finding.code
        case .batchDiffers: "batch-differs"
        }
    }

    func text(in language: Language) -> String {
        switch problem {
        case .receipt(let finding): finding.text(in: language)
        case .header: ReceiptProblem.header.text[language]
        case .unreadable(let bytes):
            ReceiptProblem.unreadable.text.with("bytes", CountedText.bytes.text(for: bytes))[language]
        case .segmentMissing(let first):
            ReceiptProblem.segmentMissing.text.with("number", "\(first)")[language]
        case .batch(let problem): problem.text[language]
        case .manifest(let finding): finding.text(in: language)
        case .batchDiffers(let name): ReceiptProblem.batchDiffers.text.with("name", name)[language]
        }
    }

    func json(in language: Language) -> JSONValue {
        .object([
            ("file", file.isEmpty ? .null : .text(file)),
            ("offset", offset.map { .number(Int64($0)) } ?? .null),
            ("sequence", sequence.map { .number(Int64($0.rawValue)) } ?? .null),
            ("code", .text(code)), ("text", .text(text(in: language))),
        ])
    }

    /// "receipts-….journal:64 (12): …"
    func line(in language: Language) -> String {
        var place = file
        if let offset { place += ":\(offset)" }
        if let sequence { place += " (\(sequence))" }
        return place.isEmpty ? text(in: language) : "\(place.printable): \(text(in: language))"
    }
}
