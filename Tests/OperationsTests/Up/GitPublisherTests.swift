import Delivery
import Diagnostics
import Host
import Operations
import Synchronization
import Testing

/// A local bare repository stands for the remote.
@Suite struct GitPublisherTests {
    /// A remote, a cache and a folder of one test.
    struct Place {
        let root: Path
        var remote: Path { root / "remote.git" }
        var folder: Path { root / "out" }
        var clone: Path { root / "clone" }

        static func lend(_ body: (Place) throws -> Void) throws {
            try Files.withTemporaryDirectory { root in
                let place = Place(root: root)
                try place.git(["init", "--quiet", "--bare", "--initial-branch=main", place.remote.string])
                try body(place)
            }
        }

        @discardableResult
        func git(_ arguments: [String], in folder: Path? = nil) throws -> String {
            let result = try Processes.run(
                "git", ["-c", "user.name=somebody", "-c", "user.email=s@example.org"] + arguments,
                environment: environment.variables,
                directory: folder)
            try #require(result.succeeded, "git \(arguments): \(String(decoding: result.stderr, as: UTF8.self))")
            return String(decoding: result.stdout, as: UTF8.self).split(separator: "\n").joined(separator: "\n")
        }

        /// Nobody's configuration but this test's.
        var environment: Environment {
            Environment([
                "PATH": Environment.process["PATH"] ?? "/usr/bin:/bin", "HOME": root.string, "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_CONFIG_GLOBAL": (root / "gitconfig").string,
            ])
        }

        func publisher(
            _ files: [String: String] = ["a.yaml": "a\n", "deep/b.yaml": "b\n"], folder: Path? = nil,
            branch: String = "main",
            path: String = "platform", repository: String? = nil
        ) -> GitPublisher {
            var tree = FileTree()
            for (name, text) in files { tree.add(name, text) }
            return GitPublisher(
                repository: repository ?? remote.string, branch: branch, path: path, platform: "corner", tree: tree,
                lock: Lock(),
                folder: folder ?? self.folder, cache: root / "cache", environment: environment)
        }

        /// Writes the tree as the command does, into a worktree.
        func write(_ files: [String: String] = ["a.yaml": "a\n", "deep/b.yaml": "b\n"]) throws {
            var tree = FileTree()
            for (name, text) in files { tree.add(name, text) }
            try TreeWriter(folder: clone / "platform").write(tree, lock: Lock())
        }

        func files(_ branch: String = "main") throws -> [String] {
            try git(["ls-tree", "-r", "--name-only", branch], in: remote).split(separator: "\n").map(String.init)
        }

        func commits(_ branch: String = "main") throws -> Int {
            try git(["log", "--format=%s", branch], in: remote).split(separator: "\n").count
        }

        /// A clone of a person, with one commit pushed.
        func makeClone() throws {
            try git(["clone", "--quiet", remote.string, clone.string])
            try push("README", from: clone)
        }

        func push(_ file: String, from folder: Path) throws {
            try Files.writeAtomically(folder / file, Array("x\n".utf8))
            try git(["add", file], in: folder)
            try git(["commit", "--quiet", "-m", file], in: folder)
            try git(["push", "--quiet", "origin", "HEAD:refs/heads/main"], in: folder)
        }
    }

    static func refusal(_ body: () throws -> Void) throws -> Finding {
        try #require(try #require(throws: FindingsError.self, performing: body).findings.first)
    }

    @Test func makesTheFirstCommitAndThenNone() throws {
        try Place.lend { place throws in
            let first = try place.publisher().publish()
            #expect(first.isNew)
            #expect(try place.files() == ["platform/a.yaml", "platform/deep/b.yaml", "platform/fairlead.lock"])
            #expect(try place.git(["log", "--format=%s|%an", "main"], in: place.remote) == "Render corner|fairlead")
            #expect(try place.publisher().head() == first.commit)
            let again = try place.publisher().publish { Issue.record("nothing is to be written") }
            #expect(again == Publication(commit: first.commit, isNew: false))
        }
    }

