internal import ISO7816

/// Response bytes that wait under T=0 until the reader knows how many to ask for. ISO/IEC 7816-3 §10.3,
/// §12.2.
struct HeldAnswer {
    enum Wait: Equatable {
        /// `61XX` was answered: GET RESPONSE fetches them.
        case getResponse
        /// `6CXX` was answered: the same header with the right Le fetches them. The command isn't done twice.
        case sameCommand(header: [UInt8])
    }

    let wait: Wait
    var data: [UInt8]
    let status: StatusWord
}

extension SoftCard {
    /// One TPDU.
    mutating func transmitT0(_ command: CommandAPDU) throws(Refusal) -> ResponseAPDU {
        let held = heldAnswer
        heldAnswer = nil
        if command.ins == CardApplication.Instruction.getResponse.rawValue {
            return try getResponse(command, held: held)
        }
        let header = [command.cla, command.ins, command.p1, command.p2]
        if let held, held.wait == .sameCommand(header: header), command.data.isEmpty,
            command.responseBytesMax == held.data.count
        {
            return ResponseAPDU(data: held.data, status: held.status)
        }
        let response = try process(command)
        guard !response.data.isEmpty else { return response }
        if !command.data.isEmpty {
            heldAnswer = HeldAnswer(wait: .getResponse, data: response.data, status: response.status)
            return ResponseAPDU(status: .moreData(bytes: response.data.count))
        }
        guard command.responseBytesMax != response.data.count else { return response }
        // The right Le is the whole answer, so nothing is short of it any more.
        let status = response.status == .endOfFile ? .success : response.status
        heldAnswer = HeldAnswer(wait: .sameCommand(header: header), data: response.data, status: status)
        return ResponseAPDU(status: .wrongExpectedLength(available: response.data.count))
    }

    private mutating func getResponse(
        _ command: CommandAPDU, held: HeldAnswer?
    ) throws(Refusal) -> ResponseAPDU {
        guard var held, held.wait == .getResponse else { throw .conditions }
        guard command.p1 == 0, command.p2 == 0 else { throw .parameters }
        guard command.data.isEmpty, let expected = command.responseBytesMax else { throw .length }
        guard expected <= held.data.count || command.asksForAll && held.data.count >= 256 else {
            heldAnswer = held
            return ResponseAPDU(status: .wrongExpectedLength(available: held.data.count))
        }
        let part = Array(held.data.prefix(expected))
        held.data.removeFirst(part.count)
        guard !held.data.isEmpty else { return ResponseAPDU(data: part, status: held.status) }
        heldAnswer = held
        return ResponseAPDU(data: part, status: .moreData(bytes: held.data.count))
    }
}
