import Catalog
import Delivery
import Platform
import Rendering

/// The image that Jobs run where none is named.
public enum RunnerImage {
    /// An image that the platform has already and that brings Python and `psql`: the one that runs the databases. Python is there because
    /// the tool that copies databases to object stores (Barman) is written in it.
    ///
    /// - Parameter desired: the platform.
    /// - Returns: nil where the platform runs no database.
    public static func standard(_ desired: DesiredPlatform) -> String? {
        let providers = desired.input.rendering.facts.filter { $0.binding.offer.capability == "postgres" }.map(
            \.binding.provider)
        for provider in providers {
            let images = desired.input.rendering.component(provider)?.images ?? []
            if let image = images.first(where: { $0.purpose.contains("PostgreSQL") }) { return image.image }
        }
        return nil
    }
}
