public import Diagnostics

/// A status for people: a row for each component, fitted to the terminal.
public struct StatusText {
    private let status: PlatformStatus
    private let style: TextStyle
    private let width: Int
    private let hasWaves: Bool

    /// A text.
    ///
    /// - Parameters:
    ///   - status: what is shown.
    ///   - style: with or without colours.
    ///   - width: the columns of the terminal.
    ///   - hasWaves: whether components are grouped by waves.
    public init(
        _ status: PlatformStatus, style: TextStyle = .plain, width: Int = 80, hasWaves: Bool = false
    ) {
        self.status = status
        self.style = style
        self.width = max(width, 20)
        self.hasWaves = hasWaves
    }

    /// The whole text.
    public var text: String {
        let rows = status.parts
        let table = StatusTable(rows, now: status.checkedAt, style: style, width: width)
        var lines = [heading] + table.header
        if hasWaves {
            lines += rows.filter { $0.wave == nil }.flatMap(table.lines)
            for wave in Set(rows.compactMap(\.wave)).sorted() {
                lines.append(style.apply(.strong, "wave \(wave)"))
                lines += rows.filter { $0.wave == wave }.flatMap(table.lines)
            }
        } else {
            lines += rows.flatMap(table.lines)
        }
        for unseen in status.unseen {
            lines += TextFlow.wrap("not looked at: \(unseen.kind): \(unseen.reason)", width: width, later: 4)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var heading: String {
        let counts = ComponentStatus.State.allCases.filter { $0 != .none }.compactMap { state -> String? in
            let count = status.components.count { $0.state == state }
            return count == 0 ? nil : "\(count) \(state.rawValue)"
        }
        let since = status.since.map { " for \(StatusAge.text(status.checkedAt - $0))" } ?? ""
        let verdict = status.isReady ? style.apply(.good, "ready") : style.apply(.warning, "not ready")
        return "\(style.apply(.strong, status.platform)) is \(verdict)\(since): \(counts.joined(separator: ", "))"
    }
}

/// The columns of the table: as many as fit, and why something is not ready below its row where there is no room beside it.
struct StatusTable {
    private let columns: [Column]
    private let widths: [Int]
    private let reasonRoom: Int
    private let style: TextStyle
    private let width: Int

    private enum Column: String, CaseIterable { case component, state, ready, version, age }

    private let now: Int64

    init(_ rows: [ComponentStatus], now: Int64, style: TextStyle, width: Int) {
        self.now = now
        self.style = style
        self.width = width
        var columns = Column.allCases
        func widths(_ columns: [Column]) -> [Int] {
            columns.map { column in
                (rows.map { Self.cell(column, $0, now) } + [column.rawValue]).map(DisplayWidth.of).max() ?? 0
            }
        }
        // The least telling goes first.
        for column in [Column.age, .version, .ready] {
            let used = widths(columns).reduce(0) { $0 + $1 + 2 }
            if used + (column == .ready ? 0 : 24) <= width { break }
            columns.removeAll { $0 == column }
        }
        self.columns = columns
        self.widths = widths(columns)
        let room = width - self.widths.reduce(0) { $0 + $1 + 2 }
        reasonRoom = room >= 24 ? room : 0
    }

    var header: [String] {
        var cells = zip(columns, widths).map { TextFlow.pad($0.rawValue.uppercased(), $1) }
        if reasonRoom > 0 { cells.append("WHY") }
        return [style.apply(.strong, TextFlow.trimmed(cells.joined(separator: "  ")))]
    }

    func lines(_ row: ComponentStatus) -> [String] {
        let cells = zip(columns, widths).map { column, width in
            let cell = TextFlow.pad(DisplayWidth.printable(Self.cell(column, row, now)), width)
            return column == .state ? Self.role(row.state).map { style.apply($0, cell) } ?? cell : cell
        }
        let head = cells.joined(separator: "  ")
        let why = row.why.map { DisplayWidth.printable($0) } ?? ""
        guard !why.isEmpty else { return [TextFlow.trimmed(head)] }
        if reasonRoom == 0 {
            return [TextFlow.trimmed(head)] + TextFlow.wrap("    " + why, width: width, later: 4)
        }
        let reasons = TextFlow.wrap(why, width: reasonRoom)
        let indent = String(repeating: " ", count: width - reasonRoom)
        return reasons.enumerated().map { $0 == 0 ? head + "  " + $1 : indent + $1 }
    }

    private static func cell(_ column: Column, _ row: ComponentStatus, _ now: Int64) -> String {
        switch column {
        case .component: return row.name
        case .state: return "\(sign(row.state)) \(word(row.state))"
        case .ready:
            let count = row.pods.desired > 0 ? row.pods : row.objects
            return count.desired > 0 ? count.text : "-"
        case .version:
            guard let wanted = row.wantedVersion else { return "-" }
            guard let deployed = row.deployedVersion, deployed != wanted else { return wanted }
            return "\(deployed) → \(wanted)"
        case .age: return row.created.map { StatusAge.text(now - $0) } ?? "-"
        }
    }

    /// A sign that needs no colour.
    static func sign(_ state: ComponentStatus.State) -> String {
        switch state {
        case .ready: "✓"
        case .progressing: "…"
        case .failed: "✗"
        case .missing: "○"
        case .unknown: "?"
        case .none: "·"
        }
    }

    static func word(_ state: ComponentStatus.State) -> String {
        state == .none ? "not needed" : state.rawValue
    }

    static func role(_ state: ComponentStatus.State) -> TextStyle.Role? {
        switch state {
        case .ready: .good
        case .progressing, .missing, .unknown: .warning
        case .failed: .error
        case .none: .faint
        }
    }
}
