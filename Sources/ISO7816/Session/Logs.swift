/// One record of the log of taps: a convenience for holder and inspector, not evidence.
public struct TapRecord: Equatable, Sendable {
    /// The card's counter at the tap.
    public var cardCounter: UInt32
    /// Written in a channel of the transport role.
    public var isFromTransportRole: Bool
    public var entry: TapEntry

    public init(cardCounter: UInt32, isFromTransportRole: Bool, entry: TapEntry) {
        self.cardCounter = cardCounter
        self.isFromTransportRole = isFromTransportRole
        self.entry = entry
    }

    /// 21 bytes.
    public func encoded() -> [UInt8] {
        CardAuthentication.bytes(of: cardCounter) + [isFromTransportRole ? 1 : 0] + entry.encoded()
    }

    /// nil for anything but 21 bytes with a known origin.
    public init?(parsing bytes: [UInt8]) {
        guard bytes.count == CardApplication.Log.taps.recordBytes, bytes[4] <= 1,
            let entry = TapEntry(parsing: Array(bytes[5...]))
        else { return nil }
        self.init(
            cardCounter: bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) },
            isFromTransportRole: bytes[4] == 1, entry: entry)
    }
}

/// What a validator appends after a tap.
public struct TapEntry: Equatable, Sendable {
    /// Seconds since 1970.
    public var timeEpochSeconds: UInt32
    /// 8 bytes.
    public var terminalID: [UInt8]
    /// 4 bytes.
    public var routeAndStop: [UInt8]

    /// nil for fields of another length.
    public init?(timeEpochSeconds: UInt32, terminalID: [UInt8], routeAndStop: [UInt8]) {
        guard terminalID.count == CardApplication.Limits.terminalIDBytes, routeAndStop.count == 4 else {
            return nil
        }
        self.timeEpochSeconds = timeEpochSeconds
        self.terminalID = terminalID
        self.routeAndStop = routeAndStop
    }

    /// 16 bytes.
    public func encoded() -> [UInt8] {
        CardAuthentication.bytes(of: timeEpochSeconds) + terminalID + routeAndStop
    }

    /// nil for anything but 16 bytes.
    public init?(parsing bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.init(
            timeEpochSeconds: bytes[..<4].reduce(0) { $0 << 8 | UInt32($1) },
            terminalID: Array(bytes[4..<12]), routeAndStop: Array(bytes[12...]))
    }
}

/// One record of the log of accesses: the card wrote it when a role read a protected file.
public struct AccessRecord: Equatable, Sendable {
    public var role: CardApplication.Role
    public var file: CardApplication.File
    /// 8 bytes.
    public var terminalID: [UInt8]
    /// Seconds since 1970, as the terminal told.
    public var timeEpochSeconds: UInt32

    public init(
        role: CardApplication.Role, file: CardApplication.File, terminalID: [UInt8],
        timeEpochSeconds: UInt32
    ) {
        self.role = role
        self.file = file
        self.terminalID = terminalID
        self.timeEpochSeconds = timeEpochSeconds
    }

    /// 14 bytes.
    public func encoded() -> [UInt8] {
        [role.rawValue, file.rawValue] + terminalID + CardAuthentication.bytes(of: timeEpochSeconds)
    }

    /// nil for anything but 14 bytes with a known role and file.
    public init?(parsing bytes: [UInt8]) {
        guard bytes.count == CardApplication.Log.accesses.recordBytes,
            let role = CardApplication.Role(rawValue: bytes[0]),
            let file = CardApplication.File(rawValue: bytes[1])
        else { return nil }
        self.init(
            role: role, file: file, terminalID: Array(bytes[2..<10]),
            timeEpochSeconds: bytes[10...].reduce(0) { $0 << 8 | UInt32($1) })
    }
}

extension SelectedApplication where Self: ~Copyable {
    /// The log of taps, newest first. Needs CAN, PIN, or the role of transport or issuer.
    public mutating func taps() throws(CardError) -> [TapRecord] {
        var taps: [TapRecord] = []
        for bytes in try records(of: .taps) {
            guard let tap = TapRecord(parsing: bytes) else { throw Self.logFault }
            taps.append(tap)
        }
        return taps
    }

    /// The log of accesses, newest first. Needs the PIN or the issuer's channel.
    public mutating func accesses() throws(CardError) -> [AccessRecord] {
        var accesses: [AccessRecord] = []
        for bytes in try records(of: .accesses) {
            guard let access = AccessRecord(parsing: bytes) else { throw Self.logFault }
            accesses.append(access)
        }
        return accesses
    }

    /// APPEND RECORD: at most once after each INTERNAL AUTHENTICATE, or in a channel of the transport role.
    public mutating func append(_ tap: TapEntry) throws(CardError) {
        _ = try demand(
            Self.command(
                .appendRecordOrStoreData, 0, CardApplication.Log.taps.rawValue << 3, data: tap.encoded()),
            bytes: 0...0)
    }

    private static var logFault: CardError {
        .answer(.value, instruction: CardApplication.Instruction.readRecord.rawValue)
    }

    /// READ RECORD of as many records as fit at a time, until the card has no older one.
    private mutating func records(of log: CardApplication.Log) throws(CardError) -> [[UInt8]] {
        var records: [[UInt8]] = []
        while records.count < log.recordsMax {
            let command = Self.command(
                .readRecord, UInt8(truncatingIfNeeded: records.count + 1), log.rawValue << 3 | 5,
                responseBytesMax: responseBytesMax)
            let response = try send(command)
            if response.status == .recordNotFound { return records }
            guard response.status == .success else {
                throw .status(response.status, instruction: command.ins)
            }
            let data = response.data
            guard !data.isEmpty, data.count % log.recordBytes == 0,
                records.count + data.count / log.recordBytes <= log.recordsMax
            else { throw .answer(.length(bytes: data.count), instruction: command.ins) }
            for start in stride(from: 0, to: data.count, by: log.recordBytes) {
                records.append(Array(data[start..<(start + log.recordBytes)]))
            }
        }
        return records
    }
}
