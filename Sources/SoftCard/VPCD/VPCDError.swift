/// Why the link to the virtual reader ended.
public enum VPCDError: Error, Equatable, Sendable {
    case system(SystemCallError)
    /// Nobody answered at host:port within ``VPCDLink/connectTimeoutMilliseconds``.
    case connectTimeout
    /// The address can't be resolved to a TCP address.
    case noAddress
    /// The virtual reader closed the connection: pcscd has stopped.
    case closed
    /// ``VPCDLink/stop()`` was called.
    case stopped
}
