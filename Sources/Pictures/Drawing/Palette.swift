extension Topology.Kind {
    /// A light fill, for pictures that know only one background.
    var tint: String {
        switch self {
        case .entry: "#ffe9d2"
        case .ai: "#eae3fb"
        case .data: "#d9ebfb"
        case .observability: "#d8f1e4"
        case .security: "#fbdfe3"
        case .delivery: "#e6e9ed"
        case .other: "#f1efe6"
        }
    }

    /// A strong tone on a light background.
    var tone: String {
        switch self {
        case .entry: "#b85c00"
        case .ai: "#6a3fc4"
        case .data: "#1a6fb5"
        case .observability: "#1b7f52"
        case .security: "#b92c4b"
        case .delivery: "#5b6572"
        case .other: "#7a7146"
        }
    }

    /// The same tone on a dark background.
    var darkTone: String {
        switch self {
        case .entry: "#f0a04b"
        case .ai: "#b194f5"
        case .data: "#6db4f2"
        case .observability: "#56c596"
        case .security: "#f2809a"
        case .delivery: "#a3adba"
        case .other: "#c9bf8e"
        }
    }
}
