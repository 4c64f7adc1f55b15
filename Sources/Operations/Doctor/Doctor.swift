import Diagnostics
import Host
import Kubernetes

/// Says before anything is written whether a cluster is fit for exactly this platform.
public enum Doctor {
    /// Every check, in the order in which people read them.
    public static let checks: [any DoctorCheck] = [
        ServerCheck(), ServedKindsCheck(), RightsCheck(), ClockCheck(), NamespaceCheck(), DefinitionCheck(),
        ForeignObjectCheck(), PodSecurityCheck(), RoomCheck(), GPUCheck(), StorageClassCheck(), StorageProbeCheck(),
        IngressCheck(), LoadBalancerCheck(), HostNameCheck(), ObjectStoreCheck(), RegistryCheck(),
    ]

    /// Looks at everything, several things at a time.
    ///
    /// - Parameters:
    ///   - context: the plan and the ways to look.
    ///   - checks: what to look at.
    /// - Throws: `KubernetesFailure` if the server cannot be reached at all or does not know who asks; `Interrupted`.
    public static func examine(_ context: DoctorContext, checks: [any DoctorCheck] = Doctor.checks) throws
        -> DoctorReport
    {
        // Without an answer every check would fail for the one reason.
        let version = try context.cluster.serverVersion()
        let sections = Parallel.map(checks, limit: 8) { check in
            DoctorReport.Section(name: check.name, title: check.title, results: try results(of: check, context))
        }
        return DoctorReport(
            platform: context.desired.name, server: version.text, sections: try sections.map { try $0.get() })
    }

    // A check that fails is a finding; only the request to stop ends them all.
    private static func results(of check: any DoctorCheck, _ context: DoctorContext) throws -> [DoctorResult] {
        do {
            guard let limit = check.timeLimit else { return try check.run(context) }
            return try TimeLimit.run(milliseconds: limit) { try check.run(context) }
        } catch let interrupted as Interrupted {
            throw interrupted
        } catch let late as TimedOut {
            return [
                .warning(
                    .checkNotDone, "it took longer than \(late.milliseconds / 1000) seconds", for: [],
                    cause: "nothing can be said about: \(check.title.lowercased())",
                    hint: "look whether the server is slow, and run the doctor again")
            ]
        } catch let failure as KubernetesFailure where failure.kind == .forbidden {
            return [.skipped("not allowed to look: \(failure.message)", hint: failure.hint)]
        } catch let failure as KubernetesFailure {
            return [notDone(check, failure.message, failure.hint)]
        } catch {
            return [notDone(check, "\(error)", nil)]
        }
    }

    private static func notDone(_ check: any DoctorCheck, _ why: String, _ hint: String?) -> DoctorResult {
        .warning(
            .checkNotDone, why, cause: "nothing can be said about: \(check.title.lowercased())",
            hint: hint ?? "run the doctor again when that is put right")
    }
}
