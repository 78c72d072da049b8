internal import Glibc

/// Locks of an open file (fcntl, F_OFD_…): gone with the process however it ends, and others can ask for them
/// without taking them.
enum FileLock {
    // fcntl.h of Linux; Swift doesn't import these.
    private static let getLock: Int32 = 36
    private static let setLock: Int32 = 37

    /// Whether it could be taken; false where another one has it.
    static func take(
        _ number: Int32, _ folder: JournalFolder, _ name: String
    ) throws(JournalError) -> Bool {
        var lock = whole
        if unsafe fcntl(number, setLock, &lock) == 0 { return true }
        guard errno == EAGAIN || errno == EACCES else { throw folder.failure("fcntl", name) }
        return false
    }

    static func isHeld(
        _ number: Int32, _ folder: JournalFolder, _ name: String
    ) throws(JournalError) -> Bool {
        var lock = whole
        guard unsafe fcntl(number, getLock, &lock) == 0 else { throw folder.failure("fcntl", name) }
        return lock.l_type != Int16(F_UNLCK)
    }

    private static var whole: flock {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        return lock
    }
}
