import Kubernetes
import Testing
import Values

/// What each kind's rule makes of its statuses.
@Suite struct ReadinessTests {
    static let now: Int64 = 1_800_000_000

    struct Case: Sendable, CustomTestStringConvertible {
        let object: String
        let level: ReadinessState.Level
        let reason: String
        let words: String
        var testDescription: String { "\(object.prefix(60)) \(reason)" }

        init(_ head: String, _ rest: String, _ level: ReadinessState.Level, _ reason: String = "", _ words: String = "")
        {
            object = "{apiVersion: \(head.prefix { $0 != " " }), kind: \(head.drop { $0 != " " }.dropFirst()), \(rest)}"
            (self.level, self.reason, self.words) = (level, reason, words)
        }

        var state: ReadinessState {
            get throws { Readiness.of(try YAML.parseSingle(Array(object.utf8), file: "case"), now: ReadinessTests.now) }
        }
    }

    @Test(arguments: workloads + pods + storage + cluster + gateways + custom)
    func `is as its controller says`(_ sample: Case) throws {
        let state = try sample.state
        #expect(state.level == sample.level, "\(state.sentence)")
        #expect(state.reason == sample.reason, "\(state.sentence)")
        #expect(state.sentence.contains(sample.words), "\(state.sentence)")
        #expect(!state.sentence.isEmpty && !state.sentence.hasSuffix("."))
    }

    private static let full =
        "status: {observedGeneration: 2, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2, conditions: [{type: Available, status: 'True'}]}"

    static let workloads = [
        Case(
            "apps/v1 Deployment", "metadata: {generation: 2}, spec: {replicas: 2}, \(full)", .ready, "",
            "2 of 2 pods are ready"),
        Case(
            "apps/v1 Deployment", "metadata: {generation: 3}, spec: {replicas: 2}, \(full)", .progressing, "NotObserved"
        ),
        Case("apps/v1 Deployment", "metadata: {generation: 1}, spec: {replicas: 2}", .progressing, "NoStatus"),
        Case("apps/v1 Deployment", "spec: {replicas: 3}, \(full)", .progressing, "Updating", "2 of 3"),
        Case(
            "apps/v1 Deployment", "spec: {replicas: 1}, status: {replicas: 2, updatedReplicas: 1}", .progressing,
            "Replacing", "1 pod of the old version is"),
        Case(
            "apps/v1 Deployment", "status: {replicas: 1, updatedReplicas: 1}", .progressing, "PodsNotReady",
            "0 of 1 pod is ready"),
        Case(
            "apps/v1 Deployment", "spec: {replicas: 0}, status: {observedGeneration: 1}", .ready, "", "no pod is wanted"
        ),
        Case("apps/v1 Deployment", "spec: {paused: true}, status: {}", .progressing, "Paused"),
        Case(
            "apps/v1 Deployment",
            "status: {conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded}]}", .failed,
            "ProgressDeadlineExceeded"),
        Case(
            "apps/v1 Deployment",
            "status: {conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate, message: exceeded quota}]}",
            .failed, "FailedCreate", "exceeded quota"),
        Case(
            "apps/v1 StatefulSet", "spec: {replicas: 3}, status: {replicas: 3, readyReplicas: 2}", .progressing,
            "PodsNotReady", "2 of 3"),
        Case(
            "apps/v1 StatefulSet",
            "spec: {replicas: 3}, status: {replicas: 3, readyReplicas: 3, updatedReplicas: 1, currentRevision: a, updateRevision: b}",
            .progressing, "Updating", "1 of 3"),
        Case(
            "apps/v1 StatefulSet",
            "spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}}, status: {replicas: 3, readyReplicas: 3, updatedReplicas: 1, currentRevision: a, updateRevision: b}",
            .ready),
        Case(
            "apps/v1 StatefulSet",
            "spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 1}}}, status: {replicas: 3, readyReplicas: 3, updatedReplicas: 1}",
            .progressing, "Updating", "1 of 2"),
        Case(
            "apps/v1 StatefulSet",
            "spec: {updateStrategy: {type: OnDelete}}, status: {replicas: 1, readyReplicas: 1, currentRevision: a, updateRevision: b}",
            .ready),
        Case("apps/v1 StatefulSet", "status: {replicas: 2, readyReplicas: 2}", .progressing, "Shrinking"),
        Case("apps/v1 DaemonSet", "metadata: {generation: 1}", .progressing, "NoStatus"),
        Case("apps/v1 DaemonSet", "status: {desiredNumberScheduled: 0}", .ready, "", "no node"),
        Case(
            "apps/v1 DaemonSet",
            "status: {desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberReady: 2, numberAvailable: 1}",
            .progressing, "PodsNotReady", "1 of 2"),
        Case(
            "apps/v1 DaemonSet",
            "status: {desiredNumberScheduled: 2, updatedNumberScheduled: 1, numberReady: 2, numberAvailable: 2}",
            .progressing, "Updating"),
        Case(
            "apps/v1 DaemonSet",
            "spec: {updateStrategy: {type: OnDelete}}, status: {desiredNumberScheduled: 2, numberReady: 2, numberAvailable: 2}",
            .ready),
        Case(
            "apps/v1 ReplicaSet", "spec: {replicas: 2}, status: {replicas: 2, readyReplicas: 2, availableReplicas: 1}",
            .progressing, "PodsNotReady"),
        Case("batch/v1 Job", "metadata: {}", .progressing, "NoStatus"),
        Case(
            "batch/v1 Job", "spec: {completions: 3}, status: {active: 1, succeeded: 1, failed: 2}", .progressing,
            "Running", "1 of 3 runs came to their end, 2 attempts failed"),
        Case("batch/v1 Job", "status: {conditions: [{type: Complete, status: 'True'}]}", .ready),
        Case(
            "batch/v1 Job", "status: {conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded}]}",
            .failed, "BackoffLimitExceeded"),
        Case("batch/v1 Job", "spec: {suspend: true}", .progressing, "Suspended"),
        Case("batch/v1beta1 CronJob", "spec: {suspend: true}", .ready, "", "suspended"),
    ]

