extension PCSCError {
    struct Meaning: Sendable {
        let name: String
        let explanation: String
        let advice: String

        init(_ name: String, _ explanation: String, _ advice: String) {
            self.name = name
            self.explanation = explanation
            self.advice = advice
        }
    }

    /// Every error that pcsc-lite can answer to the calls this module makes.
    static let meanings: [PCSCError: Meaning] = serviceMeanings.merging(cardMeanings) { first, _ in first }

    private static let restart = "Restart the service: systemctl restart pcscd."
    private static let report =
        "This is a fault in the program: please report it with the command that you ran."
    private static let reinsert = "Take the card out, wipe its contacts, wait a second and put it back."

    private static let serviceMeanings: [PCSCError: Meaning] = [
        .internalFault: Meaning(
            "SCARD_F_INTERNAL_ERROR", "The card reader service failed inside.", restart),
        .cancelled: Meaning(
            "SCARD_E_CANCELLED", "The wait for a card was cancelled.", "Nothing to do."),
        .invalidHandle: Meaning(
            "SCARD_E_INVALID_HANDLE",
            "The card reader service doesn't know this connection any more; it was probably restarted.",
            "Try again."),
        .invalidParameter: Meaning(
            "SCARD_E_INVALID_PARAMETER", "The card reader service refused a wrong parameter.", report),
        .invalidValue: Meaning(
            "SCARD_E_INVALID_VALUE", "The card reader service refused a wrong value.", report),
        .noMemory: Meaning(
            "SCARD_E_NO_MEMORY", "The card reader service has no memory left.",
            "Close other programs that use cards, then try again."),
        .insufficientBuffer: Meaning(
            "SCARD_E_INSUFFICIENT_BUFFER",
            "The answer was longer than any card may give; the card has carried out the command.",
            "Read the card again before you write to it."),
        .timeout: Meaning(
            "SCARD_E_TIMEOUT", "Nothing happened at the reader in the time allowed.",
            "Put the card on the reader and try again."),
        .communicationFault: Meaning(
            "SCARD_F_COMM_ERROR", "The connection to the card reader service broke.",
            "Try again; if it stays so, restart the service: systemctl restart pcscd."),
        .unknownFault: Meaning(
            "SCARD_F_UNKNOWN_ERROR", "The card reader service failed for a reason it doesn't know.", restart),
        .shutdown: Meaning(
            "SCARD_P_SHUTDOWN", "The card reader service is shutting down.", "Try again when it is back."),
        .noService: Meaning(
            "SCARD_E_NO_SERVICE", "The card reader service (pcscd) isn't running.",
            "Start it: systemctl start pcscd.socket (install it with: apt install pcscd)."),
        .serviceStopped: Meaning(
            "SCARD_E_SERVICE_STOPPED", "The card reader service (pcscd) was stopped.",
            "Start it: systemctl start pcscd.socket."),
        .serverTooBusy: Meaning(
            "SCARD_E_SERVER_TOO_BUSY", "The card reader service is too busy.",
            "Close other programs that use cards, then try again."),
        .securityViolation: Meaning(
            "SCARD_W_SECURITY_VIOLATION",
            "Your account isn't allowed to use card readers: polkit refused it.",
            "Ask the administrator for a polkit rule that allows org.debian.pcsc-lite.access_pcsc"
                + " and org.debian.pcsc-lite.access_card for your account."),
        .noReadersAvailable: Meaning(
            "SCARD_E_NO_READERS_AVAILABLE", "There is no card reader.",
            "Plug one in; if one is plugged in, install its driver: apt install libccid."),
    ]

    private static let cardMeanings: [PCSCError: Meaning] = [
        .unknownReader: Meaning(
            "SCARD_E_UNKNOWN_READER", "There is no card reader of this name.",
            "Look at the list of readers: was it unplugged?"),
        .readerUnavailable: Meaning(
            "SCARD_E_READER_UNAVAILABLE", "The card reader was unplugged or doesn't answer.",
            "Plug it in again."),
        .readerUnsupported: Meaning(
            "SCARD_E_READER_UNSUPPORTED", "The driver of this card reader is too old.", "Update the driver."),
        .unsupportedFeature: Meaning(
            "SCARD_E_UNSUPPORTED_FEATURE", "The card reader can't do this.", "Use another reader."),
        .sharingViolation: Meaning(
            "SCARD_E_SHARING_VIOLATION", "Another program is using the card.",
            "Close it (a browser, gpg's scdaemon or a signing program, for example) and try again."),
        .noSmartCard: Meaning(
            "SCARD_E_NO_SMARTCARD", "There is no card on the reader.", "Put the card on the reader."),
        .removedCard: Meaning(
            "SCARD_W_REMOVED_CARD", "The card was taken away.", "Put the card back on the reader."),
        .protocolMismatch: Meaning(
            "SCARD_E_PROTO_MISMATCH", "The card speaks neither T=0 nor T=1 as it is connected now.",
            "Close other programs that use the card, then put it on the reader again."),
        .notReady: Meaning(
            "SCARD_E_NOT_READY", "The reader or the card isn't ready.", "Try again in a second."),
        .notTransacted: Meaning(
            "SCARD_E_NOT_TRANSACTED", "The exchange with the card failed on the way.",
            "Read the card again before you write to it."),
        .communicationDataLost: Meaning(
            "SCARD_E_COMM_DATA_LOST", "Data was lost between the reader and the card.",
            "Read the card again before you write to it."),
        .unsupportedCard: Meaning(
            "SCARD_W_UNSUPPORTED_CARD", "The reader can't talk to this card.",
            "Is it the right way up? Otherwise it is no card for this reader."),
        .unresponsiveCard: Meaning(
            "SCARD_W_UNRESPONSIVE_CARD", "The card doesn't answer the reader.", reinsert),
        .unpoweredCard: Meaning(
            "SCARD_W_UNPOWERED_CARD", "The card has no power.", reinsert),
        .resetCard: Meaning(
            "SCARD_W_RESET_CARD", "Another program reset the card; what was open on it is closed.",
            "Start again from the beginning; close the other program first."),
    ]
}
