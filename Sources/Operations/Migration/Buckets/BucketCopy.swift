import Host

/// Copies the objects of a bucket into a stream, and out of one into a bucket.
struct BucketCopy {
    /// What was done.
    struct Result: Equatable {
        /// Objects that were copied or found.
        var objects = 0
        /// Their bytes.
        var bytes: Int64 = 0
        /// Objects that had to be written.
        var written = 0
        /// Objects of the target that are none of these.
        var others = 0
    }

    let store: ObjectStore

    /// As many names are held in the memory to be compared in the end.
    static let mostObjects = 1_000_000
    /// Objects of several pieces have 10 000 at most (Amazon S3 User Guide, "Multipart upload limits"), and a piece must fit into the memory.
    static let largest: Int64 = 10_000 * (64 << 20)

    /// The length of the pieces of an object.
    static func piece(of size: Int64) -> Int {
        max(ObjectStore.piece, Int((size + 9_999) / 10_000))
    }

    /// Writes every object into a stream.
    func save(to sink: (ArraySlice<UInt8>) throws -> Void) throws -> Result {
        var result = Result()
        try store.list { page in
            for entry in page {
                // Gone since it was listed: nobody misses it.
                guard let seen = try store.look(entry.key) else { continue }
                guard seen.size <= Self.largest else {
                    throw MigrationFailure(
                        "\(store.name): \(entry.key) has \(seen.size >> 30) GiB; no more than \(Self.largest >> 30) GiB go along"
                    )
                }
                result.objects += 1
                result.bytes += seen.size
                guard result.objects <= Self.mostObjects else {
                    throw MigrationFailure(
                        "\(store.name) has more than \(Self.mostObjects) objects",
                        hint: "copy it with a client for S3, such as rclone")
                }
                try sink(ObjectStream.Header(key: entry.key, seen: seen).line[...])
                var start: Int64 = 0
                while start < seen.size {
                    let bytes = try store.read(entry.key, seen, from: start)
                    try sink(bytes[...])
                    start += Int64(bytes.count)
                }
            }
        }
        try sink(ObjectStream.end(objects: result.objects)[...])
        return result
    }

    /// Writes every object of a stream into the bucket, and compares in the end. What is there already with the same content is left alone.
    ///
    /// - Parameters:
    ///   - source: the pieces of the stream.
    ///   - overwrites: whether an object that is there with other content is written over.
    func load(_ source: @escaping () throws -> [UInt8]?, overwrites: Bool) throws -> Result {
        var result = Result()
        var sizes: [String: Int64] = [:]
        var reader = ObjectStream.Reader(source)
        while let header = try reader.next() {
            try Interrupt.check()
            if try !isThere(header, &reader, overwrites: overwrites) {
                try write(header, &reader)
                result.written += 1
            }
            result.objects += 1
            result.bytes += header.seen.size
            sizes[header.key] = header.seen.size
        }
        var found = 0
        try store.list { page in
            for entry in page {
                if sizes[entry.key] == entry.size { found += 1 } else if sizes[entry.key] == nil { result.others += 1 }
            }
        }
        guard found == sizes.count else {
            throw MigrationFailure(
                "\(store.name): of \(sizes.count) objects only \(found) are there as they should be",
                hint: "does somebody remove objects there? run it again")
        }
        return result
    }

    /// Whether the very same object is there. What is asked of the stream to find out is gone from it, which matters only where nothing is
    /// written over.
    private func isThere(
        _ header: ObjectStream.Header, _ reader: inout ObjectStream.Reader, overwrites: Bool
    ) throws -> Bool {
        guard let there = try store.look(header.key) else { return false }
        let isOnePiece = !there.tag.isEmpty && !there.tag.contains("-") && !header.seen.tag.contains("-")
        if there.size == header.seen.size, isOnePiece, there.tag == header.seen.tag { return true }
        if overwrites { return false }
        if there.size == header.seen.size {
            var start: Int64 = 0
            var isSame = true
            while isSame, let piece = try reader.read(upTo: ObjectStore.piece) {
                isSame = try store.read(header.key, there, from: start) == piece
                start += Int64(piece.count)
            }
            if isSame { return true }
        }
        throw MigrationFailure(
            "\(store.name) has \(header.key) already, with other content", hint: "--overwrite writes over such objects")
    }

    private func write(_ header: ObjectStream.Header, _ reader: inout ObjectStream.Reader) throws {
        let size = header.seen.size
        if size <= Int64(ObjectStore.piece) {
            let content = try reader.read(upTo: ObjectStore.piece) ?? []
            return try store.write(header.key, content, headers: header.seen.headers)
        }
        guard size <= Self.largest else { throw ArchiveFailure("it says nothing of an object") }
        let upload = try store.begin(header.key, headers: header.seen.headers)
        do {
            var tags: [String] = []
            while let piece = try reader.read(upTo: Self.piece(of: size)) {
                tags.append(try store.write(header.key, upload: upload, number: tags.count + 1, piece))
            }
            try store.end(header.key, upload: upload, tags: tags)
        } catch {
            store.drop(header.key, upload: upload)
            throw error
        }
    }
}
