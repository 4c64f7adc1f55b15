/// Names: of hosts, people, variables, places in a tree.
enum NameForms {
    /// A label as Kubernetes takes it from RFC 1123: lower case, 63 bytes at most.
    static func isDNSLabel(_ bytes: Bytes) -> Bool {
        isLabel(bytes) && !bytes.contains(where: \.isUpper)
    }

    /// Labels joined by dots, 253 bytes at most, lower case.
    static func isDNSName(_ bytes: Bytes) -> Bool {
        bytes.count <= 253 && Scan.split(bytes, ".").allSatisfy(isDNSLabel)
    }

    /// A host name in any case, as addresses may spell it.
    static func isHostName(_ bytes: Bytes) -> Bool {
        bytes.count <= 253 && Scan.split(bytes, ".").allSatisfy(isLabel)
    }

    private static func isLabel(_ bytes: Bytes) -> Bool {
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
        return first.isLetterOrDigit && last.isLetterOrDigit
            && bytes.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
    }

    /// The everyday form: the atoms of RFC 5322, an at sign, a host name. No quoted names and no comments.
    static func isEmail(_ bytes: Bytes) -> Bool {
        guard let (name, host) = Scan.cut(bytes, "@"), name.count <= 64 else { return false }
        return isHostName(host)
            && Scan.split(name, ".").allSatisfy { atom in
                !atom.isEmpty && atom.allSatisfy { $0.isLetterOrDigit || $0.isAmong("!#$%&'*+/=?^_`{|}~-") }
            }
    }

    /// Steps of letters, digits, dashes and underscores, joined by dots.
    static func isDottedPath(_ bytes: Bytes) -> Bool {
        Scan.split(bytes, ".").allSatisfy { step in
            guard let first = step.first, first != UInt8(ascii: "-") else { return false }
            return step.allSatisfy { $0.isLetterOrDigit || $0.isAmong("_-") }
        }
    }

    /// A name that every shell takes.
    static func isEnvironmentName(_ bytes: Bytes) -> Bool {
        guard let first = bytes.first, !first.isDigit else { return false }
        return bytes.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }
    }

    /// Language, optional script, optional region: the common core of BCP 47 in its usual case.
    static func isLocale(_ bytes: Bytes) -> Bool {
        var parts = Scan.split(bytes, "-")[...]
        guard let language = parts.popFirst(), (2...3).contains(language.count), language.allSatisfy(\.isLower) else {
            return false
        }
        if let script = parts.first, script.count == 4, let initial = script.first {
            guard initial.isUpper, script.dropFirst().allSatisfy(\.isLower) else { return false }
            parts.removeFirst()
        }
        guard let region = parts.popFirst() else { return true }
        let isRegion =
            (region.count == 2 && region.allSatisfy(\.isUpper)) || (region.count == 3 && region.allSatisfy(\.isDigit))
        return isRegion && parts.isEmpty
    }

    /// A path from the root without empty steps, `.`, `..` or control characters; a slash may end it.
    static func isAbsolutePath(_ bytes: Bytes) -> Bool {
        guard bytes.first == UInt8(ascii: "/"), !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            return false
        }
        var steps = Scan.split(bytes.dropFirst(), "/")
        if steps.last?.isEmpty == true { steps.removeLast() }
        return steps.allSatisfy { !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
    }
}
