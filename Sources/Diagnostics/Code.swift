public import Values

/// Every finding's code. `fairlead explain CODE` and `docs/diagnostics.md` are made from this list.
///
/// FL00 reading text, FL01 the platform file, FL02 the catalog and the resolver, FL03 rendering, FL04 consistency,
/// FL05 delivery, FL06 secrets, FL07 charts, FL08 access to the cluster, FL09 doctor, FL10 the live platform, FL11 verify.
public enum Code: String, Sendable, CaseIterable {
    // Reading text
    case syntax = "FL0001"
    case unreadable = "FL0002"

    // The platform file
    case unknownKey = "FL0101"
    case wrongType = "FL0102"
    case missingKey = "FL0103"
    case notAllowed = "FL0104"
    case outOfRange = "FL0105"
    case badFormat = "FL0106"
    case duplicateItem = "FL0107"
    case unknownVersion = "FL0108"
    case unknownComponent = "FL0109"
    case unknownCapability = "FL0110"
    case unknownEnvironment = "FL0111"
    case modelFacts = "FL0112"
    case modelEngine = "FL0113"

    // The catalog and the resolver
    case componentUnreadable = "FL0201"
    case componentInvalid = "FL0202"
    case unmetRequirement = "FL0203"
    case ambiguousRequirement = "FL0204"
    case notAProvider = "FL0205"
    case cycle = "FL0206"
    case withdrawnOffer = "FL0207"
    case namespaceConflict = "FL0208"
    case notOnMachine = "FL0209"

    // Rendering
    case templateFailed = "FL0301"
    case templateOutput = "FL0302"
    case propertyInvalid = "FL0303"
    case unknownReference = "FL0304"
    case patchWithoutTarget = "FL0305"
    case objectTwice = "FL0306"
    case secretMissing = "FL0307"
    case helmMissing = "FL0308"
    case definitionMissing = "FL0309"
    case secretUnused = "FL0310"

    // Consistency
    case contextWindow = "FL0401"
    case chunkSize = "FL0402"
    case vectorDimensions = "FL0403"
    case sharedStorage = "FL0404"
    case duplicateHost = "FL0405"
    case untriedChart = "FL0406"
    case weakSecret = "FL0407"
    case mutableImage = "FL0408"
    case backupBesideData = "FL0409"
    case noBackup = "FL0410"
    case monitorUnseen = "FL0411"
    case livenessElsewhere = "FL0412"
    case alertsGoNowhere = "FL0413"
    case gpuShortage = "FL0414"
    case literalSecret = "FL0415"

    // Delivery
    case foreignFile = "FL0501"
    case handEdited = "FL0502"
    case cannotWrite = "FL0503"
    case outputLocked = "FL0504"

    // Secrets
    case askedForMissing = "FL0601"
    case storeUnreadable = "FL0602"
    case storeLocked = "FL0603"
    case certificateUnusable = "FL0604"
    case unknownCredential = "FL0605"
    case optionalLeftOut = "FL0606"
    case storedFormDiffers = "FL0607"
    case neverChanges = "FL0608"
    case secretStoreRefuses = "FL0609"

    // Charts
    case chartMissing = "FL0701"
    case chartFails = "FL0702"
    case valuesRefused = "FL0703"
    case unknownChartValue = "FL0704"
    case outputChanges = "FL0705"
    case chartVersion = "FL0706"
    case imageUnlisted = "FL0707"

    // Access to the cluster
    case clusterAccess = "FL0801"
    case kubeconfigOpen = "FL0802"
    case clientCertificateOld = "FL0803"
    case tokenInClear = "FL0804"
    case platformHeld = "FL0805"
    case clusterUnreachable = "FL0806"
    case clusterForbids = "FL0807"
    case objectRefused = "FL0808"
    case clusterFails = "FL0809"

    // The doctor
    case checkNotDone = "FL0901"
    case serverVersion = "FL0902"
    case apiNotServed = "FL0903"
    case storageClass = "FL0904"
    case storageProbe = "FL0905"
    case ingressClass = "FL0906"
    case loadBalancer = "FL0907"
    case hostName = "FL0908"
    case gpuMissing = "FL0909"
    case objectStore = "FL0910"
    case definitionOwner = "FL0911"
    case podSecurityLevel = "FL0912"
    case clockSkew = "FL0913"
    case certificateEnds = "FL0914"
    case roomShort = "FL0915"
    case registryUnreachable = "FL0916"
    case rightsMissing = "FL0917"
    case namespaceEnding = "FL0918"
    case foreignObject = "FL0919"