    @Test func changesAndRemovesOnlyItsOwn() throws {
        try Place.lend { place throws in
            try place.makeClone()
            try place.publisher().publish()
            try place.git(["pull", "--quiet", "origin", "main"], in: place.clone)
            try place.push("other.yaml", from: place.clone)
            let next = try place.publisher(["a.yaml": "A\n"]).publish()
            #expect(next.isNew)
            #expect(try place.files() == ["README", "other.yaml", "platform/a.yaml", "platform/fairlead.lock"])
        }
    }

    @Test func refusesAForeignFileInItsPlace() throws {
        try Place.lend { place throws in
            try place.git(["clone", "--quiet", place.remote.string, place.clone.string])
            try Files.makeDirectories(place.clone / "platform")
            try place.push("platform/a.yaml", from: place.clone)
            let finding = try Self.refusal { try place.publisher().publish() }
            #expect(finding.code == "FL0501")
            #expect(try place.commits() == 1)
        }
    }

    @Test func usesTheWorktreeThatTheTreeStandsIn() throws {
        try Place.lend { place throws in
            try place.makeClone()
            let folder = place.clone / "platform"
            try place.publisher(folder: folder).examine()
            try place.write()
            #expect(try place.publisher(folder: folder).publish().isNew)
            #expect(try place.git(["status", "--porcelain"], in: place.clone).isEmpty)
            #expect(try place.files().contains("platform/a.yaml"))
            try place.write(["a.yaml": "A\n"])
            #expect(try place.publisher(["a.yaml": "A\n"], folder: folder).publish().isNew)
            #expect(try place.files() == ["README", "platform/a.yaml", "platform/fairlead.lock"])
            #expect(try place.publisher(["a.yaml": "A\n"], folder: folder).publish().isNew == false)
            #expect(!Files.exists(place.root / "cache"))
        }
    }

    @Test func refusesADirtyWorktree() throws {
        try Place.lend { place throws in
            try place.makeClone()
            try Files.writeAtomically(place.clone / "README", Array("changed\n".utf8))
            let finding = try Self.refusal { try place.publisher(folder: place.clone / "platform").examine() }
            #expect(finding.message.contains("not committed"))
            #expect(finding.cause == "README")
            #expect(try place.commits() == 1)
        }
    }

    @Test func refusesAWorktreeThatIsBehindOrDiverged() throws {
        try Place.lend { place throws in
            try place.makeClone()
            let other = place.root / "other"
            try place.git(["clone", "--quiet", place.remote.string, other.string])
            try place.push("more", from: other)
            let publisher = place.publisher(folder: place.clone / "platform")
            let finding = try Self.refusal { try publisher.examine() }
            #expect(finding.hint?.contains("git pull") == true)
            try Files.writeAtomically(place.clone / "mine", [])
            try place.git(["add", "mine"], in: place.clone)
            try place.git(["commit", "--quiet", "-m", "mine"], in: place.clone)
            let second = try Self.refusal { try publisher.publish() }
            #expect(second.message.contains("diverged"))
            #expect(try place.commits() == 2)
        }
    }

    @Test func refusesCommitsOfOthersThatAreNotPushed() throws {
        try Place.lend { place throws in
            try place.makeClone()
            try Files.writeAtomically(place.clone / "mine", [])
            try place.git(["add", "mine"], in: place.clone)
            try place.git(["commit", "--quiet", "-m", "mine"], in: place.clone)
            let finding = try Self.refusal { try place.publisher(folder: place.clone / "platform").examine() }
            #expect(finding.message.contains("1 commits that are not pushed"))
        }
    }

    @Test func pushesWhatAKilledRunCommitted() throws {
        try Place.lend { place throws in
            for folder in [place.folder, place.clone / "platform"] {
                let isClone = folder == place.clone / "platform"
                if isClone {
                    try place.git(["clone", "--quiet", place.remote.string, place.clone.string])
                    try place.write(["a.yaml": "2\n"])
                }
                let publisher =
                    isClone ? place.publisher(["a.yaml": "2\n"], folder: folder) : place.publisher(["a.yaml": "1\n"])
                struct Killed: Error {}
                _ = try #require(throws: Killed.self) { try publisher.publish { throw Killed() } }
                let before = isClone ? try place.commits() : 0
                let again = try publisher.publish()
                #expect(again.isNew)
                #expect(try place.commits() == before + 1)
            }
        }
    }

