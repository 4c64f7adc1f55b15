@testable import Catalog
import Diagnostics
import Schema
import Testing
import Values

/// The components that come with Fairlead keep the promises of the format.
@Suite struct BuiltInTests {
    static let catalog = Result { () throws -> (Catalog, [Finding]) in
        var sources = Sources()
        return try Catalog.load(checkingBuiltIn: true, sources: &sources)
    }
    static let names = ((try? catalog.get())?.0.components ?? []).map(\.name)

    @Test func allAreRead() throws {
        let (catalog, findings) = try Self.catalog.get()
        #expect(findings.isEmpty, "\(findings.map { "\($0.component ?? "") \($0.message)" })")
        #expect(catalog.components.count > 20)
        for capability in catalog.capabilities {
            for provider in capability.defaults.values {
                #expect(catalog.providers(of: capability.name).contains(provider), "\(capability.name): \(provider)")
            }
        }
    }

    /// Who offers what is known without reading a component; the whole file must say the same.
    @Test func theOffersAreFoundInTheText() throws {
        for component in try Self.catalog.get().0.components {
            let found = BuiltInComponents.offers(component.name).map { [$0.capability, $0.role ?? ""] }
            #expect(found == component.offers.map { [$0.capability, $0.role ?? ""] }, "\(component.name)")
        }
    }

    @Test(arguments: names) func isComplete(_ name: String) throws {
        let component = try #require(try Self.catalog.get().0.component(name))
        #expect(!component.summary.isEmpty && component.summary.hasSuffix("."), "\(component.summary)")
        for option in component.options["properties"]?.mapping?.entries ?? [] {
            let text = option.value["description"]?.string ?? ""
            #expect(!text.isEmpty, "the option `\(option.key)` has no description")
            #expect(
                option.value["type"] != nil || option.value["anyOf"] != nil || option.value["oneOf"] != nil,
                "\(option.key)")
        }
        _ = try Schema(component.options).defaults(applying: [:], profile: "small")
        #expect((component.chart == nil) == (component.files.values == nil), "a chart and its values go together")
        let hasPods = component.chart != nil || component.files.templates.contains { $0.text.contains("image:") }
        #expect(!hasPods || !component.images.isEmpty, "something runs, and `images` is empty")
    }

    /// Nobody takes the place of a built-in file for one of his own.
    @Test(arguments: names) func isNoFolderOfTheUsers(_ name: String) throws {
        let component = try #require(try Self.catalog.get().0.component(name))
        #expect(component.place?.file == "built-in:\(name)/component.yaml")
    }

    @Test(arguments: names) func imagesHaveExactTags(_ name: String) throws {
        let component = try #require(try Self.catalog.get().0.component(name))
        for use in component.images where !use.image.contains("{{") {
            let last = use.image.split(separator: "/").last ?? ""
            let tag = last.split(separator: "@").first?.split(separator: ":").dropFirst().first ?? ""
            #expect(
                tag.contains(where: \.isNumber) && !["latest", "main", "master", "stable"].contains(String(tag)),
                "\(use.image)")
            #expect(
                use.image.split(separator: "/").first?.contains(".") == true, "\(use.image) does not name its registry")
        }
    }

    /// Output must be the same every time.
    @Test(arguments: names) func templatesAreDeterministic(_ name: String) throws {
        let component = try #require(try Self.catalog.get().0.component(name))
        let files = component.files
        let words = [
            "randAlpha", "randAlphaNum", "randNumeric", "randAscii", "randInt", "randBytes", "lookup", "now", "uuidv4",
            "genCA", "genSelfSignedCert", "genSignedCert", "genPrivateKey", "htpasswd", "bcrypt", "env", "expandenv",
            "getHostByName", "ago", "encryptAES",
        ]
        for file in [files.values].compactMap({ $0 }) + files.templates + files.partials {
            for action in Self.actions(file.text) {
                let used = action.split { !($0.isLetter || $0.isNumber || $0 == "." || $0 == "_" || $0 == "$") }.map(
                    String.init)
                #expect(Set(used).isDisjoint(with: words), "\(file.path): {{\(action)}}")
            }
        }
    }

    /// Nothing between components is wired by hand: a template names no other component.
    @Test(arguments: names) func templatesNameNoOtherComponent(_ name: String) throws {
        let catalog = try Self.catalog.get().0
        let component = try #require(catalog.component(name))
        let own =
            [component.name, component.namespace] + [component.chart?.release, component.chart?.name].compactMap { $0 }
        let others = catalog.components.map(\.name).filter { other in
            !own.contains { $0.contains(other) || other.contains($0) }
        }
        for file in component.files.templates + component.files.partials + [component.files.values].compactMap({ $0 }) {
            for other in others where file.text.contains("\(other).\(other).svc") || file.text.contains(".\(other).svc")
            {
                Issue.record("\(file.path) names \(other)")
            }
        }
    }

    /// The text inside of `{{ }}`, without comments and quoted strings.
    private static func actions(_ text: String) -> [String] {
        text.split(separator: "{{").dropFirst().compactMap { piece -> String? in
            guard let end = piece.ranges(of: "}}").first else { return nil }
            let action = String(piece[..<end.lowerBound])
            if action.contains("/*") { return nil }
            return action.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset.isMultiple(of: 2) }.map { String($0.element) }.joined(separator: " ")
        }
    }
}
