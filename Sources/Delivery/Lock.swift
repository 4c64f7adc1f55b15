/// The file `fairlead.lock` of an output folder: what Fairlead wrote there, from which charts, and which seals stand in it.
///
/// It is what makes a second run safe and quiet: a file that is not in the index is somebody else's, and a value whose
/// fingerprint is unchanged keeps its seal.
public struct Lock: Sendable, Equatable {
    /// An upstream chart at the version that the tree was made for.
    public struct ChartPin: Sendable, Hashable, Comparable {
        /// The component it belongs to.
        public var component: String
        /// URL of its repository.
        public var repository: String
        /// Its name in the repository.
        public var name: String
        /// The exact version.
        public var version: String

        /// A pin.
        ///
        /// - Parameters:
        ///   - component: the component it belongs to.
        ///   - repository: URL of its repository.
        ///   - name: its name in the repository.
        ///   - version: the exact version.
        public init(component: String, repository: String, name: String, version: String) {
            self.component = component
            self.repository = repository
            self.name = name
            self.version = version
        }

        /// Orders by component, then by name, version and repository, byte for byte.
        public static func < (left: ChartPin, right: ChartPin) -> Bool {
            left.sortKey.lexicographicallyPrecedes(right.sortKey)
        }

        // A zero byte ends each part, so that a longer name never mixes with the next part.
        private var sortKey: [UInt8] { [component, name, version, repository].flatMap { Array($0.utf8) + [0] } }
    }

    /// The name of the file in the output folder.
    public static let fileName = "fairlead.lock"
    /// The version of the format that is written, and the newest that is read.
    public static let formatVersion = 1

    /// Every file that Fairlead wrote, by path below the folder, with its SHA-256 in hexadecimal; without the lock itself.
    public var files: [String: String]
    /// The charts of the platform.
    public var charts: [ChartPin]
    /// Fingerprints of sealed values in hexadecimal: `namespace/name` of the Secret, then the key.
    public var seals: [String: [String: String]]

    /// A lock.
    ///
    /// - Parameters:
    ///   - files: the index; filled by ``TreeWriter`` when it writes.
    ///   - charts: the charts of the platform, in any order.
    ///   - seals: fingerprints of sealed values.
    public init(files: [String: String] = [:], charts: [ChartPin] = [], seals: [String: [String: String]] = [:]) {
        self.files = files
        self.charts = charts
        self.seals = seals
    }
}