    private static func waiting(_ reason: String, _ more: String = "") -> String {
        "status: {phase: Pending, containerStatuses: [{name: main, ready: false, state: {waiting: {reason: \(reason), message: why}}\(more)}]}"
    }

    static let pods = [
        Case("v1 Pod", "status: {phase: Succeeded}", .ready),
        Case("v1 Pod", "status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}", .ready),
        Case("v1 Pod", "metadata: {}", .progressing, "Pending"),
        Case("v1 Pod", waiting("ContainerCreating"), .progressing, "Pending"),
        Case(
            "v1 Pod", waiting("ImagePullBackOff"), .failed, "ImagePullBackOff",
            "container main cannot get its image: why"),
        Case("v1 Pod", waiting("ErrImagePull"), .failed, "ErrImagePull"),
        Case("v1 Pod", waiting("CreateContainerConfigError"), .failed, "CreateContainerConfigError"),
        Case(
            "v1 Pod",
            waiting("CrashLoopBackOff", ", restartCount: 4, lastState: {terminated: {exitCode: 3, reason: Error}}"),
            .failed, "CrashLoopBackOff", "exit status 3, 4 times"),
        Case(
            "v1 Pod", waiting("CrashLoopBackOff", ", lastState: {terminated: {exitCode: 137, reason: OOMKilled}}"),
            .failed, "OOMKilled"),
        Case(
            "v1 Pod", "status: {phase: Failed, reason: Evicted, message: the node was low on memory}", .failed,
            "Evicted", "low on memory"),
        Case(
            "v1 Pod", "status: {phase: Failed, containerStatuses: [{name: a, state: {terminated: {exitCode: 2}}}]}",
            .failed, "PodFailed", "exit status 2"),
        Case(
            "v1 Pod",
            "status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: no gpu, lastTransitionTime: '2026-01-01T00:00:00Z'}]}",
            .failed, "Unschedulable", "no gpu"),
        Case(
            "v1 Pod",
            "status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, lastTransitionTime: '2027-01-15T07:59:55Z'}]}",
            .progressing, "Unschedulable"),
        Case(
            "v1 Pod",
            "status: {phase: Running, conditions: [{type: Ready, status: 'False'}], containerStatuses: [{name: main, ready: false, state: {running: {}}}]}",
            .progressing, "NotReady", "does not call itself ready"),
    ]

