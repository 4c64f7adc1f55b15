import Delivery
import Glibc
import Host
import Platform
import Secrets
import Testing

/// What is in the output folder already, and folders that cannot be written.
@Suite(.needsHelm) struct OutputFolderTests {
    @Test func aForeignFileStopsTheWrite() throws {
        try SmallPlatform.with { bench in
            try bench.write("mine\n", to: "out/applications/shop.yaml")
            let result = bench.run(bench.render())
            #expect(result.status == 65 && result.codes == ["FL0501"], "\(result)")
            #expect(try bench.tree() == ["applications/shop.yaml": "mine\n"])
            // What is not in the way is left alone.
            try Files.remove(bench.out / "applications/shop.yaml")
            try bench.write("mine\n", to: "out/notes.txt")
            #expect(bench.run(bench.render()).status == 0)
            #expect(try bench.tree()["notes.txt"] == "mine\n")
        }
    }

    @Test func aHandEditedFileStopsTheWriteUnlessTold() throws {
        try SmallPlatform.with { bench in
            #expect(bench.run(bench.render()).status == 0)
            let file = "applications/shop.yaml"
            let old = try bench.read("out/" + file)
            try bench.write(old + "# by hand\n", to: "out/" + file)
            let before = try whole(bench)
            let result = bench.run(bench.render())
            #expect(result.status == 65 && result.codes == ["FL0502"], "\(result)")
            #expect(result.error.contains(file) && result.error.contains("--overwrite"), "\(result)")
            try expectWhole(bench, before)
            let forced = bench.run(bench.render("--overwrite"))
            #expect(forced.status == 0, "\(forced)")
            #expect(try bench.read("out/" + file) == old)
            #expect(try bench.read("out/\(file).edited") == old + "# by hand\n")
        }
    }

    @Test func aPathBelowAFile() throws {
        try SmallPlatform.with { bench in
            try bench.write("a file\n", to: "out")
            let result = bench.run(bench.render())
            #expect(result.status == 65 && result.codes == ["FL0503"], "\(result)")
            #expect(try bench.read("out") == "a file\n")
        }
    }

    @Test func aLinkIsNotFollowed() throws {
        try SmallPlatform.with { bench in
            try bench.write("mine\n", to: "elsewhere/shop.yaml")
            try Files.makeDirectories(bench.out)
            symlink((bench.folder / "elsewhere").string, (bench.out / "applications").string)
            let result = bench.run(bench.render())
            #expect(result.status == 65 && result.codes.contains("FL0501"), "\(result)")
            #expect(try contents(bench.folder / "elsewhere") == ["shop.yaml": "mine\n"])
        }
    }

    /// A disk that is full, and one that may not be written. Needs the right to mount.
    @Test func disksThatRefuse() throws {
        try SmallPlatform.with { bench in
            try Files.makeDirectories(bench.out)
            guard mount("tmpfs", bench.out.string, "tmpfs", 0, "size=64k") == 0 else {
                try Test.cancel("SKIPPED: this user may not mount")
            }
            defer { umount(bench.out.string) }
            let full = bench.run(bench.render())
            #expect(full.status == 65 && full.codes == ["FL0503"], "\(full)")
            #expect(full.error.contains("space"), "\(full)")
            #expect(try bench.tree().isEmpty, "half a tree is there")
            #expect(try bench.opened().get(.init(text: "shop/session-key")) != nil)
            umount(bench.out.string)
            #expect(bench.run(bench.render()).status == 0)
            let before = try whole(bench)
            guard mount(bench.out.string, bench.out.string, nil, UInt(MS_BIND), nil) == 0,
                mount(nil, bench.out.string, nil, UInt(MS_BIND | MS_REMOUNT | MS_RDONLY), nil) == 0
            else { return }
            try bench.write(SmallPlatform.platform(shop: "{greeting: other}"), to: "platform.yaml")
            let denied = bench.run(bench.render())
            #expect(denied.status != 0 && denied.codes == ["FL0503"], "\(denied)")
            try expectWhole(bench, before)
            #expect(
                bench.run(
                    "plan", bench.platform.string, "--out", bench.out.string, "--catalog",
                    (bench.folder / "catalog").string
                ).status == 0)
        }
    }

    @Test func removedComponentsLeave() throws {
        try SmallPlatform.with { bench in
            #expect(bench.run(bench.render()).status == 0)
            try bench.write(
                SmallPlatform.platform().replacing("    shop: {host: shop}", with: "    till: {}"), to: "platform.yaml")
            let plan = bench.run(
                "plan", bench.platform.string, "--out", bench.out.string, "--catalog",
                (bench.folder / "catalog").string, "--exit-code")
            #expect(plan.status == 2, "\(plan)")
            let result = bench.run(bench.render())
            #expect(result.status == 0, "\(result)")
            #expect(try !bench.tree().keys.contains { $0.contains("shop") })
            #expect(!Files.exists(bench.out / "components/shop"))
            let quiet = bench.run(
                "plan", bench.platform.string, "--out", bench.out.string, "--catalog",
                (bench.folder / "catalog").string, "--exit-code")
            #expect(quiet.status == 0, "\(quiet)")
        }
    }
}
