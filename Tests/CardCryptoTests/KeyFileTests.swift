import COSE
import Glibc
import ISO7816
import Testing

@testable import CardCrypto

/// A directory of its own, removed afterwards.
final class ScratchFolder {
    let path: String

    init() throws {
        var template = [UInt8]("/tmp/kartka-crypto-XXXXXX".utf8).map { CChar(bitPattern: $0) } + [0]
        let made = unsafe template.withUnsafeMutableBufferPointer { unsafe mkdtemp($0.baseAddress!) }
        guard let made = unsafe made else { throw SecretFileError(path: "/tmp", reason: .malformed) }
        path = unsafe String(cString: made)
    }

    deinit { _ = run("rm", "-rf", path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ text: String, to name: String, mode: mode_t = 0o600) -> String {
        let descriptor = unsafe open(file(name), O_WRONLY | O_CREAT | O_TRUNC, mode)
        let bytes = [UInt8](text.utf8)
        _ = SystemCall.writeAll(bytes.span, to: descriptor)
        fchmod(descriptor, mode)
        close(descriptor)
        return file(name)
    }

    func read(_ name: String) -> [UInt8] {
        guard let secret = try? SecretFile.read(file(name)) else { return [] }
        return array(secret)
    }
}

/// Runs a command with its output to /dev/null; its exit status.
@discardableResult
func run(_ arguments: String...) -> Int32 { runAll(arguments) }

func runAll(_ arguments: [String]) -> Int32 {
    var pid: pid_t = 0
    var vector = unsafe arguments.map { unsafe strdup($0) }
    unsafe vector.append(nil)
    defer { for index in unsafe vector.indices { unsafe free(vector[index]) } }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    guard unsafe posix_spawnp(&pid, arguments[0], &actions, nil, &vector, environ) == 0 else { return -1 }
    var status: Int32 = 0
    unsafe waitpid(pid, &status, 0)
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
}

/// Cheap, for tests; files of the product use ``KeyFile/Cost/standard``.
let cheap = KeyFile.Cost(n: 16, r: 1, p: 1)
private let passphrase = [UInt8]("correct horse battery".utf8)

@Suite("Key files")
struct KeyFileTests {
    @Test(
        "a saved key is the same when loaded, mode 0600, and has no secret in its text",
        arguments: [
            COSEKey.Curve.p256, .ed25519,
        ])
    func roundTrip(_ curve: COSEKey.Curve) throws {
        let folder = try ScratchFolder()
        let path = folder.file("key.pem")
        let key = try SigningKey.generate(curve)
        try KeyFile.save(key, to: path, passphrase: secret(passphrase), cost: cheap)
        var status = stat()
        #expect(unsafe stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        let loaded = try KeyFile.load(path, passphrase: secret(passphrase))
        #expect(loaded.keyID == key.keyID)
        #expect(array(try loaded.secret()) == array(try key.secret()))
        let text = String(decoding: folder.read("key.pem"), as: UTF8.self)
        #expect(text.hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----"))
    }

    @Test("another passphrase is refused as such, 40 times", arguments: [COSEKey.Curve.p256, .ed25519])
    func wrongPassphrase(_ curve: COSEKey.Curve) throws {
        let key = try SigningKey.generate(curve)
        let content = try KeyFile.encode(key, passphrase: secret(passphrase), cost: cheap)
        for number in 0..<40 {
            let wrong = [UInt8]("wrong \(number)".utf8)
            #expect(throws: SecretFileError.Reason.wrongPassphrase) {
                _ = try KeyFile.decode(content.span, passphrase: secret(wrong))
            }
        }
    }

