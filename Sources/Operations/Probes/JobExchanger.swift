public import Host
public import Kubernetes
import Values

/// Carries exchanges out in a Job of a namespace and removes the Job afterwards, whatever happened.
public struct JobExchanger: Exchanger {
    let cluster: any ProbeCluster
    let namespace: String
    let platform: String
    let image: String
    let nonce: String
    let seconds: Int
    let clock: Clock
    let pause: @Sendable (_ milliseconds: Int) throws -> Void

    /// An exchanger.
    ///
    /// - Parameters:
    ///   - cluster: the cluster.
    ///   - namespace: where the Job runs.
    ///   - platform: the platform's name, for labels.
    ///   - image: the Job's image.
    ///   - nonce: a part of the Job's name that no other run has.
    ///   - seconds: how long the Job may take, with pulling its image.
    ///   - clock: the time.
    ///   - pause: waits; it throws `Interrupted` when the process is asked to stop.
    public init(
        cluster: any ProbeCluster, namespace: String, platform: String, image: String, nonce: String,
        seconds: Int = 600,
        clock: Clock = .system, pause: @escaping @Sendable (_ milliseconds: Int) throws -> Void = Pause.wait
    ) {
        self.cluster = cluster
        self.namespace = namespace
        self.platform = platform
        self.image = image
        self.nonce = nonce
        self.seconds = seconds
        self.clock = clock
        self.pause = pause
    }

    /// Carries exchanges out, all in one Job.
    public func carryOut(_ exchanges: [Exchange]) throws -> [Outcome] {
        let manifest = JobManifest(
            name: "fairlead-verify-\(nonce)", namespace: namespace, platform: platform, image: image,
            exchanges: exchanges,
            seconds: seconds)
        let reference = ObjectReference("batch/v1", "Job", namespace: namespace, name: manifest.name)
        do {
            do {
                try cluster.probeMake(manifest.object)
            } catch let interrupted as Interrupted {
                // The request may have arrived all the same.
                Interrupt.shielded { _ = try? cluster.probeRemove(reference) }
                throw interrupted
            }
            let ended = Result { try wait(for: reference) }
            // Not `defer`: what removing says must not hide what the Job said, and an interrupted run removes, too.
            let log = (try? lastLog(of: reference, lines: exchanges.count + 50)) ?? ""
            try Interrupt.shielded { do { try cluster.probeRemove(reference) } catch is KubernetesFailure {} }
            return manifest.outcomes(log: log, otherwise: try ended.get())
        } catch let failure as KubernetesFailure {
            return exchanges.map { _ in .failed("the Job in \(namespace): \(failure.description)") }
        }
    }

    /// Waits until the Job has ended or cannot begin.
    ///
    /// - Returns: what to say of exchanges that its log does not tell of.
    private func wait(for reference: ObjectReference) throws -> String {
        let deadline = clock.monotonicMilliseconds() + Int64(seconds) * 1000
        while clock.monotonicMilliseconds() < deadline {
            guard let job = try cluster.probeObject(reference) else {
                return "the Job in \(namespace) was removed by somebody"
            }
            for condition in job.at("status", "conditions")?.list ?? [] where condition["status"]?.string == "True" {
                switch condition["type"]?.string {
                case "Complete": return "the Job in \(namespace) did not say what came of it"
                case "Failed":
                    return
                        "the Job in \(namespace) failed: \(ShownText.clean(condition["message"]?.string ?? "for no reason"))"
                default: continue
                }
            }
            if let hindrance = try hindrance(of: reference) { return hindrance }
            try pause(1000)
        }
        return "the Job in \(namespace) did not end within \(seconds) seconds; does its pod find a node?"
    }

    /// Why the pod cannot begin, where waiting does not help.
    private func hindrance(of reference: ObjectReference) throws -> String? {
        let hopeless = [
            "InvalidImageName", "ImagePullBackOff", "ErrImageNeverPull", "CreateContainerConfigError",
            "CreateContainerError", "RunContainerError",
        ]
        for pod in try pods(of: reference) {
            for status in pod.at("status", "containerStatuses")?.list ?? [] {
                guard let waiting = status.at("state", "waiting"), let reason = waiting["reason"]?.string,
                    hopeless.contains(reason)
                else { continue }
                return
                    "the Job in \(namespace) cannot begin: \(reason): \(ShownText.clean(waiting["message"]?.string ?? ""))"
            }
        }
        return nil
    }

    private func lastLog(of reference: ObjectReference, lines: Int) throws -> String {
        guard let pod = try pods(of: reference).first?.at("metadata", "name")?.string else { return "" }
        return try cluster.probeLog(namespace: namespace, pod: pod, lines: lines)
    }

    private func pods(of reference: ObjectReference) throws -> [Node] {
        // The label that Kubernetes itself sets, in every version from 1.20 on.
        try cluster.probeObjects("v1", "Pod", namespace: namespace, labels: "job-name=\(reference.name)")
    }
}
