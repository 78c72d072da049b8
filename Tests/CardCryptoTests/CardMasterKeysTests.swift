import COSE
import Glibc
import ISO7816
import Testing

@testable import CardCrypto

private let passphrase = [UInt8]("correct horse battery".utf8)

@Suite("Master keys of the cards")
struct CardMasterKeysTests {
    @Test("a generated set has version 1 for each role, in the length asked for", arguments: [16, 24, 32])
    func generate(_ keyBytes: Int) throws {
        let keys = try CardMasterKeys.generate(keyBytes: keyBytes)
        for role in CardApplication.Role.allCases { #expect(keys.versions(of: role) == [1]) }
        #expect(keys.entries.allSatisfy { $0.secret.count == keyBytes })
        #expect(Set(keys.entries.map { array($0.secret) }).count == CardApplication.Role.allCases.count)
    }

    @Test("a length that AES doesn't have is refused", arguments: [0, 15, 20, 33])
    func length(_ keyBytes: Int) {
        #expect(throws: KeyStoreError.self) { _ = try CardMasterKeys.generate(keyBytes: keyBytes) }
    }

    @Test("two versions live side by side until one is removed")
    func versions() throws {
        var keys = try CardMasterKeys.generate(keyBytes: 16)
        let serial = [UInt8](0..<10)
        let old = try #require(CardKeyReference(role: .transport, masterKeyVersion: 1, cardSerial: serial))
        let new = try #require(CardKeyReference(role: .transport, masterKeyVersion: 2, cardSerial: serial))
        let before = array(try keys.keySet(for: old).mac)
        #expect(throws: KeyStoreError.unknownMasterKey(.transport, version: 2)) {
            _ = try keys.keySet(for: new)
        }
        #expect(try keys.addVersion(of: .transport, keyBytes: 32) == 2)
        #expect(keys.versions(of: .transport) == [1, 2])
        #expect(keys.versions(of: .issuer) == [1])
        #expect(array(try keys.keySet(for: old).mac) == before)
        #expect(try keys.keySet(for: new).keyBytes == 32)
        let removals = (keys.removeVersion(1, of: .transport), keys.removeVersion(1, of: .transport))
        #expect(removals == (true, false))
        #expect(throws: KeyStoreError.unknownMasterKey(.transport, version: 1)) {
            _ = try keys.keySet(for: old)
        }
    }

    @Test("a saved set is the same when loaded; a wrong passphrase and damage are told apart")
    func file() throws {
        let folder = try ScratchFolder()
        let path = folder.file("cards.pem")
        var keys = try CardMasterKeys.generate(keyBytes: 32)
        try keys.addVersion(of: .issuer, keyBytes: 16)
        try keys.save(to: path, passphrase: secret(passphrase), iterations: 1000)
        let loaded = try CardMasterKeys.load(path, passphrase: secret(passphrase))
        #expect(array(loaded.encoded()) == array(keys.encoded()))
        for number in 0..<20 {
            let wrong = [UInt8]("wrong passphrase \(number)".utf8)
            #expect(throws: SecretFileError(path: path, reason: .wrongPassphrase)) {
                _ = try CardMasterKeys.load(path, passphrase: secret(wrong))
            }
        }
        // The base64 line in the middle is in the encrypted content.
        var text = String(decoding: folder.read("cards.pem"), as: UTF8.self)
            .split(separator: "\n").map { [UInt8]($0.utf8) }
        #expect(text[0] == [UInt8]("-----BEGIN CMS-----".utf8))
        let middle = text.count - 4
        text[middle][10] = text[middle][10] == 65 ? 66 : 65
        let damaged = folder.write(
            text.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n") + "\n", to: "damaged.pem"
        )
        #expect(throws: SecretFileError(path: damaged, reason: .damaged)) {
            _ = try CardMasterKeys.load(damaged, passphrase: secret(passphrase))
        }
    }

    @Test("the openssl command opens the file, and gets just the documented structure")
    func interoperability() throws {
        let folder = try ScratchFolder()
        let keys = try CardMasterKeys.generate(keyBytes: 32)
        try keys.save(to: folder.file("cards.pem"), passphrase: secret(passphrase))
        let out = folder.write("", to: "out")
        #expect(
            run(
                "openssl", "cms", "-decrypt", "-inform", "PEM", "-in", folder.file("cards.pem"), "-binary",
                "-pwri_password", "correct horse battery", "-out", out) == 0)
        #expect(folder.read("out") == array(keys.encoded()))
    }

    @Test("what isn't the documented structure is refused")
    func structure() throws {
        let key = [UInt8](repeating: 7, count: 16)
        let head: [UInt8] = [0xA2, 0x01, 0x01, 0x02]
        let entry: [UInt8] = [0x83, 0x01, 0x01, 0x50] + key
        let second: [UInt8] = [0x83, 0x01, 0x02, 0x50] + key
        func isTaken(_ bytes: [UInt8]) -> Bool { (try? CardMasterKeys.decode(bytes.span)) != nil }
        #expect(isTaken(head + [0x81] + entry))
        #expect(isTaken(head + [0x82] + entry + second))
        #expect(!isTaken(head + [0x82] + entry + entry))
        #expect(!isTaken(head + [0x82] + second + entry))
        #expect(!isTaken(head + [0x81] + entry + [0x00]))
        #expect(!isTaken([0xA2, 0x01, 0x02, 0x02, 0x81] + entry))
        #expect(!isTaken(head + [0x81, 0x83, 0x02, 0x01, 0x50] + key))
        #expect(!isTaken(head + [0x81, 0x83, 0x01, 0x00, 0x50] + key))
        #expect(!isTaken(head + [0x81, 0x83, 0x01, 0x01, 0x4F] + key.dropLast()))
        let whole = head + [0x81] + entry
        for count in whole.indices { #expect(!isTaken(Array(whole.prefix(count)))) }
    }
}

@Suite("Key stores")
struct KeyStoreTests {
    @Test("a file store signs by key identifier and derives cards' keys")
    func fileStore() throws {
        let masterKeys = try CardMasterKeys.generate(keyBytes: 16)
        let store = FileKeyStore(masterKeys: masterKeys)
        let key = try SigningKey.generate(.p256)
        let keyID = key.keyID
        let checker = try key.verificationKey()
        store.add(key)
        store.add(try SigningKey.generate(.ed25519))
        #expect(try store.publicKeys().count == 2)
        let signer = try StoredSigningKey(keyID, in: store)
        #expect(signer.algorithm == .es256)
        let head = [UInt8]("head".utf8)
        let payload = [UInt8]("payload".utf8)
        let signature = array(try signer.sign(head: head.span, payload: payload.span))
        #expect(checker.check(signature, head: head, payload: payload) == .valid)
        #expect(throws: KeyStoreError.unknownKey(KeyID(rawValue: 1))) {
            _ = try StoredSigningKey(KeyID(rawValue: 1), in: store)
        }
        #expect(try store.masterKeyVersions(of: .issuer) == [1])
        let reference = try #require(
            CardKeyReference(role: .issuer, masterKeyVersion: 1, cardSerial: [UInt8](0..<10)))
        let direct = try masterKeys.keySet(for: reference)
        #expect(array(try store.keySet(for: reference).encryption) == array(direct.encryption))
        #expect(try FileKeyStore().masterKeyVersions(of: .issuer).isEmpty)
    }
}
