/// A quantity of the Kubernetes API: `500m`, `2Gi`, `1e3` (API reference: `resource.Quantity`).
enum Amount {
    private static let suffixes: [(String, Double)] = [
        ("Ki", 1024), ("Mi", 1_048_576), ("Gi", 1_073_741_824), ("Ti", 1_099_511_627_776),
        ("Pi", 1_125_899_906_842_624), ("Ei", 1_152_921_504_606_846_976), ("n", 1e-9), ("u", 1e-6), ("m", 1e-3),
        ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("E", 1e18),
    ]

    /// The number; nil if the text is no quantity, is negative or too large to be one.
    static func parse(_ text: String) -> Double? {
        for (suffix, factor) in suffixes where text.hasSuffix(suffix) {
            return checked(Double(text.dropLast(suffix.count)).map { $0 * factor })
        }
        return checked(Double(text))
    }

    /// Bytes as people read them: `1.5 GiB`.
    static func bytes(_ number: Double) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        var value = number
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return "\(decimal(value)) \(units[unit])"
    }

    /// A number with one digit after the point at the most.
    static func decimal(_ number: Double) -> String {
        guard number.isFinite, abs(number) < 1e15 else { return "more than can be said" }
        let tenths = Int64((number * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }

    private static func checked(_ number: Double?) -> Double? {
        guard let number, number.isFinite, number >= 0, number < 1e24 else { return nil }
        return number
    }
}