    static let storage = [
        Case("v1 PersistentVolumeClaim", "status: {phase: Bound}", .ready),
        Case("v1 PersistentVolumeClaim", "status: {phase: Lost}", .failed, "ClaimLost"),
        Case(
            "v1 PersistentVolumeClaim", "status: {phase: Pending}", .progressing, "NoStorageClass", "claim is not bound"
        ),
        Case(
            "v1 PersistentVolumeClaim", "spec: {storageClassName: fast}, status: {phase: Pending}", .progressing,
            "Unbound", "fast"),
        Case("v1 Service", "spec: {type: ClusterIP}", .ready),
        Case("v1 Service", "spec: {type: LoadBalancer}, status: {loadBalancer: {}}", .progressing, "NoAddress"),
        Case(
            "v1 Service", "spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}", .ready,
            "", "192.0.2.1"),
        Case("v1 ConfigMap", "data: {}", .ready),
    ]

    static let cluster = [
        Case("networking.k8s.io/v1 Ingress", "spec: {}", .progressing, "NoAddress"),
        Case("apiextensions.k8s.io/v1 CustomResourceDefinition", "spec: {}", .progressing, "NoStatus"),
        Case(
            "apiextensions.k8s.io/v1 CustomResourceDefinition",
            "status: {conditions: [{type: NamesAccepted, status: 'True'}, {type: Established, status: 'True'}]}", .ready
        ),
        Case(
            "apiextensions.k8s.io/v1 CustomResourceDefinition",
            "status: {conditions: [{type: NamesAccepted, status: 'False', reason: PluralConflict}, {type: Established, status: 'False'}]}",
            .failed, "PluralConflict"),
        Case(
            "apiregistration.k8s.io/v1 APIService",
            "status: {conditions: [{type: Available, status: 'False', reason: MissingEndpoints}]}", .progressing,
            "MissingEndpoints"),
        Case("v1 Namespace", "status: {phase: Active}", .ready),
        Case(
            "v1 Namespace",
            "metadata: {deletionTimestamp: '2027-01-15T07:50:00Z'}, status: {phase: Terminating, conditions: [{type: NamespaceContentRemaining, status: 'True', message: 'Some resources are remaining: applications.argoproj.io has 1 resource instances'}, {type: NamespaceFinalizersRemaining, status: 'True', message: 'Some content in the namespace has finalizers remaining: a/b in 1 resource instances'}]}",
            .progressing, "Terminating", "for 10 min; Some resources are remaining: applications.argoproj.io"),
        Case(
            "v1 ConfigMap", "metadata: {deletionTimestamp: '2027-01-15T07:50:00Z', finalizers: [a.org/b, c]}",
            .progressing, "Terminating", "a.org/b, c"),
    ]

    private static let route = "gateway.networking.k8s.io/v1 HTTPRoute"
    private static let gateway = "gateway.networking.k8s.io/v1 Gateway"
    static let gateways = [
        Case(gateway, "spec: {}", .progressing, "NoStatus", "no controller"),
        Case(
            gateway,
            "status: {conditions: [{type: Accepted, status: 'False', reason: InvalidParameters, message: no such class}, {type: Programmed, status: 'False'}]}",
            .failed, "InvalidParameters", "no such class"),
        Case(
            gateway,
            "status: {conditions: [{type: Accepted, status: 'True'}, {type: Programmed, status: 'False', reason: Pending}]}",
            .progressing, "Pending"),
        // One host without a certificate does not hold up the others.
        Case(
            gateway,
            "status: {addresses: [{value: 192.0.2.1}], conditions: [{type: Programmed, status: 'True'}], listeners: [{name: http, conditions: [{type: Programmed, status: 'True'}]}, {name: chat, conditions: [{type: ResolvedRefs, status: 'False', reason: InvalidCertificateRef}, {type: Programmed, status: 'False', reason: Invalid}]}]}",
            .ready, "", "at 192.0.2.1, but not yet chat (InvalidCertificateRef)"),
        Case(
            gateway,
            "metadata: {generation: 2}, status: {conditions: [{type: Programmed, status: 'True', observedGeneration: 1}]}",
            .progressing, "OlderGeneration"),
        Case(route, "spec: {}", .progressing, "NoParent"),
        Case(
            route,
            "status: {parents: [{parentRef: {name: kong, sectionName: chat}, conditions: [{type: Accepted, status: 'False', reason: NoMatchingParent}, {type: ResolvedRefs, status: 'True'}]}]}",
            .progressing, "NoMatchingParent", "kong/chat does not let it through"),
        Case(
            route,
            "status: {parents: [{parentRef: {name: kong}, conditions: [{type: Accepted, status: 'True'}, {type: ResolvedRefs, status: 'False', reason: BackendNotFound, message: no Service a}]}]}",
            .progressing, "BackendNotFound", "no Service a"),
        Case(
            route,
            "status: {parents: [{parentRef: {name: kong}, conditions: [{type: Accepted, status: 'True'}, {type: ResolvedRefs, status: 'True'}, {type: Programmed, status: 'True'}]}]}",
            .ready),
        Case(
            route,
            "metadata: {generation: 2}, status: {parents: [{parentRef: {name: kong}, conditions: [{type: Accepted, status: 'True', observedGeneration: 1}]}]}",
            .progressing, "OlderGeneration"),
    ]

