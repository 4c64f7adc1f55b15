import Values

/// Objects one after the other as one stream of bytes: a line of JSON says what an object is and how long, its content follows, and a last
/// line says how many there were. What ends before that line is not whole.
enum ObjectStream {
    /// What stands before an object.
    struct Header: Equatable {
        var key: String
        var seen: ObjectStore.Description

        var line: [UInt8] {
            let headers = seen.headers.map { Node(.list([Node(.string($0.name)), Node(.string($0.value))])) }
            let node: Node = [
                "key": Node(.string(key)), "size": Node(.integer(seen.size)), "tag": Node(.string(seen.tag)),
                "headers": Node(.list(headers)),
            ]
            return Array((JSON.write(node) + "\n").utf8)
        }

        init(key: String, seen: ObjectStore.Description) {
            self.key = key
            self.seen = seen
        }

        init?(_ node: Node) {
            guard let key = node["key"]?.string, let size = node["size"]?.integer, size >= 0 else { return nil }
            self.key = key
            seen = ObjectStore.Description(
                size: size, tag: node["tag"]?.string ?? "",
                headers: (node["headers"]?.list ?? []).compactMap { pair in
                    guard let name = pair.list?.first?.string, let value = pair.list?.last?.string else { return nil }
                    return (name: name, value: value)
                })
        }
    }

    /// The last line.
    static func end(objects: Int) -> [UInt8] {
        Array((JSON.write(["objects": Node(.integer(Int64(objects)))]) + "\n").utf8)
    }

    /// Reads such a stream.
    struct Reader {
        private let source: () throws -> [UInt8]?
        private var pending: ArraySlice<UInt8> = []
        private var left: Int64 = 0
        private var count = 0

        /// Names have 1 KiB at most, and what is said of an object 2 KiB (Amazon S3 User Guide, "Object metadata"); escapes make them longer.
        private static let longestLine = 64 << 10

        init(_ source: @escaping () throws -> [UInt8]?) { self.source = source }

        /// The next object; nil after the last. What was not read of the one before is passed over.
        mutating func next() throws -> Header? {
            while try read(upTo: 1 << 20) != nil {}
            var line: [UInt8] = []
            while true {
                guard try fill() else { throw ArchiveFailure("it ends in the middle of a bucket") }
                if let end = pending.firstIndex(of: 0x0A) {
                    line += pending[..<end]
                    pending = pending[(end + 1)...]
                    break
                }
                line += pending
                pending = []
                guard line.count < Self.longestLine else {
                    throw ArchiveFailure("what it says of an object has no end")
                }
            }
            let node = (try? JSON.parse(line, file: "object")) ?? [:]
            if let objects = node["objects"]?.integer {
                guard objects == Int64(count) else { throw ArchiveFailure("objects are missing in it") }
                return nil
            }
            guard let header = Header(node) else { throw ArchiveFailure("it says nothing of an object") }
            count += 1
            left = header.seen.size
            return header
        }

        /// As much of the object as there is, but no more than asked for; nil at its end.
        mutating func read(upTo limit: Int) throws -> [UInt8]? {
            guard left > 0 else { return nil }
            var bytes: [UInt8] = []
            while bytes.count < limit, left > 0 {
                guard try fill() else { throw ArchiveFailure("it ends in the middle of an object") }
                let part = pending.prefix(Int(min(Int64(limit - bytes.count), left)))
                bytes += part
                pending = pending.dropFirst(part.count)
                left -= Int64(part.count)
            }
            return bytes
        }

        private mutating func fill() throws -> Bool {
            while pending.isEmpty {
                guard let piece = try source() else { return false }
                pending = piece[...]
            }
            return true
        }
    }
}
