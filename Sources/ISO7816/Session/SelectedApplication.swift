/// A card whose application is selected, in the clear (``SelectedCard``) or in a secure channel
/// (``SecuredCard``):
/// the commands that both can do.
public protocol SelectedApplication: ~Copyable {
    /// What SELECT answered.
    var information: CardInformation { get }

    /// Sends a command, protected where there is a channel; the status is the caller's to judge.
    mutating func send(_ command: CommandAPDU) throws(CardError) -> ResponseAPDU

    /// The largest Ne, 1…65 536 bytes.
    var responseBytesMax: Int { get }

    /// Plain bytes of an answer to a command with that Ne.
    func plainBytesMax(responseBytesMax: Int) -> Int
}

extension SelectedApplication where Self: ~Copyable {
    /// A command of the interindustry class whose Ne is the largest, or none.
    static func command(
        _ instruction: CardApplication.Instruction, _ p1: UInt8, _ p2: UInt8, data: [UInt8] = [],
        responseBytesMax: Int? = nil
    ) -> CommandAPDU {
        CommandAPDU(
            cla: CardApplication.Class.interindustry, ins: instruction.rawValue, p1: p1, p2: p2,
            data: data, responseBytesMax: responseBytesMax)
    }

    /// The data of an answer with 9000; any other status is thrown.
    mutating func demand(_ command: CommandAPDU, bytes: ClosedRange<Int>) throws(CardError) -> [UInt8] {
        let response = try send(command)
        guard response.status == .success else {
            throw .status(response.status, instruction: command.ins)
        }
        guard bytes.contains(response.data.count) else {
            throw .answer(.length(bytes: response.data.count), instruction: command.ins)
        }
        return response.data
    }

    // MARK: Files

    /// A file's record, whole; nil where there is none.
    ///
    /// Takes one READ BINARY where the record fits into one answer and its length is known or shorter than
    /// that.
    /// - Throws: ``CardError/status(_:instruction:)`` with 6982 or 6985 where the access rule isn't
    ///   satisfied.
    public mutating func read(_ file: CardApplication.File) throws(CardError) -> [UInt8]? {
        // In a secure channel Ne bounds the protected answer, and SELECT may have told the length before a
        // write: there the card is asked for all that fits.
        let isPlain = plainBytesMax(responseBytesMax: responseBytesMax) == responseBytesMax
        let known = file == .transport && isPlain ? information.transportBytes : nil
        if known == 0 { return nil }
        var record: [UInt8] = []
        while true {
            let expected = min(known.map { $0 - record.count } ?? .max, responseBytesMax)
            let command = Self.readCommand(file, offset: record.count, responseBytesMax: expected)
            let response = try send(command)
            if response.status == .fileNotFound, record.isEmpty { return nil }
            if response.status == .wrongOffset, !record.isEmpty { return record }
            guard response.status == .success || response.status == .endOfFile else {
                throw .status(response.status, instruction: command.ins)
            }
            guard !response.data.isEmpty else {
                throw .answer(.length(bytes: 0), instruction: command.ins)
            }
            record += response.data
            guard record.count <= file.recordBytesMax else {
                throw .answer(.recordTooLong(bytes: record.count), instruction: command.ins)
            }
            if let known {
                guard response.status == .success else {
                    throw .answer(.length(bytes: record.count), instruction: command.ins)
                }
                if record.count >= known { return record }
            } else if response.status == .endOfFile
                || response.data.count < plainBytesMax(responseBytesMax: expected)
            {
                return record
            }
        }
    }

    /// With SFI from the beginning, then by offset in the file that this made the current one.
    private static func readCommand(
        _ file: CardApplication.File, offset: Int, responseBytesMax: Int
    ) -> CommandAPDU {
        guard offset > 0 else {
            return command(.readBinary, 0x80 | file.rawValue, 0, responseBytesMax: responseBytesMax)
        }
        // safe: no file is longer than 15 bits of offset can tell.
        return command(
            .readBinary, UInt8(truncatingIfNeeded: offset >> 8) & 0x7F,
            UInt8(truncatingIfNeeded: offset), responseBytesMax: responseBytesMax)
    }

    // MARK: Card authentication

    /// Lets the card prove that it holds its key. Whether it did is for ``CardAuthentication`` to be
    /// checked with.
    ///
    /// - Parameter challenge: 32 bytes.
    public mutating func authenticate(challenge: [UInt8]) throws(CardError) -> CardAuthentication {
        let instruction = CardApplication.Instruction.internalAuthenticate
        guard challenge.count == CardApplication.Limits.challengeBytes else {
            throw .command(.dataTooLong(bytes: challenge.count))
        }
        let count = CardApplication.Limits.counterBytes + CardApplication.Limits.signatureBytes
        let data = try demand(
            Self.command(instruction, 0, 0, data: challenge, responseBytesMax: expectedBytes(count)),
            bytes: count...count)
        return CardAuthentication(challenge: challenge, answer: data)
    }

    /// Ne for an answer of `count` plain bytes: exact in the clear, all there is in a channel.
    func expectedBytes(_ count: Int) -> Int {
        plainBytesMax(responseBytesMax: count) >= count
            ? count : min(CommandAPDU.shortResponseBytesMax, responseBytesMax)
    }
}
