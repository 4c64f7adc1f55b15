/// Versions of Kubernetes and of charts.
enum VersionForms {
    /// Major and minor, perhaps a patch.
    static func isKubernetesVersion(_ bytes: Bytes) -> Bool {
        let parts = Scan.split(bytes, ".")
        return (2...3).contains(parts.count) && parts.allSatisfy { Scan.isPlainNumber($0) && $0.count <= 9 }
    }

    /// Semantic Versioning 2.0.0. A leading `v` is allowed, because some charts carry it in their versions.
    static func isSemanticVersion(_ bytes: Bytes) -> Bool {
        let text = Scan.after("v", in: bytes) ?? bytes
        let (main, build) = Scan.cut(text, "+").map { ($0.before, Optional($0.after)) } ?? (text, nil)
        if let build, !Scan.split(build, ".").allSatisfy(isIdentifier) { return false }
        let (core, release) = Scan.cut(main, "-").map { ($0.before, Optional($0.after)) } ?? (main, nil)
        if let release, !Scan.split(release, ".").allSatisfy(isReleaseIdentifier) { return false }
        let numbers = Scan.split(core, ".")
        return numbers.count == 3 && numbers.allSatisfy(Scan.isPlainNumber)
    }

    private static func isIdentifier(_ bytes: Bytes) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
    }

    private static func isReleaseIdentifier(_ bytes: Bytes) -> Bool {
        isIdentifier(bytes) && (!Scan.isDigits(bytes) || Scan.isPlainNumber(bytes))
    }
}
