/// Schedules of Kubernetes CronJobs: five fields, Sunday is 0 and only 0.
enum CronForm {
    private static let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    private static let days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

    static func isSchedule(_ bytes: Bytes) -> Bool {
        let fields = Scan.split(bytes, " ")
        guard fields.count == 5 else { return false }
        return isField(fields[0], 0...59) && isField(fields[1], 0...23) && isField(fields[2], 1...31)
            && isField(fields[3], 1...12, names: months) && isField(fields[4], 0...6, names: days)
    }

    private static func isField(_ bytes: Bytes, _ range: ClosedRange<Int>, names: [String] = []) -> Bool {
        Scan.split(bytes, ",").allSatisfy { item in
            let (span, step) = Scan.cut(item, "/").map { ($0.before, Optional($0.after)) } ?? (item, nil)
            if let step, (Scan.number(step, upTo: range.upperBound) ?? 0) < 1 { return false }
            if span.elementsEqual("*".utf8) { return true }
            guard let (low, high) = Scan.cut(span, "-") else { return value(span, range, names) != nil }
            guard let first = value(low, range, names), let last = value(high, range, names) else { return false }
            return first <= last
        }
    }

    private static func value(_ bytes: Bytes, _ range: ClosedRange<Int>, _ names: [String]) -> Int? {
        if let number = Scan.number(bytes, upTo: range.upperBound) { return range.contains(number) ? number : nil }
        let upper = bytes.map { $0.isLower ? $0 - 32 : $0 }
        return names.firstIndex { upper.elementsEqual($0.utf8) }.map { $0 + range.lowerBound }
    }
}
