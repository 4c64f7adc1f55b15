/// Results in the form that CI systems read: `testsuite` with a `testcase` for each check (the XML schema of Apache Ant's JUnit task, as
/// Jenkins and GitLab take it).
public enum JUnit {
    /// The document.
    ///
    /// - Parameters:
    ///   - results: the results.
    ///   - platform: the platform's name.
    public static func document(_ results: [CheckResult], platform: String) -> String {
        let failures = results.filter(\.isFailed).count
        let skipped = results.filter { if case .skipped = $0.verdict { true } else { false } }.count
        let total = results.map(\.milliseconds).reduce(0, +)
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            #"<testsuites name="fairlead verify">"#,
            #"  <testsuite name="\#(escape(platform))" tests="\#(results.count)" failures="\#(failures)" errors="0" "#
                + #"skipped="\#(skipped)" time="\#(seconds(total))">"#,
        ]
        for result in results {
            let start =
                #"    <testcase classname="\#(escape(platform)).\#(escape(result.check.capability))" "#
                + #"name="\#(escape(result.check.id))" time="\#(seconds(result.milliseconds))""#
            switch result.verdict {
            case .passed: lines.append(start + "/>")
            case .skipped(let reason):
                lines += [start + ">", #"      <skipped message="\#(escape(reason))"/>"#, "    </testcase>"]
            case .failed(let message, let hint):
                let text = [result.check.title, message, hint.map { "hint: " + $0 }].compactMap { $0 }.joined(
                    separator: "\n")
                lines += [
                    start + ">", #"      <failure message="\#(escape(message))">\#(escape(text))</failure>"#,
                    "    </testcase>",
                ]
            }
        }
        return (lines + ["  </testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
    }

    /// Text as content or value of an attribute. What XML 1.0 has no place for (section 2.2) is left out, also as a reference.
    static func escape(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": scalars.append(contentsOf: "&amp;".unicodeScalars)
            case "<": scalars.append(contentsOf: "&lt;".unicodeScalars)
            case ">": scalars.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": scalars.append(contentsOf: "&quot;".unicodeScalars)
            case "'": scalars.append(contentsOf: "&apos;".unicodeScalars)
            case "\n": scalars.append(scalar)
            default: if !ShownText.isControl(scalar) { scalars.append(scalar) }
            }
        }
        return String(scalars)
    }

    private static func seconds(_ milliseconds: Int64) -> String {
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.utf8.count) + rest
    }
}
