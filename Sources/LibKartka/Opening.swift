public import CKartka
internal import CardCrypto
internal import Glibc
internal import ISO7816
internal import Validation

private let pathBytesMax = 4095

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func kartka_open(
    _ directory: UnsafePointer<CChar>?, _ options: UnsafePointer<kartka_options>?,
    _ validator: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<kartka_error>?
) -> Int32 {
    unsafe validator?.pointee = nil
    guard let target = unsafe ErrorTarget(error) else { return Int32(KARTKA_ERROR_ARGUMENT) }
    guard let validator = unsafe validator else { return target.fail(.argument("no place for the handle")) }
    do throws(ErrorReport) {
        let path = try unsafe readPath(directory)
        let settings = try unsafe OpenSettings(options)
        let handle = try open(path, settings)
        unsafe validator.pointee = handle.handed
        for problem in handle.validator.problems { handle.callbacks.tell(ErrorReport(problem, in: path)) }
        return target.succeed()
    } catch {
        return target.fail(error)
    }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func kartka_reload(_ validator: OpaquePointer?, _ error: UnsafeMutablePointer<kartka_error>?)
    -> Int32
{
    guard let target = unsafe ErrorTarget(error) else { return Int32(KARTKA_ERROR_ARGUMENT) }
    guard let handle = unsafe Handle.at(validator) else { return target.fail(.argument("no validator")) }
    let reports = handle.validator.reload().map { ErrorReport($0, in: handle.validator.directory.path) }
    for report in reports { handle.callbacks.tell(report) }
    guard let first = reports.first else { return target.succeed() }
    return target.fail(first)
}

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func kartka_close(_ validator: OpaquePointer?) {
    guard let validator = unsafe validator else { return }
    let handle = unsafe Handle.takeBack(validator)
    // What can't be noted makes the last taps count as unanswered, which is the safe side.
    try? handle.validator.close()
}

private func readPath(_ directory: UnsafePointer<CChar>?) throws(ErrorReport) -> String {
    guard let directory = unsafe directory else { throw .argument("no directory") }
    let count = unsafe strnlen(directory, pathBytesMax + 1)
    guard (1...pathBytesMax).contains(count) else {
        throw .argument("the directory's path is empty or too long")
    }
    guard let path = unsafe String(validatingCString: directory) else {
        throw .argument("the directory's path is not UTF-8")
    }
    var end = path.endIndex
    while end > path.startIndex, path[path.index(before: end)] == "/" { end = path.index(before: end) }
    return end == path.startIndex ? path : String(path[..<end])
}

private func open(_ path: String, _ settings: OpenSettings) throws(ErrorReport) -> Handle {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw .system(errno, "stat", path, in: path) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw .system(ENOTDIR, "stat", path, in: path) }
    let passphrase = try settings.passphrase(in: path)
    do throws(ValidatorError) {
        let validator = try Validator(opening: path, passphrase: passphrase, settings: settings.validator)
        return Handle(validator, settings.callbacks)
    } catch {
        throw ErrorReport(error, in: path)
    }
}

/// `kartka_options`, checked.
@safe private struct OpenSettings {
    var validator = ValidatorSettings()
    let callbacks: Callbacks
    private let options: kartka_options

    init(_ pointer: UnsafePointer<kartka_options>?) throws(ErrorReport) {
        guard let pointer = unsafe pointer else {
            unsafe options = kartka_options()
            unsafe callbacks = Callbacks(options)
            return
        }
        guard let options = unsafe kartka_options(callers: pointer) else {
            throw .argument(
                "kartka_options: struct_size is wrong, or a member is set that this version lacks")
        }
        unsafe self.options = options
        unsafe callbacks = Callbacks(options)
        try take()
    }

    private mutating func take() throws(ErrorReport) {
        let options = unsafe options
        try unsafe Self.take(options.gates, 1...64, "gates") { validator.gatesMax = $0 }
        try unsafe Self.take(options.cards, 8...4_194_304, "cards") { validator.cardsMax = $0 }
        try unsafe Self.take(options.threads, 1...256, "threads") { validator.batchThreads = $0 }
        try Self.take(
            unsafe options.trust_list_fresh_seconds, unsafe options.trust_list_usable_seconds, "trust_list",
            &validator.trustListAge)
        try Self.take(
            unsafe options.status_list_fresh_seconds, unsafe options.status_list_usable_seconds,
            "status_list",
            &validator.statusListAge)
        try Self.take(
            unsafe options.rules_fresh_seconds, unsafe options.rules_usable_seconds, "rules",
            &validator.rulesAge)
    }

    /// A number that 0 leaves as it is.
    private static func take(
        _ number: UInt32, _ range: ClosedRange<Int>, _ name: String, _ use: (Int) -> Void
    ) throws(ErrorReport) {
        guard number != 0 else { return }
        guard range.contains(Int(number)) else {
            throw .argument("kartka_options.\(name): \(range.lowerBound)…\(range.upperBound)")
        }
        use(Int(number))
    }

    private static func take(
        _ fresh: UInt32, _ usable: UInt32, _ name: String, _ policy: inout AgePolicy
    ) throws(ErrorReport) {
        if fresh != 0 { policy.freshSeconds = Int64(fresh) }
        if usable != 0 { policy.usableSeconds = Int64(usable) }
        guard policy.freshSeconds <= policy.usableSeconds else {
            throw .argument("kartka_options.\(name)_fresh_seconds is above \(name)_usable_seconds")
        }
    }

    func passphrase(in directory: String) throws(ErrorReport) -> SecretBytes {
        if let start = unsafe options.passphrase {
            let count = unsafe options.passphrase_length
            guard (1...PassphraseSource.bytesMax).contains(count) else {
                throw .argument("kartka_options.passphrase: 1…\(PassphraseSource.bytesMax) bytes")
            }
            let bytes = unsafe Span<UInt8>(
                _unsafeStart: start.assumingMemoryBound(to: UInt8.self), count: count)
            return SecretBytes(copying: bytes)
        }
        var path = "\(directory)/validator.pass"
        if let file = unsafe options.passphrase_file {
            guard let other = unsafe String(validatingCString: file), !other.isEmpty else {
                throw .argument("kartka_options.passphrase_file is empty or not UTF-8")
            }
            path = other
        }
        do throws(PassphraseError) { return try PassphraseSource.file(path: path).passphrase() } catch {
            throw ErrorReport(error, path, in: directory)
        }
    }
}
