extension YAML {
    /// One document of what Helm renders.
    public struct HelmDocument: Sendable, Equatable {
        /// The text, without the separator before it.
        public let text: String
        /// The number of the line, from 1, in which the text begins.
        public let firstLine: Int

        /// Makes a document.
        ///
        /// - Parameters:
        ///   - text: the text, without the separator before it.
        ///   - firstLine: the number of the line, from 1, in which the text begins.
        public init(text: String, firstLine: Int) {
            self.text = text
            self.firstLine = firstLine
        }
    }

    /// Splits rendered templates as Helm does: at every line that begins with `---`, whatever follows.
    ///
    /// YAML itself wants white space after the dashes, but charts in use write `---apiVersion: v1`, and Helm takes that.
    /// What follows the dashes on their line belongs to the document, without the spaces and tabs before it.
    ///
    /// - Parameter text: the rendered text.
    /// - Returns: the documents that hold more than white space; ``parse(_:file:firstLine:limits:)`` takes their first
    ///   line, so that places are those of the whole text.
    public static func splitHelmDocuments(_ text: String) -> [HelmDocument] {
        let bytes = Array(text.utf8)
        var documents: [HelmDocument] = []
        var start = 0
        var firstLine = 1
        var line = 1
        var index = 0

        func finish(at end: Int) {
            let part = bytes[start..<end]
            guard part.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return }
            documents.append(HelmDocument(text: String(decoding: part, as: UTF8.self), firstLine: firstLine))
        }

        while index < bytes.count {
            if bytes[index...].starts(with: "---".utf8) {
                finish(at: index)
                start = index + 3
                while start < bytes.count, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
                firstLine = line
                index = start
                // An empty rest of the line is no part of the document.
                if index + 1 < bytes.count, bytes[index] == 0x0D, bytes[index + 1] == 0x0A { index += 1 }
                if index < bytes.count, bytes[index] == 0x0A {
                    index += 1
                    line += 1
                    (start, firstLine) = (index, line)
                    continue
                }
            }
            while index < bytes.count, bytes[index] != 0x0A { index += 1 }
            index += 1
            line += 1
        }
        finish(at: bytes.count)
        return documents
    }
}
