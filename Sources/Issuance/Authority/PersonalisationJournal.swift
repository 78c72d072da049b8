public import COSE
internal import CardCrypto
public import CardRecords
internal import Foundation

extension AuthorityFolder {
    /// The job of this card and applicant: the one that was begun before, or a new one with fresh numbers.
    ///
    /// The numbers are on the disk before this returns, so a card that is torn from the reader gets the same
    /// ones again.
    /// - Parameters:
    ///   - form: must be the same text as before where the card was begun.
    ///   - replacesJob: a job that was begun for another form is forgotten, so that the card can be begun for
    ///     this one. The card must still be blank.
    /// - Throws: ``AuthorityError/otherApplicant(cardSerial:)`` where the card was begun for another form;
    ///   ``AuthorityError/days(_:)`` where the form's validity lies outside the years 1970…9999.
    public func job(
        forCard serial: [UInt8], _ form: ApplicantForm, text: [UInt8], terms: RecordTerms,
        replacesJob: Bool = false, at now: NumericDate
    ) throws(AuthorityError) -> PersonalisationJob {
        let path = jobPath(serial)
        let digest = try Self.hexadecimalDigest(of: text)
        let entry = try withLock { () throws(AuthorityError) -> JobEntry in
            var dropped: [DroppedJob] = []
            if FileManager.default.fileExists(atPath: path) {
                let entry = try JobEntry(json: Self.read(path), path: path)
                if entry.applicantDigest == digest { return entry }
                guard replacesJob else { throw .otherApplicant(cardSerial: serial) }
                dropped = (entry.dropped ?? []) + [entry.asDropped]
            }
            let entry = try newEntry(form, digest: digest, dropped: dropped, at: now)
            try Self.write(entry.json, to: path)
            return entry
        }
        return try entry.job(cardSerial: serial, form, terms: terms, path: path)
    }

    /// The number that the card was begun with; nil for a card that this office never began.
    public func cardNumber(ofCard serial: [UInt8]) throws(AuthorityError) -> CardNumber? {
        let path = jobPath(serial)
        return try withLock { () throws(AuthorityError) -> CardNumber? in
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            guard let number = CardNumber(digits: try JobEntry(json: Self.read(path), path: path).cardNumber)
            else { throw .damaged(path: path) }
            return number
        }
    }

    /// Notes that the job's card is active: it has the job's records, and none of a job that was dropped for
    /// it. May be noted any number of times.
    public func jobIsFinished(_ job: PersonalisationJob, at now: NumericDate) throws(AuthorityError) {
        let path = jobPath(job.cardSerial)
        try withLock { () throws(AuthorityError) in
            let entry = try JobEntry(json: Self.read(path), path: path)
            guard entry.id == job.id, let number = CardNumber(digits: entry.cardNumber) else {
                throw .damaged(path: path)
            }
            // Each of these may be written twice: the second one says nothing new.
            var events = try Self.events(
                .placed, entry.statusIndices, of: number, .unspecified, at: now.epochSeconds, path)
            for dropped in entry.dropped ?? [] {
                guard let number = CardNumber(digits: dropped.cardNumber) else { throw .damaged(path: path) }
                events += try Self.events(
                    .superseded, dropped.statusIndices, of: number, .neverStored, at: now.epochSeconds, path)
            }
            let file = try registerFile()
            let register = try file.load()
            try file.append(events.filter { register.isNews($0) })
        }
    }

    private static func events(
        _ kind: RegisterEvent.Kind, _ indices: [String: Int], of card: CardNumber, _ reason: StatusReason,
        at time: Int64, _ path: String
    ) throws(AuthorityError) -> [RegisterEvent] {
        var events: [RegisterEvent] = []
        for type in RecordType.allCases {
            guard let number = indices[type.name] else { continue }
            guard let index = UInt32(exactly: number) else { throw .damaged(path: path) }
            events.append(.record(kind, type, index, of: card.rawValue, reason, at: time))
        }
        return events
    }

    /// What the jobs of a folder from before there was a register say.
    func eventsOfJobs() throws(AuthorityError) -> [RegisterEvent] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/jobs")) ?? []
        var events: [RegisterEvent] = []
        for name in names.sorted() where name.hasSuffix(".json") && !name.hasPrefix(".") {
            let path = "\(path)/jobs/\(name)"
            let entry = try JobEntry(json: Self.read(path), path: path)
            guard let number = CardNumber(digits: entry.cardNumber) else { throw .damaged(path: path) }
            events += try Self.events(
                .issued, entry.statusIndices, of: number, .unspecified, at: entry.begun, path)
        }
        return events.sorted { ($0.subject, $0.index) < ($1.subject, $1.index) }
    }

    /// First the ledger: no number is given twice. Then the register: before a record can be on the card, its
    /// index can be denied.
    private func newEntry(
        _ form: ApplicantForm, digest: String, dropped: [DroppedJob], at now: NumericDate
    ) throws(AuthorityError) -> JobEntry {
        let file = try registerFile()
        var ledger = try ledger()
        let number = try ledger.takeCardNumber()
        var indices: [String: Int] = [:]
        for type in form.recordTypes { indices[type.name] = try ledger.takeStatusIndex(type.domain) }
        try write(ledger)
        try file.append(
            try Self.events(.issued, indices, of: number, .unspecified, at: now.epochSeconds, file.path))
        let id: [UInt8]
        do { id = try Secrets.randomBytes(count: 16) } catch { throw .cryptography }
        return JobEntry(
            id: id, applicantDigest: digest, cardNumber: number.digits, statusIndices: indices,
            begun: now.epochSeconds, dropped: dropped.isEmpty ? nil : dropped)
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

/// Numbers that were given for a card and never used.
private struct DroppedJob: Codable {
    let cardNumber: String
    let statusIndices: [String: Int]
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
    /// What was begun on this card before and given up; nil where nothing.
    let dropped: [DroppedJob]?

    init(
        id: [UInt8], applicantDigest: String, cardNumber: String, statusIndices: [String: Int], begun: Int64,
        dropped: [DroppedJob]?
    ) {
        self.id = id
        self.applicantDigest = applicantDigest
        self.cardNumber = cardNumber
        self.statusIndices = statusIndices
        self.begun = begun
        self.dropped = dropped
    }

    var asDropped: DroppedJob { DroppedJob(cardNumber: cardNumber, statusIndices: statusIndices) }

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
