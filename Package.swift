// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// What every command goes through is compiled for speed in debug builds, too: every test of the program waits for it.
let quick = ["Values", "Schema", "Catalog", "Platform", "Rendering", "Helm", "Guidelines"]

/// A rung of the ladder. Each may import only those above it; LayeringTests reads the imports.
func layer(_ name: String, _ dependencies: [String], plugins: [Target.PluginUsage] = []) -> Target {
    .target(
        name: name, dependencies: dependencies.map(Target.Dependency.init(stringLiteral:)),
        exclude: name == "Catalog" ? ["Resources"] : [],
        swiftSettings: strict + (quick.contains(name) ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []),
        plugins: plugins)
}

/// The tests of a rung; they see what the rung sees.
func tests(_ name: String, _ dependencies: [String], exclude: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: (["TestSupport", name] + dependencies).map(Target.Dependency.init(stringLiteral:)),
        exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "fairlead",
    products: [.executable(name: "fairlead", targets: ["fairlead"])],
    targets: [
        // System libraries: module maps only. docs/dependencies.md says why each was chosen.
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // The ladder.
        layer("Values", ["CYAML"]),
        layer("Diagnostics", ["Values"]),
        layer("Host", ["Values", "Diagnostics"]),
        layer("CommandTree", ["Values", "Diagnostics", "Host"]),
        layer("Schema", ["Values", "Diagnostics"]),
        layer("Crypto", ["COpenSSL", "CCrypt"]),
        layer("Helm", ["Values", "Diagnostics", "Host", "Crypto", "CZlib"]),
        layer("Catalog", ["Values", "Diagnostics", "Host", "Schema", "Crypto"], plugins: ["EmbedResources"]),
        layer("Platform", ["Values", "Diagnostics", "Schema", "Catalog"]),
        layer("Rendering", ["Values", "Diagnostics", "Host", "Helm", "Catalog", "Platform"]),
        layer("Secrets", ["Values", "Diagnostics", "Host", "Crypto", "Catalog", "Platform", "Rendering"]),
        layer("Guidelines", ["Values", "Diagnostics", "Catalog", "Platform", "Rendering"]),
        layer("Charts", ["Values", "Diagnostics", "Host", "Crypto", "Helm", "Catalog", "Platform", "Rendering"]),
        layer("Delivery", ["Values", "Diagnostics", "Host", "Crypto", "Catalog", "Platform", "Rendering"]),
        layer("Pictures", ["Values", "Diagnostics", "Host", "Catalog", "Platform", "Rendering"]),
        layer("HTTP", ["Values", "Diagnostics", "Host", "Crypto", "CCurl"]),
        layer("Kubernetes", ["Values", "Diagnostics", "Host", "Crypto", "HTTP"]),
        layer(
            "Operations",
            [
                "Values", "Diagnostics", "Host", "Schema", "Crypto", "Helm", "Catalog", "Platform", "Rendering",
                "Secrets",
                "Charts", "Delivery", "HTTP", "Kubernetes",
            ]),
        layer(
            "Commands",
            [
                "Values", "Diagnostics", "Host", "CommandTree", "Schema", "Crypto", "Helm", "Catalog", "Platform",
                "Rendering",
                "Secrets", "Guidelines", "Charts", "Delivery", "Pictures", "HTTP", "Kubernetes", "Operations",
            ]),
        .executableTarget(name: "fairlead", dependencies: ["Commands", "CommandTree", "Host"], swiftSettings: strict),

        // Tests: one target for each rung.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        // A real API server for tests, a player of controllers, and a transport with faults.
        .target(
            name: "ClusterSupport", dependencies: ["Values", "Host", "Crypto", "HTTP", "Kubernetes"],
            path: "Tests/ClusterSupport", swiftSettings: strict),
        tests("Values", []),
        tests("Diagnostics", ["Values"]),
        tests("Host", ["Values", "Diagnostics"]),
        tests("CommandTree", ["Values", "Diagnostics", "Host"]),
        tests("Schema", ["Values", "Diagnostics"]),
        tests("Crypto", []),
        tests("Helm", ["ClusterSupport", "Values", "Diagnostics", "Host", "Crypto", "Kubernetes"]),
        tests("Platform", ["Values", "Diagnostics", "Catalog"]),
        tests("Secrets", ["Values", "Diagnostics", "Host", "Crypto", "Helm", "Catalog", "Platform", "Rendering"]),
        tests("Guidelines", ["Values", "Diagnostics", "Host", "Helm", "Catalog", "Platform", "Rendering"]),
        tests("Charts", ["Values", "Diagnostics", "Host", "Helm", "Catalog", "Platform", "Rendering"]),
        tests(
            "Delivery", ["Values", "Diagnostics", "Host", "Crypto", "Catalog", "Platform", "Rendering"],
            exclude: ["Golden"]),
        tests(
            "Pictures", ["Values", "Diagnostics", "Host", "Crypto", "Helm", "Catalog", "Platform", "Rendering"],
            exclude: ["Golden"]),
        tests("Catalog", ["Values", "Diagnostics", "Schema"]),
        tests("HTTP", ["Values", "Diagnostics", "Host", "Crypto"], exclude: ["Fixtures"]),
        tests("Kubernetes", ["ClusterSupport", "Values", "Diagnostics", "Host", "Crypto", "HTTP"]),
        tests(
            "Operations",
            [
                "ClusterSupport", "Values", "Diagnostics", "Host", "Crypto", "Helm", "Catalog", "Platform", "Rendering",
                "Secrets", "Charts", "Delivery", "HTTP", "Kubernetes",
            ]),
        tests("Rendering", ["Values", "Diagnostics", "Host", "Helm", "Catalog", "Platform"]),
        tests(
            "Commands",
            [
                "fairlead", "ClusterSupport", "CommandTree", "Values", "Diagnostics", "Host", "Crypto", "Helm",
                "Catalog",
                "Platform", "Rendering", "Secrets", "Delivery", "HTTP", "Kubernetes",
            ], exclude: ["Golden", "Machine/podman.py", "Machine/s3.py"]),
        .testTarget(name: "LayeringTests", dependencies: ["Host"], swiftSettings: strict),

        // Measurements, printed by `make bench`.
        .executableTarget(
            name: "fairlead-bench",
            dependencies: [
                "Values", "Diagnostics", "Host", "Crypto", "Helm", "Catalog", "Platform", "Rendering", "Secrets",
            ], swiftSettings: strict),

        // The catalog's folders become part of the one binary at build time.
        .executableTarget(name: "embed-resources", swiftSettings: strict),
        .plugin(name: "EmbedResources", capability: .buildTool(), dependencies: ["embed-resources"]),
    ]
)