    static let custom = [
        Case("cert-manager.io/v1 Certificate", "spec: {}", .progressing, "NoStatus"),
        Case("cert-manager.io/v1 Certificate", "status: {conditions: [{type: Ready, status: 'True'}]}", .ready),
        Case(
            "cert-manager.io/v1 Certificate",
            "status: {notAfter: '2026-01-01T00:00:00Z', conditions: [{type: Ready, status: 'True'}]}", .failed,
            "Expired"),
        Case(
            "cert-manager.io/v1 Certificate",
            "metadata: {generation: 2}, status: {conditions: [{type: Ready, status: 'True', observedGeneration: 1}]}",
            .progressing, "OlderGeneration"),
        Case(
            "cert-manager.io/v1 ClusterIssuer",
            "status: {conditions: [{type: Ready, status: 'False', reason: ErrRegisterACMEAccount, message: no route}]}",
            .failed, "ErrRegisterACMEAccount", "no route"),
        Case(
            "acme.cert-manager.io/v1 Challenge", "status: {state: pending, reason: 'Waiting for HTTP-01'}",
            .progressing, "pending", "HTTP-01"),
        Case("argoproj.io/v1alpha1 Application", "spec: {}", .progressing, "NoStatus"),
        Case(
            "argoproj.io/v1alpha1 Application",
            "status: {sync: {status: Synced}, health: {status: Healthy}, operationState: {phase: Succeeded}}", .ready),
        Case(
            "argoproj.io/v1alpha1 Application", "status: {sync: {status: OutOfSync}, health: {status: Healthy}}",
            .progressing, "OutOfSync"),
        Case(
            "argoproj.io/v1alpha1 Application",
            "status: {sync: {status: OutOfSync}, health: {status: Missing}, operationState: {phase: Failed, message: no matches for kind X}}",
            .failed, "SyncFailed", "no matches for kind X"),
        Case(
            "argoproj.io/v1alpha1 Application",
            "status: {conditions: [{type: ComparisonError, message: repository not found}]}", .failed,
            "ComparisonError", "repository not found"),
        Case(
            "argoproj.io/v1alpha1 Application", "status: {sync: {status: Synced}, health: {status: Degraded}}", .failed,
            "Degraded"),
        Case("bitnami.com/v1alpha1 SealedSecret", "spec: {}", .progressing, "NoStatus"),
        Case("bitnami.com/v1alpha1 SealedSecret", "status: {conditions: [{type: Synced, status: 'True'}]}", .ready),
        Case(
            "bitnami.com/v1alpha1 SealedSecret",
            "status: {conditions: [{type: Synced, status: 'False', message: no key could decrypt}]}", .failed,
            "NotSynced", "no key could decrypt"),
        Case(
            "postgresql.cnpg.io/v1 Cluster",
            "spec: {instances: 3}, status: {readyInstances: 3, phase: Cluster in healthy state}", .ready),
        Case(
            "postgresql.cnpg.io/v1 Cluster",
            "spec: {instances: 3}, status: {readyInstances: 1, phase: Creating a new replica}", .progressing,
            "ClusterNotReady", "1 of 3 instances are ready; Creating"),
        Case(
            "postgresql.cnpg.io/v1 Database", "status: {applied: false, message: no role}", .failed, "NotApplied",
            "no role"),
        Case("rabbitmq.com/v1beta1 RabbitmqCluster", "spec: {replicas: 3}", .progressing, "NoStatus"),
        Case(
            "rabbitmq.com/v1beta1 RabbitmqCluster",
            """
            status: {conditions: [{type: ClusterAvailable, status: 'True'}, {type: AllReplicasReady, status: 'False',
            reason: NotAllPodsReady, message: 1/3 Pods ready}]}
            """, .progressing, "NotAllPodsReady", "1/3 Pods ready"),
        Case(
            "rabbitmq.com/v1beta1 RabbitmqCluster", "status: {conditions: [{type: AllReplicasReady, status: 'True'}]}",
            .ready),
        Case(
            "rabbitmq.com/v1beta1 User",
            "status: {conditions: [{type: Ready, status: 'False', reason: FailedCreateOrUpdate, message: no cluster}]}",
            .progressing, "FailedCreateOrUpdate", "no cluster"),
        Case("objectbucket.io/v1alpha1 ObjectBucketClaim", "status: {phase: Bound}", .ready),
        Case("objectbucket.io/v1alpha1 ObjectBucketClaim", "spec: {}", .progressing, "NoStatus"),
        Case(
            "helm.toolkit.fluxcd.io/v2 HelmRelease",
            "status: {conditions: [{type: Ready, status: 'False', reason: InstallFailed, message: timeout}]}", .failed,
            "InstallFailed", "timeout"),
        Case(
            "helm.toolkit.fluxcd.io/v2 HelmRelease",
            "status: {conditions: [{type: Ready, status: 'Unknown', reason: Progressing}]}", .progressing, "Progressing"
        ),
        Case(
            "kustomize.toolkit.fluxcd.io/v1 Kustomization",
            "status: {conditions: [{type: Stalled, status: 'True', reason: Bad}, {type: Ready, status: 'False'}]}",
            .failed, "Bad"),
        Case(
            "monitoring.coreos.com/v1 Prometheus",
            "status: {conditions: [{type: Available, status: Degraded, reason: SomePodsNotReady}]}", .progressing,
            "SomePodsNotReady"),
        Case("monitoring.coreos.com/v1 ServiceMonitor", "spec: {}", .ready),
        Case("ceph.rook.io/v1 CephCluster", "status: {phase: Progressing}", .progressing, "Progressing"),
        Case("ceph.rook.io/v1 CephObjectStore", "status: {phase: Ready}", .ready),
        Case(
            "example.org/v1 Thing",
            "metadata: {generation: 4}, status: {observedGeneration: 3, conditions: [{type: Ready, status: 'True'}]}",
            .progressing, "NotObserved"),
        Case("example.org/v1 Thing", "spec: {}", .ready),
    ]