    @Test func neverForcesAPush() throws {
        try Place.lend { place throws in
            try place.makeClone()
            let finding = try Self.refusal {
                // Somebody pushes between the look and the push.
                try place.publisher().publish { try place.push("more", from: place.clone) }
            }
            #expect(finding.hint?.contains("run the command again") == true)
            #expect(try place.files() == ["README", "more"])
            #expect(try place.publisher().publish().isNew)
            #expect(try place.files().contains("more"))
        }
    }

    @Test func refusesAnotherBranch() throws {
        try Place.lend { place throws in
            try place.makeClone()
            try place.git(["switch", "--quiet", "-c", "topic"], in: place.clone)
            let finding = try Self.refusal { try place.publisher(folder: place.clone / "platform").examine() }
            #expect(finding.hint?.contains("git switch main") == true)
        }
    }

    @Test(arguments: ["--upload-pack=touch x", "a b", "a..b", "", "-f", "x~1", "refs/../x", "a\nb", "+x", "x:y"])
    func refusesHostileBranches(_ branch: String) throws {
        try Place.lend { place throws in
            // `+x` is a name that Git allows; it must stay a name.
            if branch == "+x" {
                let publication = try place.publisher(branch: branch).publish()
                let files = try place.files("refs/heads/+x")
                #expect(publication.isNew && files.count == 3)
                return
            }
            let finding = try Self.refusal { try place.publisher(branch: branch).publish() }
            #expect(finding.code == "FL1001")
        }
    }

    @Test(arguments: ["--upload-pack=touch x", "ext::sh -c true", "", "https://example.org/\u{1b}[2J"])
    func refusesHostileAddresses(_ address: String) throws {
        try Place.lend { place throws in
            let finding = try Self.refusal { try place.publisher(repository: address).publish() }
            #expect(finding.code == "FL1001")
        }
    }

    @Test(arguments: ["../up", "a/../../b", ".git/hooks", "x/.GIT"])
    func refusesHostileFolders(_ path: String) throws {
        try Place.lend { place throws in
            let finding = try Self.refusal { try place.publisher(path: path).publish() }
            #expect(finding.code == "FL1001")
        }
    }

    @Test func writesThroughNoLinkOutOfTheRepository() throws {
        try Place.lend { place throws in
            try place.git(["clone", "--quiet", place.remote.string, place.clone.string])
            try Files.makeDirectories(place.root / "elsewhere")
            try place.git(["config", "core.symlinks", "true"], in: place.clone)
            let made = try Processes.run(
                "ln", ["-s", (place.root / "elsewhere").string, (place.clone / "platform").string])
            try #require(made.succeeded)
            try place.git(["add", "platform"], in: place.clone)
            try place.git(["commit", "--quiet", "-m", "link"], in: place.clone)
            try place.git(["push", "--quiet", "origin", "HEAD:refs/heads/main"], in: place.clone)
            #expect(throws: (any Error).self) { try place.publisher().publish() }
            #expect(try Files.list(place.root / "elsewhere").isEmpty)
        }
    }

    @Test func saysWhatIsWrongWithoutThePassword() throws {
        try Place.lend { place throws in
            let address = "http://robot:hunter2secret@127.0.0.1:9/corner.git"
            let error = try #require(throws: FindingsError.self) { try place.publisher(repository: address).publish() }
            let text = "\(error.findings)"
            #expect(!text.contains("hunter2secret"))
            #expect(!text.contains("robot:"))
            #expect(text.contains("127.0.0.1:9/corner.git"))
            #expect(error.findings.first?.hint != nil)
        }
    }

    @Test func saysThatThereIsNoRepository() throws {
        try Place.lend { place throws in
            let finding = try Self.refusal {
                try place.publisher(repository: (place.root / "nothing").string).publish()
            }
            #expect(finding.hint?.contains("delivery.repository") == true)
        }
    }

    @Test func saysWhyAPushIsRefused() throws {
        try Place.lend { place throws in
            let hook = place.remote / "hooks/pre-receive"
            try Files.writeAtomically(
                hook, Array("#!/bin/sh\necho the branch is protected >&2\nexit 1\n".utf8), permissions: 0o755)
            let finding = try Self.refusal { try place.publisher().publish() }
            #expect(finding.cause?.contains("pre-receive hook declined") == true)
            #expect(finding.hint?.contains("protected") == true)
        }
    }
}
