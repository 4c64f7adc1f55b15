import ClusterSupport
import Host
import Kubernetes
import Testing

extension LiveTests {
    @Suite struct Killed {
        /// Killed again and again, a few events further each time; then everything is removed in the same way.
        @Test func goesOnAfterEachKill() throws {
            var undisturbed: [String] = []
            try LiveTrial.run { trial throws in
                let result = try trial.up()
                try #require(result.status == 0, "\(result)")
                undisturbed = try trial.state()
            }
            try LiveTrial.run { trial throws in
                for lines in stride(from: 2, through: 40, by: 5) {
                    let result = try trial.signalled(trial.upLine + " -o json", afterLines: lines)
                    #expect([0, 137].contains(result.status), "\(result)")
                    if result.status == 0 { break }
                }
                let last = try trial.up()
                #expect(last.status == 0, "\(last)")
                #expect(try trial.state() == undisturbed)
            }
        }

        /// Ctrl-C while it waits; the next run goes on.
        @Test func stopsWhenAsked() throws {
            try LiveTrial.run(script: [.init("Deployment", name: "base", .stuck), .init("*", .ready)]) { trial throws in
                let line = "timeout --preserve-status --foreground -s INT 15 \(trial.upLine)"
                let stopped = try trial.bash(line)
                #expect(stopped.status == 130 && stopped.error.contains("running it again goes on"), "\(stopped)")
                trial.simulator.play([.init("*", .ready)])
                let next = try trial.up()
                #expect(next.status == 0, "\(next)")
            }
        }
    }
}