    @Test(
        "a file that group or others can reach is refused, and the error says chmod 600",
        arguments: [
            0o640, 0o604, 0o660, 0o666, 0o610,
        ] as [mode_t])
    func permissions(_ mode: mode_t) throws {
        let folder = try ScratchFolder()
        let path = folder.file("key.pem")
        try KeyFile.save(SigningKey.generate(.p256), to: path, passphrase: secret(passphrase), cost: cheap)
        unsafe chmod(path, mode)
        let error = #expect(throws: SecretFileError.self) {
            _ = try KeyFile.load(path, passphrase: secret(passphrase))
        }
        #expect(error?.reason == .permissions(mode: mode))
        #expect(error?.description.contains("chmod 600 '\(path)'") == true)
    }

    @Test("an existing file is not overwritten unless that is wanted, and nothing else is left behind")
    func replacing() throws {
        let folder = try ScratchFolder()
        let path = folder.file("key.pem")
        let first = try SigningKey.generate(.p256)
        let second = try SigningKey.generate(.p256)
        try KeyFile.save(first, to: path, passphrase: secret(passphrase), cost: cheap)
        #expect(throws: SecretFileError(path: path, reason: .alreadyExists)) {
            try KeyFile.save(second, to: path, passphrase: secret(passphrase), cost: cheap)
        }
        #expect(try KeyFile.load(path, passphrase: secret(passphrase)).keyID == first.keyID)
        try KeyFile.save(second, to: path, passphrase: secret(passphrase), cost: cheap, replaces: true)
        #expect(try KeyFile.load(path, passphrase: secret(passphrase)).keyID == second.keyID)
        // rmdir succeeds only on a directory that holds nothing, so no temporary file is there.
        unsafe unlink(path)
        #expect(unsafe rmdir(folder.path) == 0)
    }

    @Test("damage, emptiness, a clear key, a directory and a missing file are told apart")
    func otherFiles() throws {
        let folder = try ScratchFolder()
        func reason(_ path: String) -> SecretFileError.Reason? {
            do {
                _ = try KeyFile.load(path, passphrase: secret(passphrase))
                return nil
            } catch {
                return error.reason
            }
        }
        #expect(reason(folder.write("", to: "empty")) == .empty)
        #expect(reason(folder.write("nonsense", to: "nonsense")) == .malformed)
        let clear = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n"
        #expect(reason(folder.write(clear, to: "clear")) == .notEncrypted)
        #expect(reason(folder.path) == .notRegularFile)
        #expect(reason(folder.file("missing")) == .system(code: ENOENT, call: "open"))
        let key = try SigningKey.generate(.p256)
        let text = array(try KeyFile.encode(key, passphrase: secret(passphrase), cost: cheap))
        let cut = String(decoding: text.prefix(text.count / 2), as: UTF8.self)
        #expect(reason(folder.write(cut, to: "cut")) == .malformed)
    }

    @Test("a new file wants a passphrase of 8 bytes")
    func shortPassphrase() throws {
        let folder = try ScratchFolder()
        let path = folder.file("key.pem")
        #expect(throws: SecretFileError(path: path, reason: .passphraseTooShort(bytesMin: 8))) {
            try KeyFile.save(
                SigningKey.generate(.p256), to: path, passphrase: secret([UInt8](1...7)), cost: cheap)
        }
        #expect(unsafe access(path, F_OK) != 0)
    }

    @Test(
        "the openssl command reads ours at the standard cost, and we read its",
        arguments: [
            COSEKey.Curve.p256, .ed25519,
        ])
    func interoperability(_ curve: COSEKey.Curve) throws {
        let folder = try ScratchFolder()
        let ours = folder.file("ours.pem")
        let theirs = folder.file("theirs.pem")
        // openssl takes the second line of a file that is named for both.
        let newPass = folder.write("correct horse battery\n", to: "newPass")
        let pass = folder.write("correct horse battery\n", to: "pass")
        let key = try SigningKey.generate(curve)
        try KeyFile.save(key, to: ours, passphrase: secret(passphrase))
        #expect(run("openssl", "pkey", "-in", ours, "-passin", "file:\(pass)", "-noout", "-check") == 0)
        let wrong = folder.write("something else\n", to: "wrong")
        #expect(run("openssl", "pkey", "-in", ours, "-passin", "file:\(wrong)", "-noout") != 0)
        // The way back, through openssl's own encryption (PBKDF2).
        #expect(
            run(
                "openssl", "pkcs8", "-topk8", "-in", ours, "-passin", "file:\(pass)", "-out", theirs,
                "-passout", "file:\(newPass)", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256") == 0)
        unsafe chmod(theirs, 0o600)
        let loaded = try KeyFile.load(theirs, passphrase: PassphraseSource.file(path: pass).passphrase())
        #expect(loaded.keyID == key.keyID)
    }

    @Test("keys of other kinds are refused")
    func otherKeys() throws {
        let folder = try ScratchFolder()
        let pass = folder.write("correct horse battery\n", to: "pass")
        for algorithm in [["EC", "-pkeyopt", "ec_paramgen_curve:P-384"], ["ED448"], ["X25519"]] {
            let path = folder.file(algorithm[0])
            var arguments = ["openssl", "genpkey", "-algorithm", algorithm[0]] + algorithm.dropFirst()
            arguments += ["-aes-256-cbc", "-pass", "file:\(pass)", "-out", path]
            #expect(runAll(arguments) == 0)
            unsafe chmod(path, 0o600)
            #expect(throws: SecretFileError(path: path, reason: .unsupportedKey)) {
                _ = try KeyFile.load(path, passphrase: secret(passphrase))
            }
        }
    }
}

@Suite("Passphrases")
struct PassphraseTests {
    @Test(
        "a file's first line, without its end",
        arguments: [
            "secret", "secret\n", "secret\r\n", "secret\nsecond line\n",
        ])
    func file(_ text: String) throws {
        let folder = try ScratchFolder()
        let path = folder.write(text, to: "pass")
        #expect(array(try PassphraseSource.file(path: path).passphrase()) == [UInt8]("secret".utf8))
        unsafe chmod(path, 0o644)
        #expect(throws: PassphraseError.self) { _ = try PassphraseSource.file(path: path).passphrase() }
    }

    @Test("an empty line is no passphrase, and one of 1,025 bytes is too long")
    func limits() throws {
        let folder = try ScratchFolder()
        let empty = folder.write("\nsecret\n", to: "empty")
        #expect(throws: PassphraseError.empty) { _ = try PassphraseSource.file(path: empty).passphrase() }
        let long = folder.write(String(repeating: "x", count: 1025), to: "long")
        #expect(throws: PassphraseError.tooLong) { _ = try PassphraseSource.file(path: long).passphrase() }
        let longest = folder.write(String(repeating: "x", count: 1024), to: "longest")
        #expect(try PassphraseSource.file(path: longest).passphrase().count == 1024)
    }

    @Test("an environment variable is taken once")
    func environment() throws {
        unsafe setenv("KARTKA_TEST_PASSPHRASE", "secret", 1)
        let source = PassphraseSource.environment(name: "KARTKA_TEST_PASSPHRASE")
        #expect(array(try source.passphrase()) == [UInt8]("secret".utf8))
        #expect(throws: PassphraseError.environmentVariableMissing(name: "KARTKA_TEST_PASSPHRASE")) {
            _ = try source.passphrase()
        }
    }
}
