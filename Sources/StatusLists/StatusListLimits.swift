public enum StatusListLimits {
    /// Indexes of one list, at two bits each 16 MiB: more than any region has inhabitants.
    public static let countMax = 1 << 26
    /// UTF-8 bytes of a list's URI, as in the trust list.
    public static let uriBytesMax = 255
}
