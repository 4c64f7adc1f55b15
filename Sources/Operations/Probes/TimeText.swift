/// Times as the API writes them (RFC 3339), and ages for people.
enum TimeText {
    /// Seconds since 1970; nil if the text is no time.
    ///
    /// - Parameter text: such as `2026-01-31T01:30:00Z`, with or without fractions, with `Z` or an offset.
    static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40 else { return nil }
        func number(_ from: Int, _ count: Int) -> Int64? {
            guard from + count <= bytes.count else { return nil }
            return bytes[from..<(from + count)].reduce(into: Int64?.some(0)) { sum, byte in
                guard let so = sum, (0x30...0x39).contains(byte) else { return sum = nil }
                sum = so * 10 + Int64(byte - 0x30)
            }
        }
        let marks: [(Int, Character)] = [(4, "-"), (7, "-"), (13, ":"), (16, ":")]
        guard marks.allSatisfy({ bytes[$0.0] == $0.1.asciiValue }), [0x54, 0x74, 0x20].contains(bytes[10]),
            let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
            let minute = number(14, 2), let second = number(17, 2), (1...12).contains(month), (1...31).contains(day),
            hour < 24, minute < 60, second < 61
        else { return nil }
        var rest = bytes[19...]
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop { (0x30...0x39).contains($0) } }
        var offset: Int64 = 0
        if rest.count == 6, let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            guard let hours = number(rest.startIndex + 1, 2), let minutes = number(rest.startIndex + 4, 2) else {
                return nil
            }
            offset = (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
        } else if rest.count != 1 || (rest.first != UInt8(ascii: "Z") && rest.first != UInt8(ascii: "z")) {
            return nil
        }
        return days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    }

    // Days since 1970 of a date of the Gregorian calendar, counted in years that begin in March.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        let before = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400
        return before + (153 * monthFromMarch + 2) / 5 + day - 1 - 719_468
    }

    /// An age, such as `3 hours`.
    static func age(_ seconds: Int64) -> String {
        func count(_ number: Int64, _ unit: String) -> String { "\(number) \(unit)\(number == 1 ? "" : "s")" }
        switch seconds {
        case ..<120: return count(seconds, "second")
        case ..<7200: return count(seconds / 60, "minute")
        case ..<172_800: return count(seconds / 3600, "hour")
        default: return count(seconds / 86_400, "day")
        }
    }
}
