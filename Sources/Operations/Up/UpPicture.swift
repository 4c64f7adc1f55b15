package import Diagnostics

/// How an installation stands, and what that looks like in a given room. No clock and no terminal: a value.
package struct UpPicture {
    private enum State {
        case pending
        case running(since: Int64)
        case waiting(since: Int64, [WaitReason])
        case done(milliseconds: Int64, isChanged: Bool)
        case failed
    }

    private let phases: [UpPhase]
    private var states: [String: State] = [:]
    private var present = -1
    private var starts: [Int: Int64] = [:]
    private var ends: [Int: Int64] = [:]
    private let style: TextStyle

    /// Nothing has begun yet.
    ///
    /// - Parameters:
    ///   - phases: the way.
    ///   - style: whether it is coloured.
    package init(_ phases: [UpPhase], style: TextStyle) {
        self.phases = phases
        self.style = style
    }

    /// Takes notice of something.
    ///
    /// - Parameter now: milliseconds that only grow.
    package mutating func note(_ event: UpEvent, now: Int64) {
        switch event {
        case .phase(let number, _):
            if present >= 0 { ends[present] = now }
            present = number
            starts[number] = now
        case .began(let step): states[step.id] = .running(since: now)
        case .waiting(let step, let reasons): states[step.id] = .waiting(since: since(step) ?? now, reasons)
        case .done(let step, let outcome, let milliseconds):
            states[step.id] = .done(milliseconds: milliseconds, isChanged: outcome != .unchanged)
        case .failed(let step, _): states[step.id] = .failed
        case .note: break
        }
    }

    private func since(_ step: UpStep) -> Int64? {
        switch states[step.id] {
        case .running(let since), .waiting(let since, _): since
        default: nil
        }
    }

    /// The picture in so many columns and rows: the present phase in full, the others on a line each, and less where that is too much.
    package func lines(width: Int, height: Int, now: Int64) -> [String] {
        let width = max(width, 20)
        let room = max(height - 1, 4)
        for reasons in [2, 1, 0] {
            let lines = all(reasons: reasons, isShort: false, now: now)
            if lines.count <= room { return lines.map { fit($0, width) } }
        }
        let short = all(reasons: 1, isShort: true, now: now)
        guard short.count > room else { return short.map { fit($0, width) } }
        return (short.prefix(room - 1) + [Line(.faint, "  … and \(short.count - room + 1) more lines")]).map {
            fit($0, width)
        }
    }

    private struct Line {
        var role: TextStyle.Role?
        var text: String
        init(_ role: TextStyle.Role?, _ text: String) { (self.role, self.text) = (role, text) }
    }

    private func all(reasons: Int, isShort: Bool, now: Int64) -> [Line] {
        var lines: [Line] = []
        let done = phases.indices.filter { $0 < present }
        if isShort, done.count > 1 {
            lines.append(Line(.good, "✓ \(done.count) phases are done"))
        } else {
            lines += done.map {
                Line(.good, "✓ \(phases[$0].title)  \(Self.time((ends[$0] ?? now) - (starts[$0] ?? now)))")
            }
        }
        if phases.indices.contains(present) {
            lines.append(Line(.strong, "▸ \(phases[present].title)  \(Self.time(now - (starts[present] ?? now)))"))
            // What is not done first: it is what one looks for.
            let lanes = phases[present].lanes.map { (lane: $0, isDone: isDone($0)) }
            let ordered = lanes.filter { !$0.isDone } + (isShort ? [] : lanes.filter(\.isDone))
            for entry in ordered { lines += rows(entry.lane, reasons: reasons, now: now) }
            if isShort, ordered.count < lanes.count {
                lines.append(Line(.good, "  ✓ \(lanes.count - ordered.count) members are done"))
            }
        }
        let later = phases.indices.filter { $0 > present }
        if isShort, later.count > 1 {
            lines.append(Line(.faint, "· \(later.count) more phases"))
        } else {
            lines += later.map { Line(.faint, "· \(phases[$0].title)  \(members(phases[$0]))") }
        }
        return lines
    }

    private func isDone(_ lane: [UpStep]) -> Bool {
        lane.allSatisfy { step in if case .done? = states[step.id] { true } else { false } }
    }

    private func members(_ phase: UpPhase) -> String {
        let names = phase.lanes.compactMap { $0.first?.member }
        return names.isEmpty ? (phase.lanes.first?.first?.title ?? "") : names.joined(separator: ", ")
    }

    /// A lane: one line for the step that it is at, and what that waits for.
    private func rows(_ lane: [UpStep], reasons: Int, now: Int64) -> [Line] {
        let name = lane.compactMap(\.member).first
        guard let step = lane.first(where: { step in if case .done? = states[step.id] { false } else { true } }) else {
            let sum = lane.reduce(Int64(0)) { sum, step in
                if case .done(let time, _)? = states[step.id] { sum + time } else { sum }
            }
            let isChanged = lane.contains { step in if case .done(_, true)? = states[step.id] { true } else { false } }
            return [
                Line(.good, "  ✓ \(name ?? lane.first?.title ?? "")  \(isChanged ? Self.time(sum) : "as it should be")")
            ]
        }
        let title = name.map { "\($0)  \(step.title)" } ?? step.title
        switch states[step.id] {
        case .running(let since): return [Line(nil, "  ◌ \(title)  \(Self.time(now - since))")]
        case .waiting(let since, let all):
            let isFailing = all.contains(where: \.isFailure)
            return [Line(isFailing ? .warning : nil, "  ◔ \(title)  \(Self.time(now - since))")]
                + all.prefix(reasons).map {
                    Line($0.isFailure ? .warning : .faint, "      \($0.reference): \($0.sentence)")
                }
                + (all.count > reasons && reasons > 0 ? [Line(.faint, "      and \(all.count - reasons) more")] : [])
        case .failed: return [Line(.error, "  ✗ \(title)")]
        default: return [Line(.faint, "  · \(title)")]
        }
    }

    /// A duration as people say it: `42 s`, `3 min 05 s`.
    package static func time(_ milliseconds: Int64) -> String {
        let seconds = max(milliseconds, 0) / 1000
        if seconds < 60 { return "\(seconds) s" }
        let rest = seconds % 60
        return seconds < 3600
            ? "\(seconds / 60) min \(rest < 10 ? "0" : "")\(rest) s" : "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }

    /// The line in so many columns; wide characters count twice, as on terminals.
    private func fit(_ line: Line, _ width: Int) -> String {
        var columns = 0
        var text = String.UnicodeScalarView()
        for scalar in line.text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            let needed = scalar.value >= 0x1100 && !(0x2000...0x2BFF).contains(scalar.value) ? 2 : 1
            // The last column stays free: some terminals wrap when it is written to.
            if columns + needed > width - 2 {
                text.append("…")
                break
            }
            text.append(isControl ? " " : scalar)
            columns += needed
        }
        return line.role.map { style.apply($0, String(text)) } ?? String(text)
    }
}
