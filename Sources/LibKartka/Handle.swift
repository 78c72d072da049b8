internal import CKartka
internal import COSE
internal import CardRecords
internal import Glibc
internal import Validation

/// What a `kartka_validator *` points to.
final class Handle: Sendable {
    let validator: Validator
    let callbacks: Callbacks

    init(_ validator: Validator, _ callbacks: Callbacks) {
        self.validator = validator
        self.callbacks = callbacks
    }

    /// The handle that C holds; nil for a null pointer.
    static func at(_ pointer: OpaquePointer?) -> Handle? {
        guard let pointer = unsafe pointer else { return nil }
        // safe: the only such pointers are those of `handed`, until `takeBack`.
        return unsafe Unmanaged<Handle>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
    }

    /// The pointer for C, which keeps the handle alive.
    var handed: OpaquePointer { unsafe OpaquePointer(Unmanaged.passRetained(self).toOpaque()) }

    static func takeBack(_ pointer: OpaquePointer) -> Handle {
        unsafe Unmanaged<Handle>.fromOpaque(UnsafeRawPointer(pointer)).takeRetainedValue()
    }
}

/// The callbacks of `kartka_options`, each with its context; kartka.h says that any thread may call them.
@safe struct Callbacks: @unchecked Sendable {
    private let clock: kartka_clock?
    private let clockContext: UnsafeMutableRawPointer?
    private let problem: kartka_problem?
    private let problemContext: UnsafeMutableRawPointer?

    init(_ options: kartka_options) {
        unsafe clock = options.clock
        unsafe clockContext = options.clock_context
        unsafe problem = options.problem
        unsafe problemContext = options.problem_context
    }

    /// What the clock says; nil where it isn't set.
    func now() -> NumericDate? {
        if let clock = unsafe clock { return NumericDate(epochSeconds: unsafe clock(clockContext)) }
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return nil }
        return NumericDate(epochSeconds: Int64(time.tv_sec))
    }

    func tell(_ error: ErrorReport) {
        guard let problem = unsafe problem else { return }
        var structure = error.structure
        structure.struct_size = UInt32(MemoryLayout<kartka_error>.size)
        unsafe problem(problemContext, &structure)
    }
}

/// The time that a call was given.
enum CallTime {
    /// Nil where the clock isn't set.
    case time(NumericDate?)
    /// A number that is no time.
    case wrong

    /// `KARTKA_TIME_BY_CLOCK`.
    private static let byClock = Int64.min
    /// `KARTKA_TIME_UNKNOWN`.
    static let unknown = Int64.min + 1

    init(_ number: Int64, _ callbacks: Callbacks) {
        switch number {
        case Self.byClock: self = .time(callbacks.now())
        case Self.unknown: self = .time(nil)
        default:
            guard let time = NumericDate(epochSeconds: number) else {
                self = .wrong
                return
            }
            self = .time(time)
        }
    }
}
