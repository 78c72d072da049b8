internal import Glibc
public import ISO7816
internal import Synchronization

/// A slot with one soft card in it, which a transport, a link to a virtual reader and a test may share: every
/// APDU is
/// answered as a whole.
public final class SoftCardSlot: Sendable {
    private let card: Mutex<SoftCard>
    public let limits: TransportLimits
    public let answerToReset: [UInt8]

    public init(_ card: consuming sending SoftCard) {
        limits = card.profile.limits
        answerToReset = card.answerToReset
        self.card = Mutex(card)
    }

    /// What came of a command.
    public enum Reply: Equatable, Sendable {
        case bytes([UInt8])
        /// The power failed before the answer: whether the command was done is not known.
        case torn
        /// There is no powered card.
        case absent
    }

    /// Sends one command APDU to the card.
    public func exchange(_ command: [UInt8]) -> Reply {
        let (reply, fault) = card.withLock { card -> (Reply, CardFault?) in
            guard card.power == .on else { return (.absent, nil) }
            guard let response = card.exchange(command) else { return (.torn, nil) }
            return (.bytes(card.fault?.altered(response) ?? response), card.fault)
        }
        if case .delay(let milliseconds) = fault {
            var pause = timespec(
                tv_sec: Int(milliseconds / 1_000), tv_nsec: Int(milliseconds % 1_000) * 1_000_000)
            // An early end, by a signal, is no harm: the fault is about slowness, not about time.
            _ = unsafe nanosleep(&pause, nil)
        }
        return reply
    }

    /// Switches the card on with a new session; nothing happens to a card that was torn out.
    ///
    /// - Throws: ``SoftCardError`` if the card's memory is damaged; it stays off.
    public func powerOn() throws(SoftCardError) {
        try card.withLock { card throws(SoftCardError) in try card.powerOn() }
    }

    public func powerOff() { card.withLock { $0.powerOff() } }
    public func reset() { card.withLock { $0.reset() } }

    /// Puts a card that was torn out back into its reader; it has no power yet.
    public func putInAgain() { card.withLock { $0.putInAgain() } }

    public var power: SoftCard.Power { card.withLock { $0.power } }
    public var isTorn: Bool { power == .torn }
    public var serial: [UInt8] { card.withLock { $0.serial } }
    public var lifeCycle: CardApplication.LifeCycle { card.withLock { $0.lifeCycle } }

    /// Sets where the power is to fail, and starts counting commands and writes from 0.
    public func arm(_ tear: Tear?) {
        card.withLock { card in
            card.tear = tear
            card.progress = TearProgress()
        }
    }

    /// Commands and writes since ``arm(_:)``.
    public var progress: TearProgress { card.withLock { $0.progress } }

    /// The fault that the card has, if any.
    public var fault: CardFault? {
        get { card.withLock { $0.fault } }
        set { card.withLock { $0.fault = newValue } }
    }
}
