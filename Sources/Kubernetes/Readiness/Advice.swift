/// What usually lies behind a reason word.
enum Advice {
    static func usual(_ reason: String, _ sentence: String, events: [String]) -> Reason.Usual? {
        let text = ([sentence] + events).joined(separator: " ").lowercased()
        switch reason {
        case "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable":
            return image(text)
        case "CrashLoopBackOff", "PodFailed", "BackoffLimitExceeded", "NotReady":
            return program(reason, text)
        case "OOMKilled":
            return usual("its memory limit is lower than what it needs", "raise the component's memory")
        case "CreateContainerConfigError", "CreateContainerError", "RunContainerError":
            return usual(
                "a Secret or ConfigMap, or a key of it, is not there",
                "look at the object that the Secret comes from, and whether its controller could make it")
        case "Unschedulable": return scheduling(text)
        case "FailedCreate", "FailedDelete":
            return text.contains("quota")
                ? usual("the namespace's quota is used up", "raise the quota or lower what the component asks for")
                : usual(
                    "an admission rule refuses its pods, or their service account is not there",
                    "read the message; Pod Security, policy engines and webhooks refuse here")
        case "NoStorageClass":
            return usual(
                "the cluster has no default storage class, or not the one that is named",
                "mark a storage class as default, or name one in the platform file")
        case "Unbound", "Provisioning", "ClaimLost", "VolumeFailed": return volume(text)
        case "NoAddress":
            return usual(
                "nothing in the cluster gives out addresses, or no controller serves the ingress class",
                "install a load balancer (MetalLB on bare metal), or look at the ingress controller")
        case "NotSynced":
            return usual(
                "it was sealed for another controller's key, or for another name or namespace",
                "render again with the key of this cluster's controller, and see whether the key is there")
        case "NotRead":
            return usual(
                "the value is not in the store, the store is sealed, or the member may not read it",
                "run `fairlead secrets push`; it says what is missing, and whether the store is sealed")
        case "ProgressDeadlineExceeded", "Degraded", "ClusterNotReady", "PodsNotReady": return nil
        case "SyncFailed", "ComparisonError", "InvalidSpecError", "SyncError": return sync(text)
        case ReadinessState.terminating: return removal(text)
        case "NoStatus":
            return usual(
                "its controller does not run, or does not watch its namespace", "look at the controller's pods")
        case "ErrRegisterACMEAccount", "ErrInitIssuer", "ErrVerifyACMEAccount":
            return usual(
                "the ACME service cannot be reached from the cluster, or refuses the mail address",
                "try the service's URL from a pod, and see the address in the issuer")
        case "invalid", "errored", "pending", "expired":
            return usual(
                "the host name does not lead to this cluster from outside, or port 80 is closed",
                "see the name's DNS entry, then open http://<host>/ from outside")
        case "Suspended", "Paused": return usual("somebody suspended it", "resume it")
        case "ClusterStuck":
            return usual("PostgreSQL's operator needs a decision of a person", "read the phase and the operator's log")
        default: return nil
        }
    }

    private static func usual(_ cause: String, _ action: String) -> Reason.Usual {
        Reason.Usual(cause: cause, action: action)
    }

    private static func image(_ text: String) -> Reason.Usual {
        if ["unauthorized", "denied", "authentication required", "403", "401"].contains(where: text.contains) {
            return usual("the registry wants credentials", "give the namespace a pull secret for the registry")
        }
        if ["not found", "manifest unknown", "404"].contains(where: text.contains) {
            return usual("the registry has no such image or tag", "correct the image's name or tag")
        }
        if ["too many requests", "429", "rate limit"].contains(where: text.contains) {
            return usual("the registry limits how much is fetched", "wait, log in, or use a mirror")
        }
        if ["timeout", "no such host", "connection refused", "no route", "x509"].contains(where: text.contains) {
            return usual(
                "the nodes cannot reach the registry, or do not trust it", "look at the nodes' DNS, proxy and trust")
        }
        return usual(
            "the registry cannot be reached, wants credentials, or has no such tag",
            "try to pull the image from a node by hand")
    }

    private static func program(_ reason: String, _ text: String) -> Reason.Usual {
        if text.contains("probe failed") {
            return usual("it runs but does not answer its probe", "read its log; it may only need longer to start")
        }
        return reason == "NotReady"
            ? usual("it is still starting, or waits for something that it needs", "read its log")
            : usual("the program ends by itself, by its configuration or by what it cannot reach", "read its log")
    }

    private static func scheduling(_ text: String) -> Reason.Usual {
        for (word, cause) in [
            ("gpu", "no node has enough free GPUs"), ("insufficient memory", "no node has enough free memory"),
            ("insufficient cpu", "no node has enough free processor time"),
            ("insufficient ephemeral-storage", "no node has enough free disk"), ("too many pods", "the nodes are full"),
        ] where text.contains(word) {
            return usual(cause, "add a node, or lower what the component asks for")
        }
        if text.contains("unbound") || text.contains("persistentvolumeclaim") || text.contains("volume node affinity") {
            return usual("its disk is not bound, or is on another node", "look at its claims")
        }
        if text.contains("taint") {
            return usual("the nodes are tainted and it does not tolerate that", "remove the taint or add a toleration")
        }
        if text.contains("affinity") || text.contains("selector") {
            return usual(
                "no node bears the labels that it asks for", "label a node, or change the component's placement")
        }
        return usual("no node fits", "compare what it asks for with what the nodes have free")
    }

    private static func volume(_ text: String) -> Reason.Usual {
        if text.contains("not found") {
            return usual("the storage class is not there", "name one that is, or install its provisioner")
        }
        if text.contains("exhausted") || text.contains("no space") || text.contains("quota") {
            return usual("the storage is full", "make room or add disks")
        }
        return usual(
            "the storage class's provisioner does not run, or cannot make the volume",
            "look at the events of the claim and at the provisioner's log")
    }

    private static func sync(_ text: String) -> Reason.Usual {
        if ["repository", "authentication", "ssh", "dial tcp", "revision"].contains(where: text.contains) {
            return usual(
                "Argo CD cannot read the Git repository or the chart's repository",
                "see its URL and credentials, and whether the revision was pushed")
        }
        if text.contains("no matches for kind") || text.contains("could not find") {
            return usual(
                "the definition of a kind is not there yet", "see whether the component that brings it is ready")
        }
        if text.contains("webhook") {
            return usual("an admission webhook refused or did not answer", "look at the pods behind the webhook")
        }
        if text.contains("not permitted") || text.contains("forbidden") {
            return usual("the project or its rights do not allow the object", "compare with the AppProject")
        }
        return usual("the server refused one of its objects", "read the message")
    }

    private static func removal(_ text: String) -> Reason.Usual {
        text.contains("finalizer")
            ? usual("whoever set the finalizer no longer runs", "bring its controller back, so that it can clean up")
            : usual("its pods take their time to end", "wait")
    }
}
