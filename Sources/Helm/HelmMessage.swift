/// What Helm's error text says, taken apart.
///
/// Helm 4 writes a failed execution in two forms (`pkg/engine/engine.go`): Go's own line
/// `template: FILE:LINE:COLUMN: executing "NAME" at <EXPRESSION>: REASON`, and the same over several indented lines
/// without the first word. Both repeat for every `include` on the way. Parse errors and `fail` have the place in brackets.
struct HelmMessage {
    /// The innermost reason.
    private(set) var message: String
    /// The files on the way, the failing one last.
    private(set) var trail: [TemplateLocation] = []
    /// The expression that failed.
    private(set) var expression: String?

    /// A template that includes itself yields a hundred thousand steps; nobody reads more than these.
    private static let longestTrail = 16
    private static let longestMessage = 2000

    init(_ text: String) {
        var rest = Array(text.utf8)[...]
        message = ""
        if readBracketed(&rest) || readChartFile(rest) {
            message = Self.clean(rest)
            return
        }
        while let step = Self.readExecution(&rest) {
            if trail.count == Self.longestTrail { trail.removeLast() }
            trail.append(step.location)
            expression = step.expression
        }
        // A step that could not be read on ends in a location of a text made at run time, which no file has.
        trail.removeAll { $0.path == "gotpl" }
        message = Self.clean(rest)
        if let expression, !expression.isEmpty, !message.contains(expression) {
            message += " at \(expression)"
        }
    }

    /// `parse error at (FILE:LINE): REASON` and `execution error at (FILE:LINE:COLUMN): REASON`.
    private mutating func readBracketed(_ rest: inout ArraySlice<UInt8>) -> Bool {
        for prefix in ["parse error at (", "execution error at ("] where rest.starts(with: prefix.utf8) {
            let inner = rest.dropFirst(prefix.utf8.count)
            guard let end = inner.range(of: "): "),
                let location = TemplateLocation(goText: inner[..<end.lowerBound])
            else { return false }
            trail = [location]
            rest = inner[end.upperBound...]
            return true
        }
        return false
    }

    /// `cannot load values.yaml: … yaml: line 3: REASON`, from reading the chart.
    private mutating func readChartFile(_ rest: ArraySlice<UInt8>) -> Bool {
        let prefix = "cannot load "
        guard rest.starts(with: prefix.utf8) else { return false }
        let inner = rest.dropFirst(prefix.utf8.count)
        guard let end = inner.range(of: ": ") else { return false }
        var location = TemplateLocation(path: String(decoding: inner[..<end.lowerBound], as: UTF8.self))
        if let mark = inner.range(of: "yaml: line ") {
            let digits = inner[mark.upperBound...].prefix { $0 >= 0x30 && $0 <= 0x39 }
            location.line = Int(String(decoding: digits, as: UTF8.self))
        }
        trail = [location]
        return true
    }

    /// Reads one `FILE:LINE:COLUMN executing … at <…>:` and the `error calling include:` that leads to the next.
    private static func readExecution(
        _ rest: inout ArraySlice<UInt8>
    ) -> (location: TemplateLocation, expression: String)? {
        var here = rest.trimmedStart()
        let callers = ["error calling include:", "error calling template:"]
        for caller in callers where here.starts(with: caller.utf8) {
            here = here.dropFirst(caller.utf8.count).trimmedStart()
        }
        if here.starts(with: "template: ".utf8) { here = here.dropFirst("template: ".utf8.count) }
        guard let word = here.range(of: "executing \"") else { return nil }
        let head = here[..<word.lowerBound].trimmedEnd()
        guard let location = TemplateLocation(goText: head.last == UInt8(ascii: ":") ? head.dropLast() : head) else {
            return nil
        }
        let tail = here[word.upperBound...]
        guard let open = tail.range(of: "\" at <"), let close = endOfExpression(tail[open.upperBound...])
        else {
            return nil
        }
        rest = tail[close.upperBound...]
        return (location, String(decoding: tail[open.upperBound..<close.lowerBound], as: UTF8.self))
    }

    /// `>:` with a space or a line end behind it. The text may be long and this is asked at every step, so the search ends
    /// at the first hit.
    private static func endOfExpression(_ bytes: ArraySlice<UInt8>) -> Range<Int>? {
        var rest = bytes
        while let mark = rest.range(of: ">:") {
            let next = mark.upperBound
            guard next < bytes.endIndex else { return nil }
            if bytes[next] == 0x20 || bytes[next] == 0x0A { return mark.lowerBound..<(next + 1) }
            rest = rest[next...]
        }
        return nil
    }

    private static func clean(_ bytes: ArraySlice<UInt8>) -> String {
        var rest = bytes.trimmedStart().trimmedEnd()
        let wrappings = [
            "error calling include:", "error calling fail:", "error calling required:", "template: no template",
        ]
        for wrapping in wrappings where rest.starts(with: wrapping.utf8) {
            let kept = wrapping.hasPrefix("template: ") ? "template: ".utf8.count : wrapping.utf8.count
            rest = rest.dropFirst(kept).trimmedStart()
        }
        if let needless = rest.range(of: " associated with template \"gotpl\"") {
            rest = rest[..<needless.lowerBound]
        }
        guard rest.count > longestMessage else { return String(decoding: rest, as: UTF8.self) }
        return String(decoding: rest.prefix(longestMessage), as: UTF8.self) + " …"
    }
}

extension HelmMessage {
    /// What to do about the commonest reasons.
    var hint: String? {
        if message.contains("incompatible types for comparison") {
            return "numbers in values are floating point: compare (int .Values.x) with a whole number"
        }
        if message.contains("nil pointer evaluating") {
            return "a value on the way is not set: set it, or guard it with `with` or `default`"
        }
        if message.contains("map has no entry for key") {
            return "set the value; strict evaluation refuses values that are not there"
        }
        if message.contains("nested reference name") {
            return "a template includes itself"
        }
        return nil
    }
}

extension ArraySlice where Element == UInt8 {
    /// Where a text first occurs.
    func range(of text: StaticString) -> Range<Int>? {
        text.withUTF8Buffer { wanted in
            guard let first = wanted.first else { return nil }
            var from = startIndex
            while let start = self[from...].firstIndex(of: first) {
                if self[start...].starts(with: wanted) { return start..<(start + wanted.count) }
                from = start + 1
            }
            return nil
        }
    }

    /// Without leading spaces and line ends.
    func trimmedStart() -> ArraySlice<UInt8> {
        drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    }

    /// Without trailing spaces and line ends.
    func trimmedEnd() -> ArraySlice<UInt8> {
        var end = endIndex
        while end > startIndex, [0x20, 0x09, 0x0A, 0x0D].contains(self[end - 1]) { end -= 1 }
        return self[startIndex..<end]
    }
}
