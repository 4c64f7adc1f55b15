import Host
import Synchronization
import Testing

@Suite struct ParallelTests {
    private struct Odd: Error, Equatable { let number: Int }

    @Test func keepsTheOrderAndTheErrors() {
        let results = Parallel.map(Array(0..<500), limit: 7) { number in
            if number % 2 == 1 { throw Odd(number: number) }
            return number * 2
        }
        #expect(results.count == 500)
        for (number, result) in results.enumerated() {
            switch result {
            case .success(let value): #expect(value == number * 2 && number % 2 == 0)
            case .failure(let error): #expect(error as? Odd == Odd(number: number))
            }
        }
    }

    @Test func neverMoreThanTheLimit() {
        let counts = Mutex((now: 0, most: 0))
        _ = Parallel.map(Array(0..<50), limit: 3) { _ in
            counts.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            _ = try? Processes.run("true", [])
            counts.withLock { $0.now -= 1 }
        }
        #expect(counts.withLock { $0.most } <= 3)
    }

    @Test func nothingToDo() {
        #expect(Parallel.map([Int](), limit: 0) { $0 }.isEmpty)
        #expect(Parallel.map([1], limit: -4) { $0 }.count == 1)
    }
}
