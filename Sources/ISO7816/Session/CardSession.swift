/// Command and answer over a transport: short or extended length, chaining, 61XX and 6CXX, each with a bound.
///
/// It knows no application and no secure messaging.
public struct CardSession<Transport: CardTransport & ~Copyable>: ~Copyable {
    /// How often 6CXX may send the same command again.
    public static var reissuesMax: Int { 2 }
    /// How many GET RESPONSE one answer may take: 65 536 bytes in pieces of 256.
    public static var getResponsesMax: Int { 256 }

    private var transport: Transport
    /// What both the reader and the card carry.
    public private(set) var limits: TransportLimits

    /// Until the card has told more, only short APDUs.
    public init(_ transport: consuming Transport) {
        self.transport = transport
        limits = .short
        narrow(to: .short)
    }

    /// What the card's FCI tells: the shorter of that and of what the reader carries counts.
    mutating func narrow(to card: TransportLimits) {
        limits = TransportLimits(
            commandBytesMax: min(card.commandBytesMax, transport.limits.commandBytesMax),
            responseBytesMax: min(card.responseBytesMax, transport.limits.responseBytesMax))
    }

    /// Gives the transport back.
    public consuming func finish() -> Transport { transport }

    public var hasExtendedLength: Bool {
        limits.commandBytesMax > TransportLimits.short.commandBytesMax
    }

    /// The largest Ne that both sides carry, 1…65 536 bytes.
    public var responseBytesMax: Int {
        let all =
            hasExtendedLength
            ? CommandAPDU.extendedResponseBytesMax : CommandAPDU.shortResponseBytesMax
        return max(1, min(all, limits.responseBytesMax - 2))
    }

    /// The whole answer to the command, whatever its status.
    public mutating func exchange(_ command: CommandAPDU) throws(CardError) -> ResponseAPDU {
        var last = command
        if !hasExtendedLength {
            last.forcesExtendedLength = false
            last.responseBytesMax = command.responseBytesMax.map {
                min($0, CommandAPDU.shortResponseBytesMax)
            }
            var rest = command.data[...]
            while rest.count > CommandAPDU.shortDataBytesMax {
                let part = CommandAPDU(
                    cla: command.cla | CardApplication.Class.chainingBit, ins: command.ins,
                    p1: command.p1, p2: command.p2,
                    data: Array(rest.prefix(CommandAPDU.shortDataBytesMax)))
                let response = try transmit(part)
                guard response.status == .success else { return response }
                rest = rest.dropFirst(CommandAPDU.shortDataBytesMax)
            }
            last.data = Array(rest)
        }
        return try collect(last)
    }

    /// Sends one command, again with the right Le after 6CXX, and fetches what 61XX announces.
    private mutating func collect(_ command: CommandAPDU) throws(CardError) -> ResponseAPDU {
        var response = try transmit(command)
        var reissues = 0
        while let available = response.status.availableBytes {
            guard reissues < Self.reissuesMax, command.responseBytesMax != nil else {
                throw .answer(.endlessWrongLength, instruction: command.ins)
            }
            reissues += 1
            var again = command
            again.responseBytesMax = available
            response = try transmit(again)
        }
        guard var waiting = response.status.moreDataBytes else {
            try check(response.data, command)
            return response
        }
        var data = response.data
        var rounds = 0
        while true {
            guard rounds < Self.getResponsesMax, command.responseBytesMax != nil else {
                throw .answer(.endlessGetResponse, instruction: command.ins)
            }
            rounds += 1
            let next = try transmit(
                CommandAPDU(
                    cla: CardApplication.Class.interindustry,
                    ins: CardApplication.Instruction.getResponse.rawValue, p1: 0, p2: 0,
                    responseBytesMax: waiting))
            data += next.data
            try check(data, command)
            guard let more = next.status.moreDataBytes else {
                return ResponseAPDU(data: data, status: next.status)
            }
            guard !next.data.isEmpty else {
                throw .answer(.endlessGetResponse, instruction: command.ins)
            }
            waiting = more
        }
    }

    private func check(_ data: [UInt8], _ command: CommandAPDU) throws(CardError) {
        guard data.count <= command.responseBytesMax ?? 0 else {
            throw .answer(.tooLong(bytes: data.count), instruction: command.ins)
        }
    }

    private mutating func transmit(_ command: CommandAPDU) throws(CardError) -> ResponseAPDU {
        let bytes: [UInt8]
        do { bytes = try command.encoded() } catch { throw .command(error) }
        guard bytes.count <= limits.commandBytesMax else {
            throw .transport(.commandTooLong(bytes: bytes.count))
        }
        let answer: [UInt8]
        do { answer = try transport.transmit(bytes) } catch { throw .transport(error) }
        do { return try ResponseAPDU(parsing: answer.span) } catch {
            throw .transport(
                answer.count < 2 ? .torn : .responseTooLong(bytes: answer.count))
        }
    }
}
