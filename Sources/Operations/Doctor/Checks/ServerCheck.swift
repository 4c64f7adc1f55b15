import Platform
import Delivery
import Diagnostics
import Kubernetes

/// The server's version is what the platform file says and what the charts need.
struct ServerCheck: DoctorCheck {
    let name = "server"
    let title = "Server"

    /// What Fairlead itself needs: server-side apply without asking for it.
    static let oldest = (major: 1, minor: 20)

    func run(_ context: DoctorContext) throws -> [DoctorResult] {
        Self.judge(
            try context.cluster.serverVersion(), asked: context.desired.input.resolution.specification.kubernetes,
            ranges: context.charts.rendered.compactMap { chart in chart.kubeVersion.map { (chart.member, $0) } },
            uncounted: context.charts.missing(context.desired))
    }

    static func judge(
        _ version: ServerVersion, asked: String, ranges: [(member: String, range: String)], uncounted: [String]
    ) -> [DoctorResult] {
        var results: [DoctorResult] = []
        if (version.major, version.minor) < oldest {
            results.append(
                .failure(
                    .serverVersion, "Kubernetes \(version) is older than 1.20",
                    cause: "it has no stable server-side apply, by which everything is installed",
                    hint: "upgrade the cluster"))
        }
        let numbers = asked.split(separator: ".").map { Int($0) }
        if numbers.count > 1, let major = numbers[0], let minor = numbers[1] {
            if (version.major, version.minor) == (major, minor) {
                results.append(.ok("Kubernetes \(version), as spec.cluster.kubernetes says"))
            } else {
                let isOlder = (version.major, version.minor) < (major, minor)
                results.append(
                    .warning(
                        .serverVersion, "the server is Kubernetes \(version), the platform is rendered for \(asked)",
                        cause: isOlder
                            ? "charts may render objects that this server does not know"
                            : "charts may render objects that this server no longer knows",
                        hint: "set spec.cluster.kubernetes to \(version.major).\(version.minor) and render again"))
            }
        }
        for (member, range) in ranges {
            switch VersionRange.holds(range, version) {
            case true?: results.append(.ok("\(member) needs Kubernetes \(range)", for: [member]))
            case false?:
                results.append(
                    .failure(
                        .serverVersion, "its chart needs Kubernetes \(range), the server is \(version)", for: [member],
                        cause: "Helm refuses to install it there",
                        hint: "upgrade the cluster, or take another version of the chart (`version:` of the component)")
                )
            case nil:
                results.append(.skipped("what the chart asks of Kubernetes cannot be read: \(range)", for: [member]))
            }
        }
        if !uncounted.isEmpty {
            results.append(
                .skipped(
                    "what the charts ask of Kubernetes: they are not on this machine", for: uncounted,
                    hint: "fetch them with `fairlead check --charts DIR --pull`, and give --charts DIR here too"))
        }
        return results
    }
}
