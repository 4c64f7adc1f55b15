import Catalog
package import Diagnostics
import Platform
import Rendering
import Values

/// An image is the same tomorrow: it has a digest or the tag of one release.
package struct MutableImageRule: Guideline {
    package static let code = Code.mutableImage
    package init() {}

    package func findings(_ input: GuidelineInput) -> [Finding] {
        var seen: Set<String> = []
        return (declared(input) + input.trees.flatMap { rendered($0, input) }).filter {
            seen.insert(($0.component ?? "") + " " + $0.message).inserted
        }
    }

    private func declared(_ input: GuidelineInput) -> [Finding] {
        input.rendering.components.flatMap { component in
            component.images.compactMap { image in
                ImageReference(image.image).whyMutable.map {
                    finding(
                        image.image, why: $0, place: input.resolution.member(component.name)?.component.place,
                        component.name)
                }
            }
        }
    }

    private func rendered(_ tree: RenderedTree, _ input: GuidelineInput) -> [Finding] {
        tree.settings.compactMap { setting in
            guard ["image", "imageName"].contains(setting.key), let text = setting.value.string else { return nil }
            let isReference = (text.contains("/") || text.contains(":")) && !text.contains(" ") && !text.contains("://")
            // What stands below `image` in values may be a name of anything; in an object it is an image.
            guard tree.object != nil ? !text.isEmpty : isReference else { return nil }
            return ImageReference(text).whyMutable.map {
                finding(text, why: $0, place: input.place(setting.value, of: tree.component), tree.component)
            }
        } + (tree.object == nil ? parted(tree, input) : [])
    }

    /// Charts have the parts of a reference apart; without a tag they take the one of their own release.
    private func parted(_ tree: RenderedTree, _ input: GuidelineInput) -> [Finding] {
        tree.node.mappings().compactMap { path, node in
            guard let tag = node["tag"], node["digest"]?.string?.isEmpty ?? true,
                let text = tag.string ?? tag.integer.map(String.init),
                !text.isEmpty, !text.contains("@"), node["repository"] != nil || path.steps.last == .key("image")
            else { return nil }
            let repository = node["repository"]?.string ?? path.description
            return ImageReference.whyMutable(tag: text).map {
                finding("\(repository):\(text)", why: $0, place: input.place(tag, of: tree.component), tree.component)
            }
        }
    }

    private func finding(_ image: String, why: String, place: Place?, _ component: String) -> Finding {
        Finding(
            code: Self.code, severity: .warning, message: "the image \(image) can change its meaning", place: place,
            component: component,
            cause: why, hint: "name the tag of one release, or a digest")
    }
}
