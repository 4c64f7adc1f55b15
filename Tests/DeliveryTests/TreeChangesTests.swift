import Delivery
import Diagnostics
import Host
import Testing
import Values

@Suite struct TreeChangesTests {
    static let canary = "AgBcanaryCANARYcanary"

    static func sealed(_ data: [String: String], replicas: Int = 1) -> String {
        """
        apiVersion: bitnami.com/v1alpha1
        kind: SealedSecret
        metadata: {name: keys, namespace: ai, labels: {n: "\(replicas)"}}
        spec:
          encryptedData: {\(data.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", "))}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: plain, namespace: ai}
        stringData: {password: \(data.values.sorted().joined())}

        """
    }

    static func changes(_ before: [String: String], _ after: [String: String]) throws -> TreeChanges {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try TreeWriter(folder: folder).write(tree(before), lock: Lock())
            return try TreeChanges(of: tree(after), with: folder)
        }
    }

    @Test func filesAndValues() throws {
        let changes = try Self.changes(
            [
                "README.md": "x", "old.yaml": "a: 1", "same": "s",
                "values.yaml": "# c\nreplicas: 1\nimage: {tag: a}\ngone: [1, 2]\n",
            ],
            [
                "README.md": "y", "new.yaml": "a: 1", "same": "s",
                "values.yaml": "replicas: 2\nimage: {tag: a, more: true}\n",
            ])
        #expect(
            changes.text() == """
                ~ README.md
                + new.yaml
                - old.yaml
                ~ values.yaml
                    ~ replicas: 1 -> 2
                    + image.more: true
                    - gone: [1,2]

                """)
        #expect(changes.summary == "1 added, 2 changed, 1 removed, 1 unchanged")
        #expect(
            changes.node.at("files", "3", "objects", "0", "values", "0") == [
                "path": "replicas", "change": "changed", "before": "1", "after": "2",
            ])
    }

    @Test func objectsAreFoundByName() throws {
        func object(_ name: String, _ value: Int) -> String {
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: {x: \(value)}\n"
        }
        let changes = try Self.changes(
            ["m.yaml": object("a", 1) + "---\n" + object("b", 1)], ["m.yaml": object("c", 1) + "---\n" + object("b", 2)]
        )
        #expect(
            changes.text() == """
                ~ m.yaml
                    + ConfigMap c
                    ~ ConfigMap b
                      ~ data.x: 1 -> 2
                    - ConfigMap a

                """)
    }

    @Test func sealedAndSecretValuesAreNeverShown() throws {
        let changes = try Self.changes(
            ["s.yaml": Self.sealed(["A": Self.canary + "1", "B": Self.canary + "2", "D": Self.canary])],
            ["s.yaml": Self.sealed(["A": Self.canary + "3", "C": Self.canary + "4", "D": Self.canary], replicas: 2)])
        #expect(
            changes.text() == """
                ~ s.yaml
                    ~ SealedSecret ai/keys
                      ~ metadata.labels.n: "1" -> "2"
                      value of key A changes
                      key B is removed
                      key C is added
                    ~ Secret ai/plain
                      value of key password changes

                """)
        #expect(!"\(changes)".contains("canary") && !JSON.write(changes.node).contains("canary"))
    }

    @Test func wholeBlocksOfSealedValuesAreNeverShown() throws {
        let full = Self.sealed(["A": Self.canary])
        let bare = full.split(separator: "\n", omittingEmptySubsequences: false).filter {
            !$0.contains("canary") && !$0.contains("spec:")
        }
        .joined(separator: "\n")
        for (before, after) in [
            (full, bare), (bare, full), (full, full.replacing("{A: \(Self.canary)}", with: Self.canary)),
        ] {
            let changes = try Self.changes(["s.yaml": before], ["s.yaml": after])
            #expect(!changes.isEmpty && !"\(changes)\(changes.text())".contains("canary"))
        }
    }

    @Test func anythingFromTheDiskIsSurvived() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            try put("a: [", folder / "v.yaml")
            try Files.makeDirectories(folder / "d.yaml")
            let changes = try TreeChanges(of: tree(["v.yaml": "a: 1", "d.yaml": "x", "../x": "y"]), with: folder)
            #expect(
                changes.text() == """
                    + d.yaml  (changed by hand, or not Fairlead's)
                    ~ v.yaml  (changed by hand, or not Fairlead's)

                    """)
        }
    }

    @Test func anEmptyPlaceMeansEverythingIsAdded() throws {
        try Files.withTemporaryDirectory { (folder: Path) throws in
            #expect(
                try TreeChanges(of: tree(["a": "", "b": ""]), with: folder / "none").summary
                    == "2 added, 0 changed, 0 removed, 0 unchanged")
            #expect(!Files.exists(folder / "none"))
        }
    }
}
