/// Lengths of time for people.
enum StatusAge {
    /// How long: `40 s`, `12 min`, `3 h`, `2 days`.
    static func text(_ seconds: Int64) -> String {
        switch seconds {
        case ..<120: "\(max(seconds, 0)) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        default: "\(seconds / 86_400) days"
        }
    }
}
