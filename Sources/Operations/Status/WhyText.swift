public import Diagnostics

/// The reasons as a tree for people, readable without colours.
public struct WhyText {
    private let why: ComponentWhy
    private let style: TextStyle
    private let width: Int

    /// A text.
    ///
    /// - Parameters:
    ///   - why: what is shown.
    ///   - style: with or without colours.
    ///   - width: the columns of the terminal.
    public init(_ why: ComponentWhy, style: TextStyle = .plain, width: Int = 80) {
        self.why = why
        self.style = style
        self.width = max(width, 40)
    }

    /// The whole text.
    public var text: String {
        var lines = heading
        for (index, tree) in why.reasons.enumerated() {
            lines += self.lines(tree, prefix: "", isLast: index == why.reasons.count - 1)
        }
        if why.status.state.isWell {
            lines += neighbours("it stands on", why.providers) + neighbours("it is used by", why.consumers)
        } else if !why.consumers.isEmpty {
            lines +=
                [""]
                + TextFlow.wrap(
                    "waiting for it: " + why.consumers.map(\.name).joined(separator: ", "), width: width, later: 2)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var heading: [String] {
        let state = why.status.state
        let verdict =
            switch state {
            case .none: "needs nothing installed"
            case .ready: "is ready"
            case .unknown: "cannot be judged"
            case .missing: "is not there"
            case .failed: "failed"
            case .progressing: "is not ready yet"
            }
        let waits = why.status.waitsFor
        let reason = waits.isEmpty ? why.status.why : "it waits for \(waits.joined(separator: ", "))"
        let counts = why.status.pods.desired > 0 ? ", pods \(why.status.pods.text)" : ""
        return [style.apply(.strong, why.status.name) + " " + coloured(verdict, state) + counts]
            + (state == .none
                ? []
                : reason.map { TextFlow.wrap("  " + DisplayWidth.printable($0), width: width, later: 2) } ?? [])
    }

    private func neighbours(_ title: String, _ neighbours: [ComponentWhy.Neighbour]) -> [String] {
        guard !neighbours.isEmpty else { return [] }
        return [title]
            + neighbours.flatMap { other in
                let reasons = other.reasons.isEmpty ? "" : ": \(other.reasons.joined(separator: "; "))"
                return TextFlow.wrap(
                    "  \(StatusTable.sign(other.state)) \(DisplayWidth.printable(other.name + reasons))", width: width,
                    later: 4)
            }
    }

    private func lines(_ tree: WhyTree, prefix: String, isLast: Bool) -> [String] {
        // In a deep chain on a narrow terminal the words keep at least half of the line.
        let below = DisplayWidth.of(prefix) + 3 > width / 2 ? prefix : prefix + (isLast ? "   " : "│  ")
        let title = tree.kind == .component ? "waits for \(tree.title)" : tree.title
        let sentence = "\(title): \(tree.sentence)"
        let first = flow(sentence, prefix: prefix + (isLast ? "└─ " : "├─ "), later: below + "  ")
        var lines = first.enumerated().map { $0 == 0 ? emphasised($1, title, tree.state) : $1 }
        let notes = below + (tree.children.isEmpty ? "   " : "│  ")
        func note(_ name: String, _ text: String) {
            lines += flow("\(name) \(text)", prefix: notes, later: notes + "  ")
        }
        for reason in tree.because { note("because", reason) }
        for event in tree.events { note("event:", event) }
        for line in tree.logLines { note("log:", line) }
        if let usually = tree.usually { note("usually:", usually) }
        if let action = tree.action { note("do:", action) }
        for (index, child) in tree.children.enumerated() {
            lines += self.lines(child, prefix: below, isLast: index == tree.children.count - 1)
        }
        return lines
    }

    /// A text after a prefix, its later lines after another one.
    private func flow(_ text: String, prefix: String, later: String) -> [String] {
        let room = width - max(DisplayWidth.of(prefix), DisplayWidth.of(later))
        return TextFlow.wrap(DisplayWidth.printable(text), width: room).enumerated().map {
            ($0 == 0 ? prefix : later) + $1
        }
    }

    private func emphasised(_ line: String, _ title: String, _ state: ComponentStatus.State) -> String {
        guard style == .coloured, let range = line.firstRange(of: title) else { return line }
        return line.replacingCharacters(range, with: coloured(title, state))
    }

    private func coloured(_ text: String, _ state: ComponentStatus.State) -> String {
        StatusTable.role(state).map { style.apply($0, text) } ?? text
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<String.Index>, with text: String) -> String {
        var copy = self
        copy.replaceSubrange(range, with: text)
        return copy
    }
}