    @Test func `a claim that waits for its first pod is as it should be`() throws {
        let claim: Node = [
            "apiVersion": "v1", "kind": "PersistentVolumeClaim", "spec": ["storageClassName": "late"],
            "status": ["phase": "Pending"],
        ]
        let late: Node = ["volumeBindingMode": "WaitForFirstConsumer"]
        #expect(Readiness.ofClaim(claim, storageClass: late, isUsed: false, now: 0).isReady)
        #expect(Readiness.ofClaim(claim, storageClass: late, isUsed: true, now: 0).level == .progressing)
        #expect(
            Readiness.ofClaim(claim, storageClass: ["volumeBindingMode": "Immediate"], isUsed: false, now: 0).level
                == .progressing)
        #expect(Readiness.ofClaim(claim, storageClass: nil as Node?, isUsed: false, now: 0).level == .failed)
    }

    @Test func `gates find conditions, phases and what stands for them`() throws {
        let old: Node = [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["generation": 2],
            "status": ["observedGeneration": 1, "conditions": [["type": "Available", "status": "True"]]],
        ]
        #expect(Readiness.condition(old, "Available")?.status == "Unknown")
        let claim: Node = ["apiVersion": "v1", "kind": "PersistentVolumeClaim", "status": ["phase": "Bound"]]
        #expect(Readiness.condition(claim, "Bound")?.isTrue == true)
        let application: Node = [
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "status": ["sync": ["status": "OutOfSync"], "health": ["status": "Healthy"]],
        ]
        #expect(Readiness.condition(application, "Healthy")?.isTrue == true)
        #expect(Readiness.condition(application, "Synced")?.isFalse == true)
        let set: Node = [
            "apiVersion": "apps/v1", "kind": "StatefulSet", "status": ["replicas": 1, "readyReplicas": 1],
        ]
        #expect(Readiness.condition(set, "Available")?.isTrue == true)
        #expect(Readiness.condition(set, "Nothing") == nil)
    }

    @Test func `text of the server cannot play with the terminal`() throws {
        let sample = Case(
            "example.org/v1 Thing",
            "status: {conditions: [{type: Ready, status: 'False', message: \"a\\e[31m\\r\\n\\u202Eb\"}]}", .progressing)
        #expect(try sample.state.sentence == "not Ready: a [31m b")
    }
}
