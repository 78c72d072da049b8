import COSE
import CardRecords
import Issuance

/// The directory with a region's keys and lists, as commands take it.
enum AuthorityInput {
    /// For commands of other nouns; `authority` commands take it as an argument.
    static let option = Option(
        "authority", short: "a", .directory, .directory, required: true,
        help: Text(
            uk: "Каталог органів регіону (kartka authority init)",
            en: "The directory of the region's authorities (kartka authority init)",
            ru: "Каталог органов региона (kartka authority init)"))
    static let argument = Argument(
        .directory, .directory,
        help: Text(
            uk: "Каталог органів регіону", en: "The directory of the region's authorities",
            ru: "Каталог органов региона"))

    /// - Throws: 78 where there is no trust list.
    static func open(_ path: String) throws(Failure) -> AuthorityFolder {
        do { return try AuthorityFolder(path: path) } catch { throw AuthorityFailure.failure(error) }
    }

    /// The trust list, checked against the root's key.
    ///
    /// - Throws: 78 where it isn't the root's.
    static func trustList(of folder: AuthorityFolder) throws(Failure) -> TrustList {
        do { return try folder.trustList() } catch { throw AuthorityFailure.failure(error) }
    }
}

/// The machine's clock.
enum SystemClock {
    /// - Throws: 78 where it is set to before 1970 or beyond 9999.
    static func now() throws(Failure) -> NumericDate {
        guard let now = NumericDate(epochSeconds: ProcessEnvironment.now()) else {
            throw Failure(.badConfiguration, "clock", AuthorityPhrase.clock.text)
        }
        return now
    }
}
