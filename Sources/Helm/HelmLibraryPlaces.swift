public import Host

/// Where Helm's library is looked for.
public struct HelmLibraryPlaces: Sendable, Equatable {
    /// The name of the file.
    public static let fileName = "libhelm_c.so"
    static let remedy = "run scripts/install-helm-library of the source tree; `make install` puts it beside the program"

    /// The files, the first that exists is taken.
    public let candidates: [Path]
    /// Whether the user named the file, so that nothing else will do.
    public let isExplicit: Bool

    /// Makes the list of places.
    ///
    /// - Parameters:
    ///   - explicit: the file that the user named (`FAIRLEAD_HELM_LIBRARY`); no other is looked at then.
    ///   - executable: this program's own file; an installed one has the library in `../lib/fairlead`.
    ///   - cache: the user's cache folder (`$XDG_CACHE_HOME` or `~/.cache`), where the install script puts it.
    public init(explicit: Path? = nil, executable: Path? = nil, cache: Path? = nil) {
        isExplicit = explicit != nil
        if let explicit {
            candidates = [explicit]
            return
        }
        var folders: [Path] = []
        if let executable { folders.append((executable.parent / "../lib/fairlead").normalised) }
        if let cache { folders.append(cache / "fairlead/lib") }
        folders += ["/usr/local/lib", "/usr/lib"]
        candidates = folders.map { $0 / Self.fileName }
    }

    /// The places for an environment.
    ///
    /// - Parameters:
    ///   - environment: the process's environment.
    ///   - executable: this program's own file.
    public init(environment: Environment, executable: Path? = nil) {
        let home = environment.nonEmpty("HOME").map { Path($0) / ".cache" }
        let cache = environment.nonEmpty("XDG_CACHE_HOME").map { Path($0) } ?? home
        self.init(
            explicit: environment.nonEmpty("FAIRLEAD_HELM_LIBRARY").map { Path($0) }, executable: executable,
            cache: cache)
    }

    /// The file that is there.
    ///
    /// - Returns: the first candidate that exists.
    /// - Throws: ``HelmFailure/Kind/libraryMissing`` with the places looked at.
    public func find() throws(HelmFailure) -> Path {
        if let found = candidates.first(where: { Files.exists($0) }) { return found }
        let places = candidates.map(\.string).joined(separator: ", ")
        throw HelmFailure(
            .libraryMissing, "Helm's library \(Self.fileName) was not found; looked at \(places)",
            hint: isExplicit ? "correct FAIRLEAD_HELM_LIBRARY, or unset it" : Self.remedy)
    }
}
