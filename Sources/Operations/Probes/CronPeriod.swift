/// How long it may be from one time of a schedule to the next.
enum CronPeriod {
    /// The longest time between two runs, rounded up to an hour, a day, a week, a month or a year.
    ///
    /// - Parameter schedule: five fields as of cron(5), six with seconds in front (as robfig/cron has them), or `@daily` and the like.
    /// - Returns: seconds; a day where the schedule cannot be read.
    static func seconds(_ schedule: String) -> Int64 {
        let (hour, day): (Int64, Int64) = (3600, 86_400)
        switch schedule {
        case "@hourly": return hour
        case "@daily", "@midnight": return day
        case "@weekly": return 7 * day
        case "@monthly": return 31 * day
        case "@yearly", "@annually": return 366 * day
        default: break
        }
        var fields = schedule.split(separator: " ").map(String.init)
        if fields.first?.contains("TZ=") == true { fields.removeFirst() }
        if fields.count == 6 { fields.removeFirst() }
        guard fields.count == 5 else { return day }
        func isAny(_ field: String) -> Bool { field == "*" || field == "?" }
        if !isAny(fields[3]) { return 366 * day }
        if !isAny(fields[2]) { return 31 * day }
        if !isAny(fields[4]) { return 7 * day }
        if isAny(fields[1]) { return hour }
        if fields[1].hasPrefix("*/"), let step = Int64(fields[1].dropFirst(2)), (1...24).contains(step) {
            return step * hour
        }
        return day
    }
}
