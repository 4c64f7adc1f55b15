/// One line of the table.
struct Measurement {
    /// What was measured.
    var what: String
    /// The number; nil if it was not measured.
    var value: Double?
    /// Its unit: `ms`, `MB`, `x`.
    var unit: String
    /// The most it may be; nil if there is no limit.
    var limit: Double?
    /// Why it was not measured, or what must be known to read the number.
    var note: String?

    /// A number, with a limit if there is one.
    init(_ what: String, _ value: Double, _ unit: String, limit: Double? = nil, note: String? = nil) {
        self.what = what
        self.value = value
        self.unit = unit
        self.limit = limit
        self.note = note
    }

    /// What could not be measured.
    init(_ what: String, skipped why: String) {
        self.what = what
        unit = ""
        note = why
    }

    /// Whether the number is within its limit; nil if there is none.
    var isWithin: Bool? {
        guard let value, let limit else { return nil }
        return value <= limit
    }
}
