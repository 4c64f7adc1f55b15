/// A path in the file system, as text. Nothing here touches the disk.
///
/// Paths are compared as bytes: two spellings of an accented letter are two files on Linux.
public struct Path: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The path as written.
    public let string: String

    /// Makes a path; an empty text means the current directory.
    public init(_ string: String) { self.string = string.isEmpty ? "." : string }

    /// Makes a path from a literal.
    public init(stringLiteral value: String) { self.init(value) }

    /// The path as written.
    public var description: String { string }

    /// Whether it starts at the root of the file system.
    public var isAbsolute: Bool { string.utf8.first == UInt8(ascii: "/") }

    /// The names between the slashes; empty ones and `.` are left out, `..` is kept.
    public var components: [String] {
        string.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0 != "." }
    }

    /// The last name, or `nil` when there is none, as in `/` or `.`.
    public var lastComponent: String? { components.last }

    /// The last name without its extension.
    public var stem: String? { lastComponent.map { splitExtension($0).stem } }

    /// The extension of the last name without the dot; `.profile` has none.
    public var fileExtension: String? { lastComponent.flatMap { splitExtension($0).fileExtension } }

    /// The directory it is in: `.` for a bare name, `/` for `/`.
    public var parent: Path {
        let names = components
        guard let last = names.last else { return isAbsolute ? "/" : ".." }
        if last == ".." { return appending("..") }
        return Path(names: names.dropLast(), isAbsolute: isAbsolute)
    }

    /// The path with more names behind it. A leading slash of the addition does not lead back to the root.
    public func appending(_ more: String) -> Path {
        let added = Path(more).components
        guard !added.isEmpty else { return self }
        if !isAbsolute, components.isEmpty { return Path(names: added[...], isAbsolute: false) }
        let base = string.utf8.last == UInt8(ascii: "/") ? string : string + "/"
        return Path(base + added.joined(separator: "/"))
    }

    /// Same as ``appending(_:)``.
    public static func / (base: Path, more: String) -> Path { base.appending(more) }

    /// The shortest spelling: without `.` and doubled slashes, and `..` taken back where a name precedes it.
    ///
    /// Symbolic links are not looked at, so `a/link/..` becomes `a`.
    public var normalised: Path {
        var names: [String] = []
        for name in components {
            if name == "..", let last = names.last, last != ".." {
                names.removeLast()
            } else if name != ".." || !isAbsolute {
                names.append(name)
            }
        }
        return Path(names: names[...], isAbsolute: isAbsolute)
    }

    /// This path as seen from a directory, or `nil` when that cannot be known from the text alone
    /// (one is absolute and the other not, or the directory begins with `..`).
    public func relative(to directory: Path) -> Path? {
        let mine = normalised
        let base = directory.normalised
        guard mine.isAbsolute == base.isAbsolute else { return nil }
        let names = mine.components
        let baseNames = base.components
        let shared = zip(names, baseNames).prefix { $0.utf8.elementsEqual($1.utf8) }.count
        let upwards = baseNames.dropFirst(shared)
        guard !upwards.contains("..") else { return nil }
        let result = Array(repeating: "..", count: upwards.count) + names.dropFirst(shared)
        return Path(names: result[...], isAbsolute: false)
    }

    /// The path below a root, refusing to leave it.
    ///
    /// A relative path is taken as below the root. Only the text is looked at; ``Files/resolved(_:inside:)`` follows links too.
    ///
    /// - Parameter root: the directory that must not be left.
    /// - Returns: root and path joined and normalised.
    /// - Throws: ``FileFailure`` with the reason `outside` when the path leads out of the root.
    public func contained(in root: Path) throws(FileFailure) -> Path {
        let base = root.normalised
        let joined = (isAbsolute ? self : Path(names: (base.components + components)[...], isAbsolute: base.isAbsolute))
            .normalised
        let names = joined.components
        let baseNames = base.components
        guard joined.isAbsolute == base.isAbsolute, names.count >= baseNames.count,
            zip(names, baseNames).allSatisfy({ $0.utf8.elementsEqual($1.utf8) }),
            !names.dropFirst(baseNames.count).contains("..")
        else { throw FileFailure(.outside(root: root), "use", self) }
        return joined
    }

    /// Compares byte for byte.
    public static func == (left: Path, right: Path) -> Bool { left.string.utf8.elementsEqual(right.string.utf8) }

    /// Orders byte for byte.
    public static func < (left: Path, right: Path) -> Bool {
        left.string.utf8.lexicographicallyPrecedes(right.string.utf8)
    }

    /// Hashes the bytes, as `==` compares them.
    public func hash(into hasher: inout Hasher) {
        for byte in string.utf8 { hasher.combine(byte) }
        hasher.combine(0xFF as UInt8)
    }

    private init(names: ArraySlice<String>, isAbsolute: Bool) {
        self.init((isAbsolute ? "/" : "") + names.joined(separator: "/"))
    }
}

private func splitExtension(_ name: String) -> (stem: String, fileExtension: String?) {
    let bytes = name.utf8
    guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot != bytes.startIndex, name != ".." else {
        return (name, nil)
    }
    let ending = String(name[bytes.index(after: dot)...])
    return ending.isEmpty ? (name, nil) : (String(name[..<dot]), ending)
}
