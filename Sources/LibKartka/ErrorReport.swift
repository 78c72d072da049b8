internal import CKartka
internal import CardRecords
internal import Glibc

/// What a `kartka_error` says.
struct ErrorReport: Error {
    var result: Int32
    var systemError: Int32 = 0
    var reason: Reason?
    /// In the file; nil where it isn't one place.
    var offset: Int?
    /// Inside the directory; empty where it isn't about a file.
    var file = ""
    var message: String

    static func argument(_ message: String) -> ErrorReport {
        ErrorReport(result: Int32(KARTKA_ERROR_ARGUMENT), message: message)
    }

    static func system(_ code: Int32, _ call: String, _ path: String, in directory: String) -> ErrorReport {
        let text = unsafe String(cString: strerror(code))
        return ErrorReport(
            result: Int32(KARTKA_ERROR_FILE), systemError: code, file: name(path, in: directory),
            message: "\(path): \(call): \(text)")
    }

    /// A file whose content isn't what it should be.
    static func content(
        _ path: String, _ message: String, offset: Int? = nil, reason: Reason? = nil, in directory: String
    ) -> ErrorReport {
        let place = offset.map { ", at byte \($0)" } ?? ""
        return ErrorReport(
            result: Int32(KARTKA_ERROR_CONTENT), reason: reason, offset: offset,
            file: name(path, in: directory), message: "\(path): \(message)\(place)")
    }

    static func library(_ message: String) -> ErrorReport {
        ErrorReport(result: Int32(KARTKA_ERROR_LIBRARY), message: message)
    }

    /// The path without the directory that the caller knows.
    private static func name(_ path: String, in directory: String) -> String {
        if path == directory { return "" }
        return path.hasPrefix(directory + "/") ? String(path.dropFirst(directory.count + 1)) : path
    }

    var structure: kartka_error {
        var error = kartka_error()
        error.result = result
        error.system_error = systemError
        error.reason = reason?.rawValue ?? 0
        error.offset = Int64(offset ?? -1)
        setText(&error.file, file)
        setText(&error.message, message)
        return error
    }
}

/// The caller's `kartka_error`, if there is one.
@safe struct ErrorTarget {
    private let start: UnsafeMutableRawPointer?
    private let bytes: Int

    /// Nil where there is one with a `struct_size` that can't be.
    init?(_ error: UnsafeMutablePointer<kartka_error>?) {
        unsafe start = error.map { UnsafeMutableRawPointer($0) }
        guard let start = unsafe start else {
            bytes = 0
            return
        }
        guard let bytes = unsafe kartka_error.callersBytes(start) else { return nil }
        self.bytes = bytes
    }

    func fail(_ report: ErrorReport) -> Int32 {
        if let start = unsafe start { unsafe report.structure.store(to: start, callersBytes: bytes) }
        return report.result
    }

    func succeed() -> Int32 {
        let result = Int32(KARTKA_OK)
        return fail(ErrorReport(result: result, message: ""))
    }
}
