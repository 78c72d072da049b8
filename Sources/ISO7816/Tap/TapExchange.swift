/// The three exchanges of a tap over fixed buffers: SELECT, READ BINARY of TRANSPORT, INTERNAL AUTHENTICATE.
///
/// Short APDUs only, which every reader carries; 61XX and 6CXX are answered as T=0 wants it. Nothing is
/// allocated.
public struct TapExchange: ~Copyable {
    /// The longest short response APDU.
    public static let responseBytesMax = 258
    /// READ BINARY of one record: two suffice for the longest; a card that gives less at a time is let go.
    public static let readsMax = 4
    /// How often 6CXX may send the same command again.
    public static let reissuesMax = 2

    private var command = [40 of UInt8](repeating: 0)
    private var commandBytes = 0
    /// Where Le stands.
    private var expectedIndex = 0
    private var response = [258 of UInt8](repeating: 0)
    private var data = [256 of UInt8](repeating: 0)
    private var dataBytes = 0

    public init() {}

    /// SELECT by AID. A suspended or terminated application selects as well.
    ///
    /// - Throws: ``CardError``; `.status` or `.answer` where this is no card of ours.
    public mutating func select<Transport: TapTransport & ~Copyable>(
        over transport: inout Transport
    ) throws(CardError) -> TapInformation {
        let instruction = CardApplication.Instruction.select
        let aid = CardApplication.aid.bytes
        begin(instruction, 0x04, 0x00)
        append(UInt8(truncatingIfNeeded: aid.count))
        for byte in aid { append(byte) }
        appendExpected(CommandAPDU.shortResponseBytesMax)
        switch try exchange(CommandAPDU.shortResponseBytesMax, over: &transport) {
        case .success, .selectedFileDeactivated, .selectedFileTerminated: break
        case let status: throw .status(status, instruction: instruction.rawValue)
        }
        do { return try TapInformation(parsing: data.span.extracting(0..<dataBytes)) } catch {
            throw .answer(error, instruction: instruction.rawValue)
        }
    }

    /// READ BINARY of the record in TRANSPORT, whose length SELECT told.
    ///
    /// - Returns: false where the card has none after all.
    public mutating func readTransport<Transport: TapTransport & ~Copyable>(
        bytes: Int, into record: inout RecordBuffer, over transport: inout Transport
    ) throws(CardError) -> Bool {
        let instruction = CardApplication.Instruction.readBinary.rawValue
        record.count = 0
        guard bytes > 0 else { return false }
        guard bytes <= RecordBuffer.bytesMax else {
            throw .answer(.recordTooLong(bytes: bytes), instruction: instruction)
        }
        for _ in 0..<Self.readsMax {
            let offset = record.count
            let expected = min(bytes - offset, CommandAPDU.shortResponseBytesMax)
            if offset == 0 {
                begin(.readBinary, 0x80 | CardApplication.File.transport.rawValue, 0)
            } else {
                begin(.readBinary, UInt8(truncatingIfNeeded: offset >> 8), UInt8(truncatingIfNeeded: offset))
            }
            appendExpected(expected)
            let status = try exchange(expected, over: &transport)
            if status == .fileNotFound, offset == 0 { return false }
            guard status == .success else { throw .status(status, instruction: instruction) }
            guard dataBytes > 0 else { throw .answer(.length(bytes: 0), instruction: instruction) }
            record.append(data.span.extracting(0..<dataBytes))
            if record.count == bytes { return true }
        }
        throw .answer(.length(bytes: record.count), instruction: instruction)
    }

    /// INTERNAL AUTHENTICATE. Whether the card proved its key is for the signature to be checked.
    ///
    /// - Parameter challenge: 32 bytes.
    public mutating func authenticate<Transport: TapTransport & ~Copyable>(
        challenge: Span<UInt8>, over transport: inout Transport
    ) throws(CardError) -> TapAuthentication {
        typealias Limits = CardApplication.Limits
        let instruction = CardApplication.Instruction.internalAuthenticate
        precondition(challenge.count == Limits.challengeBytes, "a challenge has 32 bytes")
        begin(instruction, 0, 0)
        append(UInt8(truncatingIfNeeded: challenge.count))
        for index in challenge.indices { append(challenge[index]) }
        let expected = Limits.counterBytes + Limits.signatureBytes
        appendExpected(expected)
        let status = try exchange(expected, over: &transport)
        guard status == .success else { throw .status(status, instruction: instruction.rawValue) }
        guard dataBytes == expected else {
            throw .answer(.length(bytes: dataBytes), instruction: instruction.rawValue)
        }
        var counter: UInt32 = 0
        for index in 0..<Limits.counterBytes { counter = counter << 8 | UInt32(data[index]) }
        let answered = data
        return TapAuthentication(
            counter: counter, signature: [64 of UInt8] { index in answered[Limits.counterBytes + index] })
    }
}

