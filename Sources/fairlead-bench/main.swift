import Glibc
import Host

// Without a word in front it measures; the words are the small programs that a measurement starts many times.
Interrupt.install()
let words = Array(CommandLine.arguments.dropFirst())
do {
    switch words.first {
    case "measured": exit(try MeasuredProcess.main(Array(words.dropFirst())))
    case "render-one-chart": try OneChart.main(Array(words.dropFirst()))
    case "seal-one": try OneSeal.main(Array(words.dropFirst()))
    default: try Suite(Options(words)).run()
    }
} catch {
    Talk.say("fairlead-bench: \(error)")
    exit(2)
}
