public import Diagnostics
public import Values

/// Templates of ours that see the same values: those of one component, say.
public struct TemplateUnit: Sendable, Equatable {
    /// One template.
    public struct File: Sendable, Equatable {
        /// The path the result is known by. A name that begins with `_` is a partial: it has no result, its definitions
        /// can be included.
        public var path: String
        /// The template.
        public var text: String

        /// Whether the text comes out of the engine other than it is. Helm takes the words of a missing value out of every text.
        public var isAlive: Bool { Self.hasActions(text) || text.hasBytes(of: "<no value>") }
        /// Whether it only defines what others include.
        public var isPartial: Bool { path.split(separator: "/").last?.hasPrefix("_") ?? false }

        /// Whether a text has template actions.
        ///
        /// - Parameter text: any text.
        public static func hasActions(_ text: String) -> Bool { text.hasBytes(of: "{{") }

        /// Makes a template.
        ///
        /// - Parameters:
        ///   - path: the path the result is known by.
        ///   - text: the template.
        public init(path: String, text: String) {
            self.path = path
            self.text = text
        }
    }

    /// Whether it needs the engine, and the engine its values.
    public static func isAlive(_ templates: [File]) -> Bool { templates.contains { !$0.isPartial && $0.isAlive } }

    /// The unit's name; unlike a chart's it may be any text.
    public var name: String
    /// The templates and partials.
    public var templates: [File]
    /// What the templates see as `.Values`; a mapping.
    public var values: Node

    /// Makes a unit.
    ///
    /// - Parameters:
    ///   - name: the unit's name.
    ///   - templates: the templates and partials.
    ///   - values: what the templates see as `.Values`.
    public init(name: String, templates: [File], values: Node) {
        self.name = name
        self.templates = templates
        self.values = values
    }
}

/// A template of ours that could not be evaluated.
public struct TemplateFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The unit.
    public var unit: String
    /// The template of the unit, when Helm names one.
    public var path: String?
    /// The line in it, from 1.
    public var line: Int?
    /// The column in it in Unicode scalars, from 1.
    public var column: Int?
    /// What is wrong.
    public var message: String
    /// What to do about it.
    public var hint: String?

    /// The message with its place in front.
    public var description: String {
        var place = unit
        if let path { place += "/\(path)" }
        if let line { place += ":\(line)" }
        if let column { place += ":\(column)" }
        return "\(place): \(message)"
    }

    /// The failure as a finding.
    ///
    /// - Parameters:
    ///   - code: the finding's code.
    ///   - file: the name of the file that the template was read from; nil for the template's own path.
    /// - Returns: the finding, about the component that the unit is named after.
    public func finding(code: Code = .templateFailed, file: String? = nil) -> Finding {
        let place = line.flatMap { line in
            (file ?? path).map { Place(file: $0, line: line, column: column ?? 1) }
        }
        return Finding(code: code, message: message, place: place, component: unit, hint: hint)
    }
}

/// All units that could not be evaluated, each with its first failure.
public struct TemplateFailures: Error, Sendable, Equatable, CustomStringConvertible {
    /// The failures, in the order of the units.
    public let failures: [TemplateFailure]

    /// One failure a line.
    public var description: String { failures.map(\.description).joined(separator: "\n") }
}
