/// Numbers as people read them.
enum Numbers {
    /// A number with a fixed count of decimals.
    static func text(_ number: Double, decimals: Int) -> String {
        guard number.isFinite, number.magnitude < 1e15 else { return "?" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let whole = Int64((number.magnitude * scale).rounded())
        let sign = number < 0 && whole > 0 ? "-" : ""
        guard decimals > 0 else { return sign + String(whole) }
        let fraction = String(whole % Int64(scale))
        return "\(sign)\(whole / Int64(scale))." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }

    /// A number with about three digits that say something.
    static func short(_ number: Double) -> String {
        switch number.magnitude {
        case 100...: text(number, decimals: 0)
        case 10..<100: text(number, decimals: 1)
        case 1..<10: text(number, decimals: 2)
        default: text(number, decimals: 3)
        }
    }

    /// The middle of some numbers; zero if there are none.
    static func median(_ numbers: [Double]) -> Double {
        let sorted = numbers.sorted()
        guard let upper = sorted[safe: sorted.count / 2] else { return 0 }
        guard sorted.count.isMultiple(of: 2), let lower = sorted[safe: sorted.count / 2 - 1] else { return upper }
        return (lower + upper) / 2
    }
}

extension Array {
    /// The element, or nil if there is none at that index.
    subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
