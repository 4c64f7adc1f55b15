import Catalog
import Platform
import Rendering

extension ReportSections {
    /// Every image of the platform with its component.
    var images: [(component: String, image: String, purpose: String)] {
        resolution.members.flatMap { member in
            let uses = input.rendering.map { $0.component(member.name)?.images ?? [] } ?? member.component.images
            return uses.map { (member.name, $0.image, $0.purpose) }
        }
    }

    /// The images as a table.
    func imageTable() -> HTML {
        let rows = images.map { use -> [HTML] in
            let mark: HTML =
                switch ImageTag(use.image) {
                case .digest: "<span class=\"tag fine\">digest</span>"
                case .exact: ""
                case .moving: " <span class=\"tag warning\">moving tag</span>"
                }
            return [HTML(text: title(use.component)), "<code>\(use.image)</code> \(mark)", HTML(text: use.purpose)]
        }
        return rows.isEmpty ? "<p>There are no images.</p>\n" : HTML.table(["Component", "Image", "For"], rows)
    }
}

/// How firmly a reference names an image.
package enum ImageTag {
    /// By its content.
    case digest
    /// By a tag that names one release.
    case exact
    /// By a tag that is moved with each release, or by none.
    case moving

    /// Judges a reference.
    ///
    /// A tag moves if there is none, if it has no digit (`latest`), or if it is a version of less than three numbers
    /// (`3`, `v3.7-alpine`).
    package init(_ reference: String) {
        if reference.contains("@sha256:") {
            self = .digest
            return
        }
        let name = reference.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let colon = name.firstIndex(of: ":") else {
            self = .moving
            return
        }
        let tag = name[name.index(after: colon)...]
        let version = tag.first == "v" ? tag.dropFirst() : tag
        let numbers = version.prefix { $0.isNumber || $0 == "." }
        let rest = version.dropFirst(numbers.count)
        let isShortVersion =
            !numbers.isEmpty && numbers.count < 6 && numbers.count { $0 == "." } < 2 && !rest.contains { $0.isNumber }
        self = isShortVersion || !tag.contains { $0.isNumber } ? .moving : .exact
    }
}
