extension Node {
    /// Removes the entry at a path of mapping keys; nothing happens if there is none.
    ///
    /// - Parameter path: the keys, outermost first.
    public mutating func remove(at path: [String]) {
        guard let key = path.first, case .mapping(var content) = value else { return }
        if path.count == 1 {
            content.removeValue(forKey: key)
        } else if var child = content[key] {
            child.remove(at: Array(path.dropFirst()))
            content[key] = child
        }
        value = .mapping(content)
    }
}
