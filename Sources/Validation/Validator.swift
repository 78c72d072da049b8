public import COSE
public import CardCrypto
internal import CardRecords
internal import ConcessionRules
public import ISO7816
public import Receipts
internal import Synchronization

/// The offline decision of a tap: one handle, any number of gates and threads.
///
/// A tap sees the lists as they were when it began. Nothing is decided by what isn't signed by those who may,
/// and nothing is accepted whose receipt isn't on the disk.
public final class Validator: Sendable {
    public let directory: ValidatorDirectory
    public let settings: ValidatorSettings
    /// What receipts name the validator by.
    public let id: ValidatorID
    /// What opening the journal found.
    public var recovery: JournalRecovery { journal.recovery }
    /// Checks the validator's own signatures.
    public var publicKey: COSEKey { journal.publicKey }

    let journal: any EvidenceKeeping
    let trips: Mutex<Trips>
    let pool: ThreadPool
    private let current: Mutex<Lists>
    private let loader: Mutex<ListLoader>
    private let found: Mutex<[ListProblem]>

    /// Opens the validator of a folder.
    ///
    /// - Parameters:
    ///   - passphrase: opens `validator.key`.
    ///   - settings: what lies outside its ranges is moved inside.
    /// - Throws: ``ValidatorError``.
    public convenience init(
        opening path: String, passphrase: borrowing SecretBytes,
        settings: ValidatorSettings = ValidatorSettings()
    ) throws(ValidatorError) {
        let directory = ValidatorDirectory(path)
        let key: SigningKey
        do { key = try KeyFile.load(directory.validatorKey, passphrase: passphrase) } catch {
            throw .validatorKey(error)
        }
        try self.init(opening: directory, key: key, settings: settings)
    }

    /// The same with a key that the caller has; `validator.key` isn't looked at.
    public convenience init(
        opening directory: ValidatorDirectory, key: consuming SigningKey,
        settings: ValidatorSettings = ValidatorSettings()
    ) throws(ValidatorError) {
        do throws(FileFault) { try FileBytes.makeFolder(directory.state) } catch { throw .file(error) }
        let journal: Journal
        do throws(JournalError) {
            journal = try Journal(opening: directory.receipts, key: key, settings: settings.journal)
        } catch { throw .journal(error) }
        try self.init(directory, journal: journal, settings: settings)
    }

    init(
        _ directory: ValidatorDirectory, journal: any EvidenceKeeping, settings: ValidatorSettings
    ) throws(ValidatorError) {
        self.directory = directory
        self.settings = settings
        self.journal = journal
        id = try Self.readID(directory)
        let root = try Self.readRoot(directory)
        let seen = try Self.readSeen(directory)
        var loader = ListLoader(directory, root: root, seen: seen)
        let lists = loader.load(after: .none(seen))
        found = Mutex(loader.problems)
        self.loader = Mutex(loader)
        current = Mutex(lists)
        pool = ThreadPool(threads: settings.batchThreads ?? ThreadPool.processorCount)
        let range = ValidatorSettings.cardsRange
        trips = Mutex(
            Trips(
                cardsMax: min(max(settings.cardsMax, range.lowerBound), range.upperBound),
                countsMax: min(max(settings.tripCountsMax, range.lowerBound), range.upperBound)))
        try recall(lists)
    }

    /// Reads the lists anew, while taps go on with those in force. Cheap where nothing has changed.
    ///
    /// - Returns: the files that weren't taken, each with why; what was in force before still is.
    @discardableResult
    public func reload() -> [ListProblem] {
        loader.withLock { loader in
            let lists = loader.load(after: lists)
            current.withLock { $0 = lists }
            found.withLock { $0 = loader.problems }
            return loader.problems
        }
    }

    /// What the last loading didn't take.
    public var problems: [ListProblem] { found.withLock { $0 } }

    /// Notes that all answers were given, so that the next opening takes none for lost. Taps that come later
    /// are recorded all the same.
    public func close() throws(ValidatorError) {
        let last = journal.position.sequence
        do throws(FileFault) {
            try FileBytes.write(Array("\(last)\n".utf8), to: directory.closed)
        } catch { throw .file(error) }
    }

    /// The answer of an accepted tap couldn't be given (the display failed, the gate didn't open): the same
    /// card may come again within a minute, and it is one trip.
    public func withdraw(_ decision: TapDecision) {
        guard let sequence = decision.receipt, let card = decision.record?.record.body.cardNumber else {
            return
        }
        withdraw(sequence, of: card)
    }

    /// The lists as they are at this moment.
    var lists: Lists { current.withLock { $0 } }
}

/// Where receipts go: the journal, or a stand-in of a test.
protocol EvidenceKeeping: Sendable {
    var publicKey: COSEKey { get }
    var recovery: JournalRecovery { get }
    var position: JournalPosition { get }
    func append(
        _ draft: ReceiptDraft, card: CardAnswer?, verdict: ReceiptVerdict
    ) throws(JournalError) -> SealedReceipt
    func receipt(_ sequence: ReceiptSequence) throws(JournalError) -> SealedReceipt?
    func forEachReceipt(ofLast seconds: Int64, _ body: (Receipt) -> Void) throws(JournalError)
}

extension Journal: EvidenceKeeping {}

// MARK: Opening

extension Validator {
    private static func readID(_ directory: ValidatorDirectory) throws(ValidatorError) -> ValidatorID {
        guard let bytes = try readFile(directory.validatorID) else {
            throw .notInitialised(path: directory.validatorID)
        }
        let digits = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
        guard digits.count == ValidatorID.byteCount * 2, digits.allSatisfy({ $0 != UInt8(ascii: "+") }),
            let number = UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw .validatorID }
        return ValidatorID(rawValue: number)
    }

    private static func readRoot(_ directory: ValidatorDirectory) throws(ValidatorError) -> VerificationKey {
        guard let bytes = try readFile(directory.rootKey) else {
            throw .notInitialised(path: directory.rootKey)
        }
        let span = bytes.span
        var decoder = CBORDecoder(span)
        guard let key = try? COSEKey(from: &decoder, of: span), (try? decoder.finish()) != nil,
            let root = try? VerificationKey(key)
        else { throw .rootKey }
        return root
    }

    private static func readSeen(_ directory: ValidatorDirectory) throws(ValidatorError) -> SeenLists {
        guard let bytes = try readFile(directory.seen) else { return SeenLists() }
        guard let seen = SeenLists(parsing: bytes) else { throw .stateDamaged(path: directory.seen) }
        return seen
    }

    private static func readFile(_ path: String) throws(ValidatorError) -> [UInt8]? {
        do throws(FileFault) { return try FileBytes.read(path) } catch { throw .file(error) }
    }
}
