/// Amounts of something, with a unit.
enum AmountForms {
    /// A quantity in the grammar of Kubernetes' `resource.Quantity`, without a sign: a platform asks for no less than nothing.
    static func isQuantity(_ bytes: Bytes) -> Bool {
        let end = bytes.firstIndex { !$0.isDigit && $0 != UInt8(ascii: ".") } ?? bytes.endIndex
        let digits = Scan.split(bytes[..<end], ".")
        guard digits.count <= 2, digits.contains(where: { !$0.isEmpty }) else { return false }
        let suffix = bytes[end...]
        let units = ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
        if units.contains(where: { suffix.elementsEqual($0.utf8) }) { return true }
        guard let mark = suffix.first, mark.isAmong("eE") else { return false }
        var exponent = suffix.dropFirst()
        if let sign = exponent.first, sign.isAmong("+-") { exponent = exponent.dropFirst() }
        return Scan.isDigits(exponent)
    }

    /// Whole numbers with units, each unit once, from large to small: what both Go and Prometheus understand, and days.
    static func isDuration(_ bytes: Bytes) -> Bool {
        var rest = bytes
        var units = Array("dhms".utf8)[...]
        guard !rest.isEmpty else { return false }
        while !rest.isEmpty {
            let digits = rest.prefix(while: \.isDigit)
            let unit = rest.dropFirst(digits.count).first
            guard (1...9).contains(digits.count), let unit, let index = units.firstIndex(of: unit) else { return false }
            units = units[(index + 1)...]
            rest = rest.dropFirst(digits.count + 1)
        }
        return true
    }
}
