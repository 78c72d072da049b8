internal import CardCrypto
public import ISO7816

/// A software card with the real application and all its access rules: command bytes in, response bytes out.
///
/// Synchronous, and used by one thread at a time: ``SoftCardSlot`` shares one. The page "Card application" of
/// `ISO7816` is what it implements. It is a development card: its keys are in its file, and nothing resists
/// tampering.
public struct SoftCard: ~Copyable {
    public let profile: SoftCardProfile
    let clock: SoftCardClock
    let cryptography = OpenSSLAES()

    var memory: CardMemory
    var state: CardState
    var session = CardSession()
    var pendingChannel: PendingSecureChannel?
    var secureChannel: CardSecureChannel<OpenSSLAES>?
    var heldAnswer: HeldAnswer?
    /// When the CAN may be tried again, on ``clock``; nil where no delay is running.
    var canDelayEndsMilliseconds: UInt64?

    public internal(set) var power = Power.off
    /// Where the power is to fail, if anywhere.
    var tear: Tear?
    var progress = TearProgress()
    var fault: CardFault?

    /// Whether the card has power, or how it lost it.
    public enum Power: Equatable, Sendable {
        case on
        case off
        /// Lost in the middle of things; the card is out of its reader until somebody puts it in again.
        case torn
    }

    /// Makes a blank card in a file of mode 0600.
    ///
    /// - Parameters:
    ///   - serial: 10 bytes, different for every card.
    ///   - factoryKeys: the issuer keys that a blank card has.
    /// - Throws: ``SoftCardError``; `.memory(.exists)` where there is a file already.
    public init(
        creating path: String, serial: [UInt8], factoryKeys: FactoryKeys,
        profile: SoftCardProfile = .extended,
        clock: SoftCardClock = .monotonic
    ) throws(SoftCardError) {
        let blank = try Self.blank(serial: serial, factoryKeys: factoryKeys)
        do throws(CardMemoryError) {
            memory = try CardMemory(creating: path, image: blank.encoded())
        } catch { throw .memory(error) }
        state = blank
        self.profile = profile
        self.clock = clock
    }

    /// Makes a blank card that lasts as long as this value.
    public init(
        serial: [UInt8], factoryKeys: FactoryKeys, profile: SoftCardProfile = .extended,
        clock: SoftCardClock = .monotonic
    ) throws(SoftCardError) {
        let blank = try Self.blank(serial: serial, factoryKeys: factoryKeys)
        do throws(CardMemoryError) {
            memory = try CardMemory(volatile: blank.encoded())
        } catch { throw .memory(error) }
        state = blank
        self.profile = profile
        self.clock = clock
    }

    /// Opens a card's file, as it was when the power went.
    /// - Throws: ``SoftCardError``; `.memory(.locked)` where another card object or process drives the card.
    public init(
        opening path: String, profile: SoftCardProfile = .extended, clock: SoftCardClock = .monotonic
    ) throws(SoftCardError) {
        let opened: CardMemory
        do throws(CardMemoryError) { opened = try CardMemory(opening: path) } catch { throw .memory(error) }
        let decoded: CardState
        do throws(CardStateError) { decoded = try CardState(decoding: opened.image) } catch {
            throw .state(error)
        }
        memory = opened
        state = decoded
        self.profile = profile
        self.clock = clock
    }

    private static func blank(serial: [UInt8], factoryKeys: FactoryKeys) throws(SoftCardError) -> CardState {
        guard serial.count == CardApplication.Limits.serialBytes else { throw .serial(bytes: serial.count) }
        var state = CardState(serial: serial)
        state.keySets[.issuer] = StoredKeySet(
            masterKeyVersion: factoryKeys.masterKeyVersion, encryption: factoryKeys.encryption,
            authentication: factoryKeys.authentication, dataEncryption: factoryKeys.dataEncryption)
        return state
    }

    public var serial: [UInt8] { state.serial }
    public var lifeCycle: CardApplication.LifeCycle { state.lifeCycle }
    public var answerToReset: [UInt8] { profile.answerToReset }
}

// MARK: Power

extension SoftCard {
    /// Puts a card that was torn out back into its reader, without power.
    public mutating func putInAgain() {
        if power == .torn { power = .off }
    }

    /// Switches the card on, with a new session; a card that is out of its reader stays off.
    ///
    /// - Throws: ``SoftCardError`` if the memory holds no complete state any more.
    public mutating func powerOn() throws(SoftCardError) {
        guard power != .torn else { return }
        forget()
        do throws(CardMemoryError) { try memory.reload() } catch { throw .memory(error) }
        do throws(CardStateError) { state = try CardState(decoding: memory.image) } catch {
            throw .state(error)
        }
        power = .on
        eraseIfTerminated()
        startCANDelay()
    }

    public mutating func powerOff() {
        forget()
        if power == .on { power = .off }
    }

    /// A warm reset: the session ends, the CAN's delay goes on.
    public mutating func reset() {
        forget()
    }

    /// What a tear does: everything volatile is gone and the card is out of its reader.
    mutating func losePower() {
        forget()
        power = .torn
        tear = nil
    }

    /// Ends the session and drops whatever waits.
    private mutating func forget() {
        endSession()
        heldAnswer = nil
    }

    mutating func endSession() {
        session = CardSession()
        secureChannel = nil
        pendingChannel = nil
    }

    /// The channel ends; P and C stay. No current file and no half-sent group outlive it.
    mutating func endChannel() {
        session.channel = nil
        session.group = nil
        session.currentFile = nil
        secureChannel = nil
        pendingChannel = nil
    }
}

// MARK: Writing

extension SoftCard {
    /// Makes a change durable, whole, and only then known to the card.
    ///
    /// If the power goes at any moment, the memory holds the state before or the state after.
    mutating func commit(_ change: (inout CardState) -> Void) throws(Refusal) {
        var next = state
        change(&next)
        let number = progress.writes
        progress.writes += 1
        if case .duringWrite(number, let percent) = tear {
            // Whether the torn write itself failed makes no difference: nobody hears of it.
            try? memory.tear(replacingWith: next.encoded(), percent: percent)
            throw .powerFailed
        }
        do throws(CardMemoryError) {
            try memory.replace(with: next.encoded())
        } catch {
            throw .status(.memoryFailure)
        }
        state = next
    }

    /// A terminated card keeps nothing in the older slot either. What fails, or is cut short by a loss of
    /// power, is done at the next power-on.
    mutating func eraseIfTerminated() {
        if state.lifeCycle == .terminated { try? memory.eraseReplaced() }
    }
}
