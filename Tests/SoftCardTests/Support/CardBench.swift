import CardCrypto
import ISO7816
import Testing

@testable import SoftCard

/// A card on the bench: raw commands, protected commands, and cards in each state of their lives.
final class CardBench {
    typealias Role = CardApplication.Role
    typealias File = CardApplication.File

    let slot: SoftCardSlot
    let time: ManualTime
    private var channel: HostEnd?

    static let serial: [UInt8] = [0x4B, 0, 1, 2, 3, 4, 5, 6, 7, 8]
    static let pin = "1234"
    static let puk = "87654321"
    static let can = "246810"
    static let terminal: [UInt8] = Array("TERM0001".utf8) + [0x65, 0, 0, 1]
    static let issuerData = Array("job-17".utf8)

    init(slot: SoftCardSlot, time: ManualTime = ManualTime()) {
        self.slot = slot
        self.time = time
    }

    /// A card in `state` in memory; if it isn't blank, with every file filled, all role keys set, and nothing
    /// open.
    static func card(
        _ state: CardApplication.LifeCycle, profile: SoftCardProfile = .extended
    ) throws -> CardBench {
        let time = ManualTime()
        let slot = try SoftCardSlot.volatile(
            serial: serial, factoryKeys: try factoryKeys(), profile: profile, clock: time.clock)
        let bench = CardBench(slot: slot, time: time)
        try bench.slot.powerOn()
        guard state != .blank else { return bench }
        try bench.personalise()
        switch state {
        case .blank: break
        case .personalised: try bench.setStatus(.personalised)
        case .active: try bench.setStatus(.personalised, .active)
        case .suspended: try bench.setStatus(.personalised, .active, .suspended)
        case .terminated: try bench.setStatus(.terminated)
        }
        try bench.restart()
        return bench
    }

    /// Off and on again, and nothing open.
    func restart() throws {
        slot.putInAgain()
        slot.powerOff()
        try slot.powerOn()
        channel = nil
    }

    // MARK: Plain commands

    /// Sends bytes as they are.
    func transmit(_ command: [UInt8]) throws -> ResponseAPDU {
        let transport = SoftCardTransport(slot)
        let answer = try transport.transmit(command)
        return try ResponseAPDU(parsing: answer.span)
    }

    /// Sends a command and fetches what waits under T=0.
    func transmit(_ command: CommandAPDU) throws -> ResponseAPDU {
        let encoded = try command.encoded()
        let answer = try transmit(encoded)
        guard let bytes = answer.status.moreDataBytes else { return answer }
        return try transmit([0, 0xC0, 0, 0, UInt8(truncatingIfNeeded: bytes)])
    }

    /// Sends hexadecimal digits and gives the status word.
    func status(_ command: String) throws -> StatusWord { try transmit(hex(command)).status }

    @discardableResult
    func select() throws -> ResponseAPDU { try transmit(hex("00A4040008 F04B4152544B4101 00")) }

    func verify(pin: String) throws -> StatusWord { try transmit([0, 0x20, 0, 1, 8] + pinBlock(pin)).status }
    func verify(can: String) throws -> StatusWord { try transmit([0, 0x20, 0, 2, 8] + pinBlock(can)).status }

    // MARK: Secure channel

    /// Opens a channel with the keys that the card should have for the role.
    @discardableResult
    func open(
        _ role: Role, level: SCP03.SecurityLevel = .full, mode: SCP03.Mode = .s8, keys: TestKeys? = nil
    ) throws -> StatusWord {
        channel = nil
        let challenge = [UInt8](repeating: 0x5C, count: mode.bytes)
        let answer = try transmit(InitializeUpdateResponse.command(role: role, hostChallenge: challenge))
        guard answer.status == .success else { return answer.status }
        let response = try InitializeUpdateResponse(parsing: answer.data, mode: mode)
        let set = try (keys ?? TestKeys.of(role)).set()
        let host = HostEnd(
            try HostSecureChannel(
                response: response, hostChallenge: challenge, level: level, keys: set,
                cryptography: OpenSSLAES()))
        let authentication = try host.channel.externalAuthenticate()
        let status = try transmit(authentication).status
        channel = host
        return status
    }

