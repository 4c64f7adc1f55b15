import Diagnostics
import Kubernetes
import Operations
import TestSupport
import Testing

@Suite struct UpPictureTests {
    private static func step(_ id: String, _ member: String?) -> UpStep {
        UpStep(id: id, title: "title of \(id)", member: member, work: .leftovers)
    }

    private static let phases: [UpPhase] =
        [UpPhase(title: "ground", wave: nil, lanes: [[step("ground", nil)]])]
        + (0..<12).map { (wave: Int) in
            UpPhase(
                title: "wave \(wave)", wave: wave,
                lanes: (0..<9).map {
                    [step("m\(wave)-\($0)/chart", "m\(wave)-\($0)"), step("m\(wave)-\($0)/ready", "m\(wave)-\($0)")]
                })
        }

    /// In the middle of the third wave, one member waits, one failed.
    private static var middle: UpPicture {
        var picture = UpPicture(phases, style: .plain)
        for number in 0...3 {
            picture.note(.phase(number: number, phases[number]), now: Int64(number) * 60_000)
            guard number < 3 else { break }
            for step in phases[number].lanes.flatMap({ $0 }) {
                picture.note(.began(step), now: Int64(number) * 60_000)
                picture.note(.done(step, .changed(1), milliseconds: 1000), now: Int64(number) * 60_000 + 1000)
            }
        }
        let lanes = phases[3].lanes
        for lane in lanes { picture.note(.began(lane[0]), now: 180_000) }
        let object = ObjectReference("apps/v1", "Deployment", namespace: "shop", name: "shop")
        picture.note(
            .waiting(lanes[0][0], [WaitReason(object, "0 of 1 pods are ready"), WaitReason(object, "二重の幅 \u{1b}[2J")]),
            now: 181_000)
        picture.note(.failed(lanes[1][0], GateFailure(reasons: [], seconds: 1, blockers: [])), now: 181_000)
        picture.note(.done(lanes[2][0], .unchanged, milliseconds: 5), now: 181_000)
        picture.note(.began(lanes[2][1]), now: 181_000)
        picture.note(.done(lanes[2][1], .unchanged, milliseconds: 5), now: 181_000)
        return picture
    }

    @Test func showsThePresentPhaseInFull() {
        let lines = Self.middle.lines(width: 100, height: 60, now: 245_000)
        #expect(lines.first == "✓ ground  1 min 00 s")
        #expect(lines.contains("▸ wave 2  1 min 05 s"))
        #expect(lines.contains("  ◔ m2-0  title of m2-0/chart  1 min 05 s"))
        #expect(lines.contains("      Deployment shop/shop: 0 of 1 pods are ready"))
        #expect(lines.contains("  ✗ m2-1  title of m2-1/chart"))
        #expect(lines.contains("  ✓ m2-2  as it should be"))
        #expect(lines.contains { $0.hasPrefix("· wave 3  m3-0, m3-1") })
    }

    /// Drawing in place works only if every line fits, and all of them do.
    @Test func fitsWhateverRoomThereIs() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let width = Int.random(in: 1...200, using: &generator)
            let height = Int.random(in: 1...80, using: &generator)
            let lines = Self.middle.lines(width: width, height: height, now: 245_000)
            #expect(lines.count <= max(height - 1, 4))
            for line in lines {
                let columns = line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x3000 ? 2 : 1) }
                #expect(columns < max(width, 20), "\(width): \(line)")
                #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
            }
        }
    }

    @Test func saysTimesAsPeopleDo() {
        #expect(
            [0, 59_999, 60_000, 3_599_999, 3_600_000, -5].map { UpPicture.time($0) } == [
                "0 s", "59 s", "1 min 00 s", "59 min 59 s", "1 h 0 min", "0 s",
            ])
    }
}
