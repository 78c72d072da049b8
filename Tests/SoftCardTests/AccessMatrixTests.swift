import ISO7816
import Testing

@testable import SoftCard

/// Every file against every holder of rights in every state. The expectations are written out by hand from
/// the page
/// "Card application", not computed.
@Suite("Who may read what")
struct AccessMatrixTests {
    /// What was opened or verified before reading.
    enum Rights: String, CaseIterable {
        case none, can, pin, issuer, social, health, utilities, transport
        case healthAndPIN = "health+pin"
        case socialAndPIN = "social+pin"
        case issuerAndPIN = "issuer+pin"
    }

    /// Rows: rights. Columns: INFO TRANSPORT HOLDER SOCIAL EMERGENCY SUMMARY UTILITIES.
    /// R read · r read, and on record · - 6982 · x 6985.
    static let active: [Rights: String] = [
        .none: "RR-----",
        .can: "RRR----",
        .pin: "RRRRR-R",
        .issuer: "RRr----",
        .social: "RRrr---",
        .health: "RRr-r--",
        .utilities: "RRr---r",
        .transport: "RRr----",
        .healthAndPIN: "RRRRRrR",
        .socialAndPIN: "RRRRR-R",
        .issuerAndPIN: "RRRRR-R",
    ]
    static let blank: [Rights: String] = [.none: "xxxxxxx", .issuer: "RRRRRRR"]
    static let personalised: [Rights: String] = [.none: "RRxxxxx", .issuer: "RRRRRRR"]
    static let suspended: [Rights: String] = [.none: "RRxxxxx", .issuer: "RRr----"]
    static let terminated: [Rights: String] = [.none: "xxxxxxx"]

    static let states: [(CardApplication.LifeCycle, [Rights: String])] = [
        (.blank, blank), (.personalised, personalised), (.active, active), (.suspended, suspended),
        (.terminated, terminated),
    ]

    @Test("the table of the page, whole", arguments: states.map(\.0))
    func table(_ state: CardApplication.LifeCycle) throws {
        let rows = Self.states.first { $0.0 == state }?.1 ?? [:]
        for (rights, row) in rows {
            for (file, expected) in zip(CardApplication.File.allCases, row) {
                let seen = try outcome(of: file, rights, state)
                #expect(seen == expected, "\(state) \(rights) \(file)")
            }
        }
    }

    @Test(
        "states that open no channel and take no PIN",
        arguments: [
            CardApplication.LifeCycle.blank, .personalised, .suspended, .terminated,
        ])
    func closedStates(_ state: CardApplication.LifeCycle) throws {
        let bench = try CardBench.card(state)
        try bench.select()
        for role in CardApplication.Role.allCases where role != .issuer {
            #expect(try bench.open(role) == .conditionsOfUseNotSatisfied, "\(state) \(role)")
        }
        #expect(try bench.verify(pin: CardBench.pin) == .conditionsOfUseNotSatisfied)
        #expect(try bench.verify(can: CardBench.can) == .conditionsOfUseNotSatisfied)
        let expected: StatusWord = state == .terminated ? .conditionsOfUseNotSatisfied : .success
        #expect(try bench.open(.issuer, keys: state == .blank ? .factory : nil) == expected)
    }

    @Test(
        "below level 33 a channel gives no right to read",
        arguments: [
            SCP03.SecurityLevel.commandMAC, .commandMACAndEncryption, .commandAndResponseMAC,
            .commandMACAndEncryptionResponseMAC,
        ])
    func lowLevels(_ level: SCP03.SecurityLevel) throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        try bench.open(.socialWorker, level: level)
        #expect(try bench.giveTerminal() == .success)
        #expect(try bench.read(.social).status == .securityStatusNotSatisfied)
        #expect(try bench.read(.holder).status == .securityStatusNotSatisfied)
        #expect(try bench.read(.transport).status == .success)
    }

    @Test("an active card wants to know the terminal before a channel reads")
    func terminalContext() throws {
        let bench = try CardBench.card(.active)
        try bench.select()
        try bench.open(.socialWorker)
        #expect(try bench.read(.social).status == .conditionsOfUseNotSatisfied)
        #expect(
            try bench.secure(0x00, 0xDA, 0xDF, 0x21, [UInt8](repeating: 0, count: 12)).status
                == .incorrectData)
        #expect(try bench.giveTerminal() == .success)
        #expect(try bench.read(.social).status == .success)
    }

    @Test("consent opens the medical emergency record to the CAN")
    func consent() throws {
        let bench = try CardBench.card(.personalised)
        try bench.select()
        try bench.open(.issuer)
        #expect(try bench.store(dgi(0x0105, [0x03] + CardBench.record(.medicalEmergency))) == .success)
        try bench.setStatus(.active)
        try bench.select()
        #expect(try bench.status("00B0850000") == .securityStatusNotSatisfied)
        #expect(try bench.verify(can: CardBench.can) == .success)
        #expect(try bench.status("00B0850000") == .success)
    }

    @Test("a refusal doesn't tell whether there is a record")
    func emptyFile() throws {
        let bench = try CardBench.card(.personalised)
        try bench.select()
        try bench.open(.issuer)
        #expect(try bench.store(dgi(0x0104, [0x02])) == .success)
        try bench.setStatus(.active)
        try bench.select()
        #expect(try bench.status("00B0840000") == .securityStatusNotSatisfied)
        #expect(try bench.verify(pin: CardBench.pin) == .success)
        #expect(try bench.status("00B0840000") == .fileNotFound)
    }

    private func outcome(
        of file: CardApplication.File, _ rights: Rights, _ state: CardApplication.LifeCycle
    ) throws -> Character {
        let bench = try CardBench.card(state)
        if state == .blank && rights == .issuer {
            // A blank card with records: the channel they were written in has ended.
            try bench.personalise()
        }
        try bench.select()
        switch rights {
        case .can: try #require(try bench.verify(can: CardBench.can) == .success)
        case .pin, .healthAndPIN, .socialAndPIN, .issuerAndPIN:
            try #require(try bench.verify(pin: CardBench.pin) == .success)
        default: break
        }
        let role: CardApplication.Role? =
            switch rights {
            case .none, .can, .pin: nil
            case .issuer, .issuerAndPIN: .issuer
            case .social, .socialAndPIN: .socialWorker
            case .health, .healthAndPIN: .healthWorker
            case .utilities: .utilities
            case .transport: .transport
            }
        let writes = bench.slot.progress.writes
        let answer: ResponseAPDU
        if let role {
            try #require(try bench.open(role) == .success)
            if state == .active { try #require(try bench.giveTerminal() == .success) }
            answer = try bench.read(file)
        } else {
            answer = try bench.transmit([0x00, 0xB0, 0x80 | file.rawValue, 0, 0])
        }
        switch answer.status {
        case .success:
            try #require(answer.data == Array(CardBench.record(file).prefix(answer.data.count)))
            try #require(answer.data.count >= 40)
            // Opening the channel is a write of its own.
            return bench.slot.progress.writes - writes > (role == nil ? 0 : 1) ? "r" : "R"
        case .securityStatusNotSatisfied: return "-"
        case .conditionsOfUseNotSatisfied: return "x"
        default:
            Issue.record("\(answer.status)")
            return "?"
        }
    }
}
