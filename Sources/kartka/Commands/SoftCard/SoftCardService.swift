import Dispatch
import Glibc
import SoftCard
import Synchronization

/// Cards in virtual readers until SIGINT or SIGTERM, or until a link gives up.
struct SoftCardService {
    struct Card {
        let file: String
        let port: Int
        let slot: SoftCardSlot
    }

    /// What ends the wait.
    private enum Ending: Sendable {
        case signal
        case link(port: Int, VPCDError)
    }

    let cards: [Card]
    let host: String
    let console: Console

    func run() async throws(Failure) -> ExitStatus {
        let (endings, continuation) = AsyncStream.makeStream(of: Ending.self)
        let signals = [SIGINT, SIGTERM].map { number in
            // The source hears of the signal only where the process doesn't die of it.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield(.signal) }
            source.resume()
            return source
        }
        defer { for source in signals { source.cancel() } }
        var links: [VPCDLink] = []
        defer { for link in links { link.stopAndWait() } }
        for card in cards {
            let port = card.port
            let report: @Sendable (VPCDLink.Event) -> Void = { [console] event in
                Self.tell(event, card.file, port, on: console)
                if case .ended(let error) = event { continuation.yield(.link(port: port, error)) }
            }
            do throws(VPCDError) {
                let link = try VPCDLink(
                    slot: card.slot, host: host, port: UInt16(clamping: port), report: report)
                links.append(link)
                try link.start()
            } catch {
                throw failure(error, port)
            }
        }
        for await ending in endings {
            switch ending {
            case .signal: return .accepted
            case .link(let port, let error): throw failure(error, port)
            }
        }
        return .accepted
    }

    private static func tell(_ event: VPCDLink.Event, _ file: String, _ port: Int, on console: Console) {
        let word: String
        let text: Text
        switch event {
        case .connected: (word, text) = ("connected", SoftCardPhrase.connected.text)
        case .disconnected: (word, text) = ("disconnected", SoftCardPhrase.disconnected.text)
        case .torn: (word, text) = ("torn", SoftCardPhrase.torn.text)
        case .mute: (word, text) = ("mute", SoftCardPhrase.mute.text)
        case .ended: (word, text) = ("ended", SoftCardPhrase.ended.text)
        }
        let json = JSONValue.document([
            ("event", .text(word)), ("state", .text(file)), ("port", .number(Int64(port))),
        ])
        console.print(json: json) {
            console.print("\(file.printable) (\(port)): \(text[console.language])")
        }
    }

    private func failure(_ error: VPCDError, _ port: Int) -> Failure {
        Failure(
            .unavailable, "no-vpcd",
            SoftCardPhrase.noReader.text.with("address", "\(host):\(port)").with("cause", "\(error)"),
            next: SoftCardPhrase.startReader.text)
    }
}
