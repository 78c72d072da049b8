public enum SoftCardReply { case bytes([UInt8]), none }
public final class SoftCardSlot: Sendable {
    public init() {}
    func powerOff() {}
    func powerOn() {}
    func reset() {}
    var answerToReset: [UInt8] { [] }
    var isTorn: Bool { false }
    func putInAgain() {}
    func exchange(_ c: [UInt8]) -> SoftCardReply { .none }
}
