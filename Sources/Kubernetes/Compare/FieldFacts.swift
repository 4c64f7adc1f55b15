/// What the API does to fields of built-in kinds when it stores them (API reference).
enum FieldFacts {
    /// Fields that the server leaves out when they are false, 0 or empty, because its types cannot tell the two apart.
    /// Fields not named here keep a zero, so a zero that is missing is a difference there.
    static let withoutZero: Set<String> = [
        // Pods
        "hostNetwork", "hostPID", "hostIPC", "hostname", "subdomain", "nodeName", "serviceAccountName",
        "serviceAccount", "priorityClassName", "schedulerName", "stdin", "stdinOnce", "tty", "workingDir",
        "imagePullPolicy", "terminationMessagePath", "terminationMessagePolicy", "restartPolicy", "dnsPolicy",
        "image", "value", "prefix", "readOnly", "subPath", "subPathExpr", "hostPort", "hostIP", "protocol", "name",
        "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold", "scheme",
        "path", "host", "key", "operator", "effect", "medium", "fsType", "secretName", "claimName", "namespace",
        "kind", "apiVersion", "fieldPath", "resource", "containerName", "audience", "user", "role", "level", "type",
        "localhostProfile",
        // Workloads
        "minReadySeconds", "paused", "schedule", "concurrencyPolicy", "podManagementPolicy", "serviceName",
        // Services and ways in
        "clusterIP", "externalName", "loadBalancerIP", "sessionAffinity", "externalTrafficPolicy",
        "healthCheckNodePort", "nodePort", "publishNotReadyAddresses", "targetPort", "number",
        // Volumes and claims
        "volumeName", "server", "apiGroup", "group", "reclaimPolicy", "persistentVolumeReclaimPolicy", "weight",
        // Definitions, webhooks, classes
        "preserveUnknownFields", "description", "title", "format", "priority", "nullable", "exclusiveMinimum",
        "exclusiveMaximum", "uniqueItems", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string", "pattern",
        "jsonPath", "listKind", "singular", "caBundle", "globalDefault", "insecureSkipTLSVerify",
        "groupPriorityMinimum",
        "versionPriority",
    ]

    /// Fields where an empty text or 0 asks the server to choose.
    static let chosenByServer: Set<String> = [
        "clusterIP", "nodePort", "healthCheckNodePort", "imagePullPolicy", "protocol", "serviceAccountName",
        "serviceAccount", "schedulerName", "sessionAffinity", "externalTrafficPolicy", "terminationMessagePath",
        "terminationMessagePolicy", "restartPolicy", "dnsPolicy", "volumeName", "type", "apiGroup", "apiVersion",
        "kind", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold", "scheme", "targetPort",
        "persistentVolumeReclaimPolicy", "concurrencyPolicy", "podManagementPolicy", "listKind", "singular",
        "namespace", "nodeName",
    ]

    /// Fields that hold amounts, or maps of amounts.
    static let amounts: Set<String> = [
        "limits", "requests", "capacity", "hard", "default", "defaultRequest", "max", "min", "maxLimitRequestRatio",
        "overhead", "sizeLimit", "divisor", "averageValue", "storage",
    ]

    /// Fields that hold a number or a text (API reference: `IntOrString`).
    static let numbersOrTexts: Set<String> = [
        "targetPort", "port", "maxSurge", "maxUnavailable", "minAvailable",
    ]

    /// Mappings that are one value, so that an entry too many changes what they mean (Go types: `mapType=atomic`).
    static func isWhole(_ fields: [String], kind: String) -> Bool {
        guard let name = fields.last else { return false }
        switch name {
        case "matchLabels", "nodeSelector", "podSelector", "namespaceSelector", "labelSelector", "objectSelector":
            return true
        // A Service's selector is the map itself; those of workloads may not be changed at all, those of claims hold
        // matchLabels.
        case "selector": return fields.count == 2
        default: return false
        }
    }

    /// Whether the server itself defines the group.
    static func isBuiltIn(_ apiVersion: String) -> Bool {
        guard apiVersion.utf8.contains(UInt8(ascii: "/")) else { return true }
        let group = apiVersion.prefix { $0 != "/" }
        return ["apps", "batch", "policy", "autoscaling", "extensions"].contains(group)
            || (group.hasSuffix(".k8s.io") && builtInK8s.contains(String(group)))
    }

    private static let builtInK8s: Set<String> = [
        "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "authentication.k8s.io",
        "authorization.k8s.io", "certificates.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io",
        "flowcontrol.apiserver.k8s.io", "networking.k8s.io", "node.k8s.io", "rbac.authorization.k8s.io",
        "resource.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
    ]
}