    // Bringing a platform up
    case gitRefused = "FL1001"
    case gitFailed = "FL1002"
    case stepFailed = "FL1003"
    case waitedInVain = "FL1004"
    case podmanFailed = "FL1005"

    // Live plans and differences
    case savedPlanUnreadable = "FL1040"
    case clusterMoved = "FL1041"
    case notCompared = "FL1042"
    case wouldBeRefused = "FL1043"
    case revisionUnreadable = "FL1044"

    /// What the code means, in one sentence.
    public var meaning: String {
        switch self {
        case .syntax: "The text is not well-formed YAML or JSON."
        case .unreadable: "A file could not be read."
        case .unknownKey: "A key is not known at this place."
        case .wrongType: "A value has the wrong type."
        case .missingKey: "A key that must be there is missing."
        case .notAllowed: "A value is not one of those that are allowed."
        case .outOfRange: "A number or a length is out of its range."
        case .badFormat: "A text does not have the form that is asked for."
        case .duplicateItem: "A list names the same item twice."
        case .unknownVersion: "The file is of a version or a kind that this Fairlead does not know."
        case .unknownComponent: "The platform names a component that is not in the catalog."
        case .unknownCapability: "A capability is named that does not exist."
        case .unknownEnvironment: "The environment that was chosen has no file."
        case .modelFacts: "A model's context window, input length or vector length is not known and not given."
        case .modelEngine: "It is not clear which engine serves a model."
        case .componentUnreadable: "A component's folder cannot be read."
        case .componentInvalid: "A component's definition contradicts itself."
        case .unmetRequirement: "A requirement has no provider."
        case .ambiguousRequirement: "A requirement has several providers and none is chosen."
        case .notAProvider: "The chosen component does not provide the capability."
        case .cycle: "Components need each other in a circle."
        case .withdrawnOffer: "An offer is withdrawn because an optional credential was not given."
        case .namespaceConflict: "Two components disagree about a namespace."
        case .notOnMachine: "A component, or an object of one, needs a cluster and cannot run on one machine."
        case .templateFailed: "A template fails."
        case .templateOutput: "A template's output is not what it must be."
        case .propertyInvalid: "An offer's property is missing or has the wrong type."
        case .unknownReference: "A composed text refers to something that does not exist."
        case .patchWithoutTarget: "A patch names an object that Fairlead does not render."
        case .objectTwice: "The same object is rendered twice."
        case .secretMissing: "An object names a Secret or a key that nothing delivers."
        case .helmMissing: "Helm's library was not found."
        case .definitionMissing: "An object's kind is taught to the cluster by no component of the platform."
        case .secretUnused: "A Secret is delivered that nothing reads."
        case .contextWindow: "The parts of the platform disagree about a model's context window."
        case .chunkSize: "Chunks of documents are longer than the embedding model can read."
        case .vectorDimensions: "The parts of the platform disagree about the length of vectors."
        case .sharedStorage: "Several replicas would each keep files of their own."
        case .duplicateHost: "Two components want the same host."
        case .untriedChart: "A chart version was never tried with these values."
        case .weakSecret: "A secret value can be guessed."
        case .mutableImage: "An image's tag can change its meaning."
        case .backupBesideData: "Backups are kept in the store that they protect."
        case .noBackup: "Data has no backup."
        case .monitorUnseen: "Something is to be scraped that no Prometheus selects."
        case .livenessElsewhere: "A liveness probe depends on another service."
        case .alertsGoNowhere: "Alerts have no receiver."
        case .gpuShortage: "The models ask for more graphics processors than the cluster has."
        case .literalSecret: "A secret value stands in plain text in what is rendered."
        case .foreignFile: "The output folder holds a file that Fairlead did not write."
        case .handEdited: "A file that Fairlead wrote was changed by hand."
        case .cannotWrite: "The output cannot be written."
        case .outputLocked: "Another Fairlead is writing here."
        case .askedForMissing: "A credential that only a person can give is missing."
        case .storeUnreadable: "The credential store cannot be opened."
        case .storeLocked: "Another Fairlead is using the credential store."
        case .certificateUnusable: "The certificate cannot be sealed to."
        case .unknownCredential: "There is no credential of that name."
        case .optionalLeftOut: "An optional credential was not given; what needs it is left out."
        case .storedFormDiffers: "A stored credential does not have the form that its recipe makes."
        case .neverChanges: "A credential must never change, so it cannot be rotated."
        case .secretStoreRefuses: "A store of secrets cannot be reached, is sealed, or refuses."
        case .chartMissing: "An upstream chart is not where it was looked for."
        case .chartFails: "An upstream chart does not render with these values."
        case .valuesRefused: "An upstream chart's own schema refuses these values."
        case .unknownChartValue: "A value is given that the chart does not know."
        case .outputChanges: "A chart's output changes from one render to the next."
        case .imageUnlisted: "A chart runs an image that its component does not list."
        case .clusterAccess: "The configuration of the access to the cluster is missing or wrong."
        case .kubeconfigOpen: "Others than its owner may read a kubeconfig that holds credentials."
        case .clientCertificateOld:
            "The client certificate of the kubeconfig is no longer valid, or will not be for long."
        case .tokenInClear:
            "Credentials for the cluster travel unencrypted or to a server whose certificate is not looked at."
        case .platformHeld: "Another Fairlead works on this platform in the cluster."
        case .clusterUnreachable: "The cluster's API server does not answer."
        case .clusterForbids: "The cluster does not know the user, or does not allow what is asked."
        case .objectRefused: "The cluster does not take an object as it is."
        case .clusterFails: "The cluster answers with a fault of its own, or not as the Kubernetes API promises."
        case .chartVersion: "The chart that was found has another version than the component's."
        case .checkNotDone: "A check of the cluster could not be carried out."
        case .serverVersion: "The cluster's Kubernetes version is not the one that is asked for or needed."
        case .apiNotServed: "The cluster does not serve an API that the platform uses."
        case .storageClass: "A storage class is missing, or does not fit what is kept on it."
        case .storageProbe: "A claim for a disk was not bound or not released."
        case .ingressClass: "An ingress class is missing or in somebody else's hands."
        case .loadBalancer: "Nothing in the cluster gives addresses to services of the type LoadBalancer."
        case .hostName: "A host of the platform is not in the DNS, or leads elsewhere."
        case .gpuMissing: "The cluster does not offer the graphics processors that the models need."
        case .objectStore: "An object store cannot be used with the platform's credentials."
        case .definitionOwner: "A custom resource definition that the platform brings belongs to somebody else."
        case .podSecurityLevel: "A namespace allows less than the pods in it need."
        case .clockSkew: "The clocks of this machine and of the server differ."
        case .certificateEnds: "A certificate of the access to the cluster ends soon or is over."
        case .roomShort: "The platform needs more than the cluster has left."
        case .registryUnreachable: "A registry of images does not answer."
        case .rightsMissing: "The user may not do what installing the platform takes."
        case .namespaceEnding: "A namespace of the platform is being removed."
        case .foreignObject: "An object of the platform exists already and belongs to somebody else."
        case .gitRefused: "The tree is not put into its Git repository as that stands."
        case .gitFailed: "Git could not do what it was asked for."
        case .stepFailed: "A step of an installation failed."
        case .waitedInVain: "Something did not become ready, or did not go, in time."
        case .podmanFailed: "Podman is not there, or could not do what it was asked for."
        case .savedPlanUnreadable: "A saved plan cannot be read."
        case .clusterMoved: "A saved plan no longer fits: the cluster or the platform changed since."
        case .notCompared: "A part of the platform could not be compared with the cluster."
        case .wouldBeRefused: "The cluster would not take an object as the platform has it."
        case .revisionUnreadable: "A Git revision of the platform cannot be read."
        }
    }
}

extension Finding {
    /// A finding with a registered code.
    ///
    /// - Parameters: as of the other initialiser.
    public init(
        code: Code, severity: Severity = .error, message: String, place: Place? = nil, component: String? = nil,
        cause: String? = nil, hint: String? = nil
    ) {
        self.init(
            code: code.rawValue, severity: severity, message: message, place: place, component: component, cause: cause,
            hint: hint)
    }

    /// The finding for text that is not well-formed.
    ///
    /// - Parameter error: what the reader said.
    public init(syntax error: SyntaxError) {
        self.init(code: Code.syntax, message: error.message, place: error.place, hint: error.hint)
    }

    /// The same finding, said of a component.
    ///
    /// - Parameter name: the component.
    public func about(component name: String) -> Finding {
        var copy = self
        copy.component = copy.component ?? name
        return copy
    }
}
