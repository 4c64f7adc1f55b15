import Catalog
public import Diagnostics
import Platform
import Rendering
import Values

/// An image is the same tomorrow: it has a digest or the tag of one release.
public struct MutableImageRule: Guideline {
    public static let code = Code.mutableImage
    public init() {}

    public func findings(_ input: GuidelineInput) -> [Finding] {
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
            guard ["image", "imageName"].contains(setting.key) else { return nil }
            if let text = setting.value.string {
                let isReference =
                    (text.contains("/") || text.contains(":")) && !text.contains(" ") && !text.contains("://")
                guard tree.object != nil ? !text.isEmpty : isReference else { return nil }
                return ImageReference(text).whyMutable.map {
                    finding(text, why: $0, place: input.place(setting.value, of: tree.component), tree.component)
                }
            }
            // Charts have the parts apart; without a tag they take the one of their own release.
            guard let tag = setting.value["tag"], setting.value["digest"]?.string?.isEmpty ?? true else { return nil }
            guard let text = tag.string ?? tag.integer.map(String.init), !text.isEmpty, !text.contains("@") else {
                return nil
            }
            let repository = setting.value["repository"]?.string ?? setting.path.description
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
