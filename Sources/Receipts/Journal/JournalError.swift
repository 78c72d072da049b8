/// Why the journal can't do what it was asked to.
public enum JournalError: Error, Equatable, Sendable {
    /// Another process appends to it.
    case locked
    /// The operating system refused: a full disk (ENOSPC), an I/O error (EIO), a missing right.
    case system(JournalSystemError)
    /// What was acknowledged can't be read any more: see `fsck`. Nothing is written to such a journal.
    case damaged(JournalDamage)
    case sealing(SealingError)
    case batch(BatchProblem)
}

/// A call of the operating system that failed.
public struct JournalSystemError: Error, Equatable, Sendable {
    /// "pwrite", "fdatasync", …
    public let call: String
    /// `errno`.
    public let code: Int32
    public let path: String

    public init(call: String, code: Int32, path: String) {
        self.call = call
        self.code = code
        self.path = path
    }
}

/// Where a journal is broken.
public struct JournalDamage: Error, Equatable, Sendable {
    public enum Problem: Equatable, Sendable {
        /// The segment doesn't begin as one.
        case header
        /// A receipt that was on the disk once can't be read.
        case frame
        /// A frame is whole, but what is in it is no receipt.
        case receipt(ReceiptError)
        /// The sequence number doesn't follow.
        case sequence(expected: ReceiptSequence, found: ReceiptSequence)
        /// The hash of the one before isn't the one that is named.
        case chain
        /// A segment is gone.
        case segmentMissing(from: ReceiptSequence)
    }

    /// Name of the file.
    public let segment: String
    /// In bytes from its start.
    public let offset: Int
    public let problem: Problem

    public init(segment: String, offset: Int, problem: Problem) {
        self.segment = segment
        self.offset = offset
        self.problem = problem
    }
}
