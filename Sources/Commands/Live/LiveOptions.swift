import CommandTree

/// What every verb that speaks to a cluster takes.
enum LiveOptions {
    /// How the cluster is reached.
    static let cluster = [
        Option(
            "kubeconfig", value: "FILE", help: "How the cluster is reached.",
            defaultText: "$KUBECONFIG, then ~/.kube/config, then the pod's own account", completion: .file),
        Option("context", value: "NAME", help: "A context of the kubeconfig.", defaultText: "its current one"),
    ]

    /// Where upstream charts are.
    static let charts = [
        Option(
            "charts", value: "DIR", help: "Folder with upstream charts, as for `check --charts`.",
            defaultText: "~/.cache/fairlead/charts", completion: .directory),
        Option("no-pull", help: "Do not download charts that are not there."),
    ]

    /// All of it, with what every verb that reads a platform takes.
    static let all =
        CommonOptions.platform + CommonOptions.store + [CommonOptions.out, CommonOptions.certificate] + cluster
}
