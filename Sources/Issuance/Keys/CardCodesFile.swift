public import CardCrypto
internal import CardRecords
internal import Foundation
internal import ISO7816

/// A card's codes as the office keeps them for the PIN letter: one JSON object in a file of mode 0600.
///
/// It is written before the card is touched, so that a card which is finished in a second run has the codes
/// of the first.
public struct CardCodesFile: Sendable {
    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// The codes of this card and job: those that the file has already, or fresh ones that are on the disk
    /// when this returns.
    public func codes(for job: PersonalisationJob) throws(CardCodesFileError) -> CardCodes {
        if FileManager.default.fileExists(atPath: path) { return try read(for: job) }
        let codes: CardCodes
        do { codes = try CardCodes.random() } catch { throw .cryptography }
        try write(codes, for: job)
        return codes
    }

    private func read(for job: PersonalisationJob) throws(CardCodesFileError) -> CardCodes {
        let bytes: SecretBytes
        do { bytes = try SecretFile.read(path) } catch { throw .file(error) }
        guard let content = try? JSONDecoder().decode(Content.self, from: Data(Self.array(of: bytes))),
            content.schema == 1
        else { throw .damaged(path: path) }
        guard content.cardSerial == Self.hexadecimal(job.cardSerial) else { throw .otherCard(path: path) }
        guard content.job == Self.hexadecimal(job.id) else { throw .otherJob(path: path) }
        guard
            let codes = CardCodes(
                pin: Self.secret(content.pin), puk: Self.secret(content.puk), can: Self.secret(content.can))
        else { throw .damaged(path: path) }
        return codes
    }

    private func write(
        _ codes: borrowing CardCodes, for job: PersonalisationJob
    ) throws(CardCodesFileError) {
        let content = Content(
            cardSerial: Self.hexadecimal(job.cardSerial), job: Self.hexadecimal(job.id),
            cardNumber: job.cardNumber.digits, pin: Self.text(codes.pin), puk: Self.text(codes.puk),
            can: Self.text(codes.can))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(content) else { throw .cryptography }
        let bytes = [UInt8](data) + [0x0A]
        do { try SecretFile.write(bytes.span, to: path, replaces: false) } catch { throw .file(error) }
    }

    private struct Content: Codable {
        var schema = 1
        let cardSerial: String
        let job: String
        let cardNumber: String
        let pin: String
        let puk: String
        let can: String
    }

    private static func array(of secret: borrowing SecretBytes) -> [UInt8] {
        let span = secret.span
        return span.indices.map { span[$0] }
    }

    private static func secret(_ text: String) -> SecretBytes {
        let bytes = Array(text.utf8)
        return SecretBytes(copying: bytes.span)
    }

    private static func text(_ secret: borrowing SecretBytes) -> String {
        String(decoding: array(of: secret), as: UTF8.self)
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }
}

/// Why there are no codes for a card.
public enum CardCodesFileError: Error, Equatable, Sendable {
    case file(SecretFileError)
    /// The file has another card's codes; nothing was changed.
    case otherCard(path: String)
    /// The file has codes that this card was to get for another applicant.
    case otherJob(path: String)
    case damaged(path: String)
    case cryptography
}