    /// Sends a command through the channel.
    @discardableResult
    func secure(_ command: CommandAPDU) throws -> ResponseAPDU {
        guard let channel else { throw BenchError.noChannel }
        let wrapped = try channel.channel.wrap(command)
        let answer = try transmit(wrapped)
        return try channel.channel.unwrap(answer)
    }

    func secure(
        _ cla: UInt8, _ ins: UInt8, _ p1: UInt8, _ p2: UInt8, _ data: [UInt8] = [], ne: Int? = 256
    ) throws -> ResponseAPDU {
        try secure(CommandAPDU(cla: cla, ins: ins, p1: p1, p2: p2, data: data, responseBytesMax: ne))
    }

    /// The bytes of a protected command, for tests that spoil them.
    func wrapped(_ command: CommandAPDU) throws -> [UInt8] {
        guard let channel else { throw BenchError.noChannel }
        return try channel.channel.wrap(command).encoded()
    }

    /// Stores a group in blocks of `blockBytes`; the first status that isn't 9000, or 9000.
    @discardableResult
    func store(_ group: [UInt8], blockBytes: Int = 200) throws -> StatusWord {
        var rest = group[...]
        var number: UInt8 = 0
        repeat {
            let block = Array(rest.prefix(blockBytes))
            rest = rest.dropFirst(block.count)
            let status = try secure(0x80, 0xE2, rest.isEmpty ? 0x88 : 0x08, number, block).status
            guard status == .success else { return status }
            number += 1
        } while !rest.isEmpty
        return .success
    }

    func giveTerminal() throws -> StatusWord { try secure(0x00, 0xDA, 0xDF, 0x21, Self.terminal).status }

    func read(_ file: File, ne: Int = 256) throws -> ResponseAPDU {
        try secure(0x00, 0xB0, 0x80 | file.rawValue, 0, ne: ne)
    }

    func setStatus(_ states: CardApplication.LifeCycle...) throws {
        for state in states {
            let status = try secure(0x80, 0xF0, 0x40, state.rawValue, CardApplication.aid.bytes).status
            guard status == .success else { throw BenchError.status(status) }
        }
    }

    // MARK: Personalisation

    /// Everything but the change of state; the channel stays open.
    func personalise() throws {
        try select()
        try open(.issuer, keys: .factory)
        let pair = try secure(0x00, 0x47, 0x80, 0x00)
        guard pair.status == .success else { throw BenchError.status(pair.status) }
        for group in [Self.recordGroup, try Self.secretGroup()] {
            let status = try store(group)
            guard status == .success else { throw BenchError.status(status) }
        }
    }

    /// What each file holds after ``personalise()``; HOLDER is longer than any short answer.
    static func record(_ file: File, version: UInt8 = 0) -> [UInt8] {
        let count = file == .holder ? 600 : 40
        return (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) ^ file.rawValue ^ version }
    }

    static var recordGroup: [UInt8] {
        File.allCases.flatMap { file in
            dgi(0x0100 | UInt16(file.rawValue), [file.accessRules[0].rawValue] + record(file))
        }
    }

    static func secretGroup() throws -> [UInt8] {
        try dgi(0x0201, hex("9804 0101 2345 6780 FFFF")) + dgi(0x0202, issuerData)
            + dgi(0x8010, pinBlock(pin)) + dgi(0x8011, pinBlock(puk)) + dgi(0x8012, pinBlock(can))
            + Role.allCases.flatMap { dgi(0x8F00 | UInt16($0.rawValue), try TestKeys.of($0).group()) }
    }

    static func factoryKeys() throws -> FactoryKeys { try TestKeys.factory.factoryKeys() }
}

/// The host's end of a channel, shared by reference.
final class HostEnd {
    var channel: HostSecureChannel<OpenSSLAES>

    init(_ channel: consuming HostSecureChannel<OpenSSLAES>) { self.channel = channel }
}

enum BenchError: Error, Equatable {
    case noChannel
    case status(StatusWord)
}