/// What INTERNAL AUTHENTICATE answered.
public struct TapAuthentication: Sendable {
    /// The card's counter, which only grows.
    public let counter: UInt32
    /// r ‖ s.
    public let signature: [64 of UInt8]

    public init(counter: UInt32, signature: [64 of UInt8]) {
        self.counter = counter
        self.signature = signature
    }
}

/// Room for the record of TRANSPORT.
public struct RecordBuffer: ~Copyable {
    public static let bytesMax = 512
    private var bytes = [512 of UInt8](repeating: 0)
    public internal(set) var count = 0

    public init() {}

    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get { bytes.span.extracting(0..<count) }
    }

    /// What exceeds the room is never there: the caller asked for no more than fits.
    mutating func append(_ part: Span<UInt8>) {
        for index in part.indices where count < Self.bytesMax {
            bytes[count] = part[index]
            count += 1
        }
    }
}

extension TapExchange {
    private mutating func begin(_ instruction: CardApplication.Instruction, _ p1: UInt8, _ p2: UInt8) {
        commandBytes = 0
        append(CardApplication.Class.interindustry)
        append(instruction.rawValue)
        append(p1)
        append(p2)
    }

    private mutating func append(_ byte: UInt8) {
        command[commandBytes] = byte
        commandBytes += 1
    }

    /// Le; 256 is coded as zero.
    private mutating func appendExpected(_ bytes: Int) {
        expectedIndex = commandBytes
        append(UInt8(truncatingIfNeeded: bytes))
    }

    /// Sends the command, again with the right Le after 6CXX, and fetches what 61XX announces into `data`.
    ///
    /// - Returns: the last status word; data beside an error status is nobody's.
    private mutating func exchange<Transport: TapTransport & ~Copyable>(
        _ expected: Int, over transport: inout Transport
    ) throws(CardError) -> StatusWord {
        let instruction = command[1]
        dataBytes = 0
        var status = try transmit(over: &transport)
        var reissues = 0
        while let available = status.availableBytes {
            guard reissues < Self.reissuesMax else {
                throw .answer(.endlessWrongLength, instruction: instruction)
            }
            reissues += 1
            command[expectedIndex] = UInt8(truncatingIfNeeded: available)
            dataBytes = 0
            status = try transmit(over: &transport)
        }
        while let waiting = status.moreDataBytes {
            let before = dataBytes
            begin(.getResponse, 0, 0)
            appendExpected(waiting)
            status = try transmit(over: &transport)
            // Each answer brings a byte at least, and 256 are the most: so this ends.
            guard dataBytes > before else {
                throw .answer(.endlessGetResponse, instruction: instruction)
            }
        }
        guard dataBytes <= expected else {
            throw .answer(.tooLong(bytes: dataBytes), instruction: instruction)
        }
        return status
    }

    /// One command and its response; the data goes behind what `data` has.
    private mutating func transmit<Transport: TapTransport & ~Copyable>(
        over transport: inout Transport
    ) throws(CardError) -> StatusWord {
        var room = response.mutableSpan
        let count: Int
        do { count = try transport.transmit(command.span.extracting(0..<commandBytes), into: &room) } catch {
            throw .transport(error)
        }
        guard count >= 2 else { throw .transport(.torn) }
        guard count <= Self.responseBytesMax else { throw .transport(.responseTooLong(bytes: count)) }
        guard dataBytes + count - 2 <= CommandAPDU.shortResponseBytesMax else {
            throw .answer(.tooLong(bytes: dataBytes + count - 2), instruction: command[1])
        }
        for index in 0..<(count - 2) {
            data[dataBytes] = response[index]
            dataBytes += 1
        }
        return StatusWord(rawValue: UInt16(response[count - 2]) << 8 | UInt16(response[count - 1]))
    }
}
