public import COSE
internal import CardCrypto
public import CardRecords
internal import Foundation

extension AuthorityFolder {
    /// The job of this card and applicant: the one that was begun before, or a new one with fresh numbers.
    ///
    /// The numbers are on the disk before this returns, so a card that is torn from the reader gets the same
    /// ones again.
    /// - Parameter form: must be the same text as before where the card was begun.
    /// - Throws: ``AuthorityError/otherApplicant(cardSerial:)`` where the card was begun for another form;
    ///   ``AuthorityError/days(_:)`` where the form's validity lies outside the years 1970…9999.
    public func job(
        forCard serial: [UInt8], _ form: ApplicantForm, text: [UInt8], terms: RecordTerms, at now: NumericDate
    ) throws(AuthorityError) -> PersonalisationJob {
        let path = jobPath(serial)
        let digest = try Self.hexadecimalDigest(of: text)
        let entry = try withLock { () throws(AuthorityError) -> JobEntry in
            if FileManager.default.fileExists(atPath: path) {
                let entry = try JobEntry(json: Self.read(path), path: path)
                guard entry.applicantDigest == digest else { throw .otherApplicant(cardSerial: serial) }
                return entry
            }
            let entry = try newEntry(form, digest: digest, at: now)
            try Self.write(entry.json, to: path)
            return entry
        }
        return try entry.job(cardSerial: serial, form, terms: terms, path: path)
    }

    /// Forgets a job that will not be finished, so that the card can be begun for somebody else.
    public func dropJob(forCard serial: [UInt8]) throws(AuthorityError) {
        let path = jobPath(serial)
        try withLock { () throws(AuthorityError) in
            guard unsafe unlink(path) == 0 else { throw .system(path: path, code: errno) }
            Self.synchroniseParent(of: path)
        }
    }

    /// A fresh status index for a record that replaces another one: the replaced record's index is to be
    /// revoked.
    public func takeStatusIndex(_ domain: Domain) throws(AuthorityError) -> Int {
        try withLock { () throws(AuthorityError) -> Int in
            let path = "\(path)/ledger.json"
            var ledger = try Ledger(json: Self.read(path), path: path)
            let index = try ledger.takeStatusIndex(domain)
            try Self.write(ledger.json, to: path)
            return index
        }
    }

    private func newEntry(
        _ form: ApplicantForm, digest: String, at now: NumericDate
    ) throws(AuthorityError) -> JobEntry {
        let path = "\(path)/ledger.json"
        var ledger = try Ledger(json: Self.read(path), path: path)
        let number = try ledger.takeCardNumber()
        var indices: [String: Int] = [:]
        for type in form.recordTypes { indices[type.name] = try ledger.takeStatusIndex(type.domain) }
        try Self.write(ledger.json, to: path)
        let id: [UInt8]
        do { id = try Secrets.randomBytes(count: 16) } catch { throw .cryptography }
        return JobEntry(
            id: id, applicantDigest: digest, cardNumber: number.digits, statusIndices: indices,
            begun: now.epochSeconds)
    }

    private func jobPath(_ serial: [UInt8]) -> String { "\(path)/jobs/\(Self.hexadecimal(serial)).json" }

    private static func hexadecimalDigest(of text: [UInt8]) throws(AuthorityError) -> String {
        do {
            let digest = try Digest.sha256(text.span)
            return hexadecimal(digest.indices.map { digest[$0] })
        } catch { throw .cryptography }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// What is kept of a job: its numbers, and a digest of the form instead of the form.
private struct JobEntry: Codable {
    var schema = 1
    let id: [UInt8]
    let applicantDigest: String
    let cardNumber: String
    let statusIndices: [String: Int]
    /// Seconds since 1970: all records of the job say that they were issued then, in whichever run they are
    /// sealed.
    let begun: Int64

    init(
        id: [UInt8], applicantDigest: String, cardNumber: String, statusIndices: [String: Int], begun: Int64
    ) {
        self.id = id
        self.applicantDigest = applicantDigest
        self.cardNumber = cardNumber
        self.statusIndices = statusIndices
        self.begun = begun
    }

    init(json bytes: [UInt8], path: String) throws(AuthorityError) {
        guard let entry = try? JSONDecoder().decode(JobEntry.self, from: Data(bytes)), entry.schema == 1
        else {
            throw .damaged(path: path)
        }
        self = entry
    }

    var json: [UInt8] {
        get throws(AuthorityError) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            guard let data = try? encoder.encode(self) else { throw .cryptography }
            return [UInt8](data)
        }
    }

    func job(
        cardSerial: [UInt8], _ form: ApplicantForm, terms: RecordTerms, path: String
    ) throws(AuthorityError) -> PersonalisationJob {
        guard let number = CardNumber(digits: cardNumber), let issued = NumericDate(epochSeconds: begun)
        else {
            throw .damaged(path: path)
        }
        var records: [DraftRecord] = []
        for type in form.recordTypes {
            guard let index = statusIndices[type.name],
                let record = try? form.record(type, cardNumber: number, statusIndex: index)
            else { throw .damaged(path: path) }
            guard let validity = terms.validity(of: form.days(of: type), issuedAt: issued) else {
                throw .days(terms.days)
            }
            records.append(DraftRecord(record, validity: validity))
        }
        return PersonalisationJob(id: id, cardSerial: cardSerial, cardNumber: number, records: records)
    }
}
