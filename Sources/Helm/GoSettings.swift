import Glibc

/// The settings of the Go runtime that comes with Helm's library.
///
/// Collecting after every few megabytes took half of the time of a short run. Up to a size that only `check --charts` reaches nothing is
/// collected, beyond it what is needed to stay there: a release's objects are in memory several times.
enum GoSettings {
    private static let settings = [("GOGC", "off"), ("GOMEMLIMIT", "160MiB")]
    /// Variables that a shell leaves in the environment and that Helm has no use for.
    private static let spare = [
        "_", "OLDPWD", "SHLVL", "LS_COLORS", "LESSOPEN", "LESSCLOSE", "COLORTERM", "TERM", "COLUMNS", "LINES",
        "LOGNAME", "MAIL", "HOSTNAME",
        "PWD", "LANG", "PAGER", "EDITOR",
    ]

    /// Makes the settings, if nobody else did. The runtime reads them once, when it starts.
    static func make() { _ = made }

    private static let made: Void = {
        guard settings.allSatisfy({ getenv($0.0) == nil }) else { return }
        let kernel = environ
        // A library's runtime finds the environment behind the arguments, where the kernel laid it out (Go, `goenvs_unix`), and never asks
        // the C library, whose list moves away from there at the first setenv. From then on nobody else reads the kernel's list, and an
        // entry in it that nothing needs makes room for a setting. Where there is no room, the runtime stays as it comes.
        setenv(settings[0].0, settings[0].1, 1)
        unsetenv(settings[0].0)
        guard environ != kernel else { return }
        var places: [Int] = []
        var index = 0
        while let entry = kernel[index] {
            let name = String(cString: entry).prefix { $0 != "=" }
            if spare.contains(String(name)) { places.append(index) }
            index += 1
        }
        guard places.count >= settings.count else { return }
        for (place, setting) in zip(places, settings) { kernel[place] = strdup("\(setting.0)=\(setting.1)") }
    }()
}
