// libFuzzer's entry. One executable holds all targets; KARTKA_FUZZ_TARGET names the one that runs, or "list".
// A finding is a trap: in the library, or in `expect` where an oracle doesn't hold.
import Glibc

private let chosen: FuzzTarget = {
    let name = unsafe getenv("KARTKA_FUZZ_TARGET").map { unsafe String(cString: $0) } ?? "list"
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
        for target in FuzzTarget.all { print(target.name) }
        fflush(nil)
        _exit(name == "list" ? 0 : 64)  // `exit` would count as a finding
    }
    return target
}()

/// - Returns: 0; anything else would keep the input out of the corpus.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let target = chosen
    guard let bytes = unsafe bytes else {
        target.run([UInt8]().span)
        return 0
    }
    // safe: libFuzzer lends `count` bytes for the time of this call.
    let span = unsafe Span(_unsafeStart: bytes, count: count)
    target.run(span)
    return 0
}

/// An input format of the library, and what has to hold for every input.
struct FuzzTarget: Sendable {
    let name: String
    let run: @Sendable (Span<UInt8>) -> Void

    static let all =
        encodingTargets + recordTargets + formTargets + ruleTargets + cardTargets + secureChannelTargets
        + receiptTargets + statusTargets
}

/// An oracle: what must hold for every input that was accepted.
func expect(_ holds: Bool, _ rule: StaticString) {
    precondition(holds, "broken rule: \(rule)")
}

extension Span<UInt8> {
    var array: [UInt8] {
        var array: [UInt8] = []
        array.reserveCapacity(count)
        for index in indices { array.append(self[index]) }
        return array
    }
}
