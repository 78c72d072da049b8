internal import Glibc

/// A file descriptor that is closed when it goes out of scope.
struct FileDescriptor: ~Copyable, Sendable {
    let number: Int32

    init(owning number: Int32) { self.number = number }

    deinit { close(number) }
}
