internal import Glibc
internal import Synchronization

/// Puts a soft card into a virtual reader of pcscd (vsmartcard's vpcd): client → libpcsclite → pcscd → vpcd →
/// card.
///
/// Being connected means that a card is in the reader; a connection that ends is a card taken out. Each link
/// is one
/// card in one reader: vpcd offers two, at ports 35963 and 35964 by default.
public final class VPCDLink: Sendable {
    /// The first reader's port. Source: vsmartcard, `VPCDPORT` 0x8C7B.
    public static let firstPort: UInt16 = 35_963
    /// How long one attempt to connect may take.
    public static let connectTimeoutMilliseconds: Int32 = 2_000

    /// What to do when the connection can't be made or was lost.
    public struct Reconnection: Equatable, Sendable {
        /// How often to try in a row before giving up, 1 or more; a connection that was made starts the count
        /// again.
        public var attempts: Int
        /// The first pause, doubled after each failed attempt up to ``pauseMillisecondsMax``.
        public var firstPauseMilliseconds: Int32
        public var pauseMillisecondsMax: Int32
        /// Whether a card that lost its power in a tear is put in again, and after how long. pcscd polls
        /// every
        /// 400 ms, and a card taken out and put in within one poll confuses pcscd 1.9.9: 1 s is safe.
        public var pauseAfterTearMilliseconds: Int32?

        public init(
            attempts: Int = 60, firstPauseMilliseconds: Int32 = 50, pauseMillisecondsMax: Int32 = 1_000,
            pauseAfterTearMilliseconds: Int32? = nil
        ) {
            self.attempts = attempts
            self.firstPauseMilliseconds = firstPauseMilliseconds
            self.pauseMillisecondsMax = pauseMillisecondsMax
            self.pauseAfterTearMilliseconds = pauseAfterTearMilliseconds
        }

        /// One attempt, and no second connection after the first.
        public static let never = Reconnection(attempts: 1)
    }

    /// What happened on the link; reported on the link's own thread.
    public enum Event: Equatable, Sendable {
        case connected
        case disconnected(VPCDError)
        /// The card lost its power inside a command and was taken out of the reader.
        case torn
        /// The card couldn't be switched on: its memory is damaged. It stays mute.
        case mute(SoftCardError)
        /// ``VPCDLink/run()`` has returned.
        case ended(VPCDError)
    }

    public let host: String
    public let port: UInt16
    public let reconnection: Reconnection

    private let slot: SoftCardSlot
    private let stopSignal: StopSignal
    private let report: @Sendable (Event) -> Void
    private let thread = Mutex<LinkThread?>(nil)

    /// - Parameter slot: the card. It may be used in process at the same time; each APDU is answered as a
    ///   whole.
    /// - Throws: ``VPCDError/system(_:)`` if the process is out of descriptors.
    public init(
        slot: SoftCardSlot, host: String = "127.0.0.1", port: UInt16 = VPCDLink.firstPort,
        reconnection: Reconnection = Reconnection(), report: @escaping @Sendable (Event) -> Void = { _ in }
    ) throws(VPCDError) {
        self.slot = slot
        self.host = host
        self.port = port
        self.reconnection = reconnection
        self.report = report
        do throws(SystemCallError) {
            stopSignal = try StopSignal()
        } catch {
            throw .system(error)
        }
    }

    /// Serves the card on the caller's thread until ``stop()``, until a tear that nobody put in again, or
    /// until
    /// ``Reconnection/attempts`` failed in a row.
    /// - Returns: why it ended; ``VPCDError/stopped`` is the clean end.
    @discardableResult
    public func run() -> VPCDError {
        let reason = serveUntilEnd()
        slot.powerOff()
        report(.ended(reason))
        return reason
    }

    /// Serves the card on a thread of its own.
    /// - Precondition: called at most once.
    public func start() throws(VPCDError) {
        let started = thread.withLock { thread -> Result<Void, SystemCallError> in
            precondition(thread == nil, "a link is started once")
            return Result { () throws(SystemCallError) in
                thread = try LinkThread { [self] in run() }
            }
        }
        if case .failure(let error) = started { throw .system(error) }
    }

    /// Ends ``run()`` at once; the card leaves the reader. May be called from any thread and from a signal
    /// handler.
    public func stop() { stopSignal.raise() }

    /// Stops, and returns when the thread of ``start()`` has ended.
    public func stopAndWait() {
        stop()
        thread.withLock { $0 }?.join()
    }

    private func serveUntilEnd() -> VPCDError {
        var failures = 0
        var pause = reconnection.firstPauseMilliseconds
        while true {
            var error: VPCDError
            do throws(VPCDError) {
                var socket = try VPCDSocket(
                    host: host, port: port, timeoutMilliseconds: Self.connectTimeoutMilliseconds,
                    stop: stopSignal)
                report(.connected)
                failures = 0
                pause = reconnection.firstPauseMilliseconds
                error = serve(&socket)
                slot.powerOff()
            } catch let failure {
                error = failure
                failures += 1
            }
            if error == .stopped { return error }
            report(.disconnected(error))
            if slot.isTorn {
                report(.torn)
                guard let tearPause = reconnection.pauseAfterTearMilliseconds else { return error }
                pause = tearPause
                slot.putInAgain()
            } else if failures >= reconnection.attempts || (failures == 0 && reconnection == .never) {
                return error
            }
            if stopSignal.wait(milliseconds: pause) { return .stopped }
            pause = min(pause * 2, reconnection.pauseMillisecondsMax)
        }
    }

    private func powerOn() {
        do throws(SoftCardError) { try slot.powerOn() } catch { report(.mute(error)) }
    }

    /// Answers the reader until the connection ends.
    private func serve(_ socket: inout VPCDSocket) -> VPCDError {
        do throws(VPCDError) {
            while true {
                switch try socket.receive() {
                case .powerOff: slot.powerOff()
                case .powerOn: powerOn()
                case .reset: slot.reset()
                case .answerToReset: _ = try socket.send(slot.answerToReset)
                case .command(let command):
                    // A card that lost its power answers nothing: it is gone, and so is the connection.
                    guard case .bytes(let response) = slot.exchange(command), try socket.send(response) else {
                        return .closed
                    }
                }
            }
        } catch {
            return error
        }
    }
}
