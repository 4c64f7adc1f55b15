import Foundation
import PackagePlugin

/// Turns the catalog's `Resources` folder into one Swift file, so that the binary needs no folder beside it.
@main
struct EmbedResources: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let resources = target.directoryURL.appending(path: "Resources")
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedResources.swift")
        return [
            .buildCommand(
                displayName: "Embedding the catalog", executable: try context.tool(named: "embed-resources").url,
                arguments: [resources.path(), output.path()], inputFiles: files(below: resources), outputFiles: [output]
            )
        ]
    }

    private func files(below folder: URL) -> [URL] {
        guard let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        else { return [] }
        return walker.compactMap { $0 as? URL }.filter { !$0.hasDirectoryPath }.sorted { $0.path() < $1.path() }
    }
}
