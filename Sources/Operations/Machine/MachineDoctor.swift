public import Delivery
import Diagnostics
import Glibc
import Host
import Values

/// Says whether a machine is fit for a platform: Podman, its parts, cgroups, ports, room. It only looks.
public struct MachineDoctor: Sendable {
    private let plan: MachinePlan
    private let podman: Podman

    /// A doctor.
    ///
    /// - Parameters:
    ///   - plan: the platform on the machine.
    ///   - podman: the command.
    public init(_ plan: MachinePlan, podman: Podman) {
        self.plan = plan
        self.podman = podman
    }

    /// Looks.
    ///
    /// - Throws: `Interrupted`.
    public func examine() throws -> DoctorReport {
        let info: Node
        do {
            info = try podman.json(["info", "--format", "json"])
        } catch let failure as PodmanFailure {
            let result = DoctorResult.failure(
                .podmanFailed, failure.finding.message, hint: failure.finding.hint)
            return report([("podman", "Podman", [result])], version: nil)
        }
        let state = try? MachineState.read(podman, platform: plan.platform)
        return report(
            [
                ("podman", "Podman", try engine(info)), ("groups", "Control groups", groups(info)),
                ("ports", "Ports", try ports(state)), ("room", "Room", room(info)),
                ("boot", "After a restart", boot(info)),
            ], version: info.at("version", "Version")?.string)
    }

    private func report(_ sections: [(String, String, [DoctorResult])], version: String?) -> DoctorReport {
        DoctorReport(
            platform: plan.platform, place: "Podman", server: version,
            sections: sections.map { .init(name: $0.0, title: $0.1, results: $0.2) })
    }

    private func engine(_ info: Node) throws -> [DoctorResult] {
        var results: [DoctorResult] = []
        let text = info.at("version", "Version")?.string ?? ""
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        if let first = numbers.first, first > 4 || (first == 4 && (numbers.dropFirst().first ?? 0) >= 3) {
            results.append(.ok("version \(text)"))
        } else {
            results.append(
                .failure(.podmanFailed, "version \(text) is too old", hint: "4.3 is the oldest that was tried"))
        }
        let network = info.at("host", "networkBackend")?.string ?? ""
        results.append(
            network == "netavark"
                ? .ok("networks by netavark")
                : .failure(
                    .podmanFailed, "networks are made by \(network.isEmpty ? "nothing" : network), not by netavark",
                    cause: "only netavark keeps networks apart",
                    hint: "install netavark, and set network_backend = \"netavark\" under [network] in containers.conf")
        )
        if Processes.find("iptables") == nil, Processes.find("nft") == nil {
            results.append(
                .failure(
                    .podmanFailed, "there is neither iptables nor nft", hint: "install iptables: netavark needs it"))
        }
        let rootless = info.at("host", "security", "rootless")?.bool == true
        results.append(rootless ? try wayIn() : .ok("Podman runs as root"))
        return results
    }

    /// Without root, whether a server answers is asked from inside of the containers' network.
    private func wayIn() throws -> DoctorResult {
        do {
            try podman.run(["unshare", "--rootless-netns", "true"], seconds: 30)
            return .ok("Podman runs without root, and its networks are reached")
        } catch let error as PodmanFailure {
            return .failure(
                .podmanFailed, "Podman runs without root, and there is no way to its containers' network: \(error)",
                hint: "install uidmap, and slirp4netns or passt, and give the user numbers in /etc/subuid")
        }
    }

    private func groups(_ info: Node) -> [DoctorResult] {
        let version = info.at("host", "cgroupVersion")?.string ?? ""
        let runtime = info.at("host", "ociRuntime", "name")?.string ?? ""
        if version == "v1", runtime == "crun" {
            return [
                .failure(
                    .podmanFailed, "cgroups \(version) with crun",
                    cause: "crun refuses where both versions are mounted",
                    hint: "install runc, and set runtime = \"runc\" under [engine] in containers.conf")
            ]
        }
        return [.ok("cgroups \(version), \(runtime)")]
    }

    private func ports(_ state: MachineState?) throws -> [DoctorResult] {
        let own = Set(state?.containers.values.filter(\.isRunning).map(\.name) ?? [])
        let wanted = plan.units.filter { !own.contains($0.name) }.flatMap { unit in
            unit.publishes.compactMap { text -> (Int, String)? in
                let parts = text.split(separator: "/").first.map { $0.split(separator: ":") } ?? []
                guard parts.count >= 2, let port = Int(parts[parts.count - 2]) else { return nil }
                return (port, unit.component)
            }
        }
        if wanted.isEmpty {
            let all = plan.units.flatMap(\.publishes)
            return [.ok(all.isEmpty ? "none is asked for" : "\(all.count) in the platform's own hands")]
        }
        return try wanted.map { port, component in
            try Interrupt.check()
            do {
                _ = try Socket(host: "127.0.0.1", port: port, milliseconds: 1000)
                return .failure(
                    .podmanFailed, "port \(port) is taken", for: [component],
                    hint: "stop what listens there (`ss -ltnp`), or set another port in the options of \(component)")
            } catch is SocketFailure {
                return .ok("port \(port) is free", for: [component])
            }
        }
    }

    private func room(_ info: Node) -> [DoctorResult] {
        var results: [DoctorResult] = []
        let asked = plan.units.reduce(Int64(0)) { $0 + $1.memory }
        let total = info.at("host", "memTotal")?.integer ?? 0
        let words = "\(Self.gibibytes(asked)) of memory are asked for, the machine has \(Self.gibibytes(total))"
        results.append(
            total > 0 && asked > total
                ? .failure(.roomShort, words, hint: "leave components out, or take a larger machine") : .ok(words))
        if let folder = info.at("store", "graphRoot")?.string {
            var place = statvfs()
            if statvfs(folder, &place) == 0 {
                let free = Int64(place.f_bavail) * Int64(place.f_frsize)
                let words = "\(Self.gibibytes(free)) are free for images and volumes in \(folder)"
                results.append(
                    free < 20 << 30
                        ? .warning(.roomShort, words, hint: "images of such a platform take some 20 GiB") : .ok(words))
            }
        }
        return results
    }

    private func boot(_ info: Node) -> [DoctorResult] {
        let isRootless = info.at("host", "security", "rootless")?.bool == true
        guard Processes.find("systemctl") != nil else {
            return [.skipped("no systemd: after a restart `fairlead up` starts what is to run")]
        }
        let scope = isRootless ? ["--user"] : []
        let result = try? Processes.run(
            "systemctl", scope + ["is-enabled", "podman-restart.service"], timeoutSeconds: 10)
        if let result, result.succeeded { return [.ok("podman-restart.service starts what ran")] }
        return [
            .warning(
                .podmanFailed, "nothing starts the containers after a restart of the machine",
                hint: "systemctl \((scope + ["enable", "podman-restart.service"]).joined(separator: " "))"
                    + (isRootless ? " && loginctl enable-linger" : ""))
        ]
    }

    private static func gibibytes(_ bytes: Int64) -> String {
        let tenths = bytes * 10 / (1 << 30)
        return "\(tenths / 10).\(tenths % 10) GiB"
    }
}
