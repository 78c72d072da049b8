internal import COSE
internal import ISO7816

/// Either half of what can be wrong with an image.
enum StateDecodingError: Error {
    case cbor(CBORError)
    case state(CardStateError)
}

/// Reads the values of a state, each within its limits.
struct StateDecoder: ~Escapable {
    private var cbor: CBORDecoder
    /// Under which label the value being read is; for errors.
    var label: Int64 = 0

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) { cbor = CBORDecoder(bytes) }

    private var outOfRange: StateDecodingError { .state(.value(label: label)) }

    mutating func map() throws(StateDecodingError) -> CBORMap {
        do throws(CBORError) { return try cbor.readMap() } catch { throw .cbor(error) }
    }

    mutating func nextLabel(_ map: inout CBORMap) throws(StateDecodingError) -> Int64? {
        do throws(CBORError) { return try cbor.nextLabel(&map) } catch { throw .cbor(error) }
    }

    func finish() throws(StateDecodingError) {
        do throws(CBORError) { try cbor.finish() } catch { throw .cbor(error) }
    }

    mutating func unsigned<Value: FixedWidthInteger>(_: Value.Type) throws(StateDecodingError) -> Value {
        let number: UInt64
        do throws(CBORError) { number = try cbor.readUnsigned() } catch { throw .cbor(error) }
        guard let value = Value(exactly: number) else { throw outOfRange }
        return value
    }

    mutating func bool() throws(StateDecodingError) -> Bool {
        do throws(CBORError) { return try cbor.readBool() } catch { throw .cbor(error) }
    }

    mutating func code<Code: RawRepresentable>() throws(StateDecodingError) -> Code
    where Code.RawValue == UInt8 {
        guard let code = Code(rawValue: try unsigned(UInt8.self)) else { throw outOfRange }
        return code
    }

    mutating func bytes(_ counts: ClosedRange<Int>) throws(StateDecodingError) -> [UInt8] {
        let bytes: [UInt8]
        do throws(CBORError) { bytes = try cbor.readBytes() } catch { throw .cbor(error) }
        guard counts.contains(bytes.count) else { throw outOfRange }
        return bytes
    }

    mutating func array(_ counts: ClosedRange<Int>) throws(StateDecodingError) -> Int {
        let count: Int
        do throws(CBORError) { count = try cbor.readArrayCount() } catch { throw .cbor(error) }
        guard counts.contains(count) else { throw outOfRange }
        return count
    }

    /// The code that a map's key is, or nil at the map's end.
    private mutating func nextCode<Code: RawRepresentable>(
        _ map: inout CBORMap, _: Code.Type
    ) throws(StateDecodingError) -> Code? where Code.RawValue == UInt8 {
        guard let number = try nextLabel(&map) else { return nil }
        guard let code = UInt8(exactly: number).flatMap(Code.init(rawValue:)) else { throw outOfRange }
        return code
    }

    private mutating func block() throws(StateDecodingError) -> [UInt8] {
        try bytes(CardApplication.Limits.pinBlockBytes...CardApplication.Limits.pinBlockBytes)
    }

    mutating func reference(triesMax: UInt8) throws(StateDecodingError) -> ReferenceData {
        _ = try array(2...2)
        let reference = ReferenceData(block: try block(), triesLeft: try unsigned(UInt8.self))
        guard reference.triesLeft <= triesMax else { throw outOfRange }
        return reference
    }

    mutating func cardAccessNumber() throws(StateDecodingError) -> CardAccessNumber {
        _ = try array(2...2)
        return CardAccessNumber(block: try block(), failures: try unsigned(UInt8.self))
    }

    mutating func keySets() throws(StateDecodingError) -> [CardApplication.Role: StoredKeySet] {
        var sets: [CardApplication.Role: StoredKeySet] = [:]
        var map = try map()
        while let role = try nextCode(&map, CardApplication.Role.self) {
            _ = try array(5...5)
            let keys = StoredKeySet(
                masterKeyVersion: try unsigned(UInt8.self), encryption: try bytes(16...32),
                authentication: try bytes(16...32), dataEncryption: try bytes(16...32),
                sequenceCounter: try unsigned(UInt32.self))
            let count = keys.encryption.count
            guard count % 8 == 0, keys.authentication.count == count, keys.dataEncryption.count == count,
                keys.sequenceCounter <= SCP03.sequenceCounterMax
            else {
                throw outOfRange
            }
            sets[role] = keys
        }
        return sets
    }

    mutating func files() throws(StateDecodingError) -> [CardApplication.File: StoredFile] {
        var files: [CardApplication.File: StoredFile] = [:]
        var map = try map()
        while let file = try nextCode(&map, CardApplication.File.self) {
            _ = try array(2...2)
            files[file] = StoredFile(rule: try code(), record: try bytes(0...file.recordBytesMax))
        }
        return files
    }

    mutating func logs() throws(StateDecodingError) -> [CardApplication.Log: [[UInt8]]] {
        var logs: [CardApplication.Log: [[UInt8]]] = [:]
        var map = try map()
        while let log = try nextCode(&map, CardApplication.Log.self) {
            var records: [[UInt8]] = []
            for _ in 0..<(try array(0...log.recordsMax)) {
                records.append(try bytes(log.recordBytes...log.recordBytes))
            }
            logs[log] = records
        }
        return logs
    }
}
