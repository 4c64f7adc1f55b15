import CommandTree
import Diagnostics
import Testing

@Suite struct HelpTests {
    @Test func theHelpOfACommand() {
        #expect(
            SampleTree.run(["render", "--help"]).out == """
                Write the delivery tree.

                USAGE
                  boat render [OPTIONS] [FILE]

                ARGUMENTS
                  FILE  the platform file (default: ./platform.yaml)

                OPTIONS
                      --out DIR         where to write it (default: ./out/NAME)
                  -s, --set KEY=VALUE   override a value (may be repeated)
                      --replicas COUNT  how many
                  -f, --force           don't ask: [just] do it
                  -o, --output FORMAT   how to write the result (one of text, json, yaml;
                                        default: text)
                      --color WHEN      colour the text for people (one of auto, always, never;
                                        default: auto)
                      --no-input        never ask a question; fail instead
                  -q, --quiet           say nothing but errors and the data asked for
                  -h, --help            show the help of the command

                EXAMPLES
                  boat render --out ./out
                      write the tree of ./platform.yaml

                Nothing is overwritten that was not written by this command.

                The same input gives the same bytes.

                """)
    }

    @Test func theHelpOfTheProgram() {
        #expect(
            SampleTree.run(["help"]).out == """
                One file in, a whole platform out.

                USAGE
                  boat COMMAND [OPTIONS]

                COMMANDS: Build
                  render   write the delivery tree

                COMMANDS: Look
                  catalog  list and show components

                OPTIONS
                      --color WHEN  colour the text for people (one of auto, always, never;
                                    default: auto)
                      --no-input    never ask a question; fail instead
                  -q, --quiet       say nothing but errors and the data asked for
                  -h, --help        show the help of the command
                      --version     show the version

                EXAMPLES
                  boat render
                      write the tree

                A fitting on a ship.

                Run `boat help COMMAND` for more about a command.

                """)
    }

    @Test func theHelpOnANarrowTerminal() {
        #expect(
            SampleTree.run(["catalog", "show", "-h"], width: 40).out == """
                Show components.

                USAGE
                  boat catalog show [OPTIONS] KIND
                    NAME...

                ARGUMENTS
                  KIND  what to show (one of text,
                        picture)
                  NAME  which ones

                OPTIONS
                  --color WHEN
                      colour the text for people (one of
                      auto, always, never; default:
                      auto)
                  --no-input
                      never ask a question; fail instead
                  -q, --quiet
                      say nothing but errors and the
                      data asked for
                  -h, --help
                      show the help of the command

                EXAMPLES
                  boat catalog show text litellm
                      show one

                """)
    }

    @Test(arguments: [
        ["render", "-h"], ["help", "render"], ["-h", "render"], ["render", "--bad", "--help"],
        ["--help", "render", "x", "y"],
    ]) func helpIsAlwaysReached(line: [String]) {
        let result = SampleTree.run(line)
        #expect(result.status == .success)
        #expect(result.out == SampleTree.run(["render", "--help"]).out)
    }

    @Test func afterTheDoubleDashHelpIsAnArgument() {
        #expect(SampleTree.run(["render", "--", "--help"]).out == "--help|-||-|-\n")
    }

    @Test func versionAndMissingCommand() {
        #expect(SampleTree.run(["--version"]).out == "boat 1.2.3\n")
        let result = SampleTree.run(["catalog"])
        #expect(result.status == .usage)
        #expect(result.out == "")
        #expect(result.error == SampleTree.run(["catalog", "--help"]).out)
    }

    @Test func everyCommandHasHelpThatFits() {
        for (path, command) in SampleTree.root.walk() {
            for width in [40, 80, 200] {
                let result = SampleTree.run(Array(path.dropFirst()) + ["--help"], width: width)
                #expect(result.status == .success)
                #expect(!command.summary.isEmpty && !command.examples.isEmpty, "\(path)")
                let copied = Set(command.examples.map { "  " + $0.line })
                for line in result.out.split(separator: "\n") where !copied.contains(String(line)) {
                    #expect(DisplayWidth.of(String(line)) <= width, "\(line)")
                }
            }
        }
    }

    @Test func tableAlignsByDisplayWidth() {
        var table = TextTable(["name", "kind"])
        table.add(["名前", "x"])
        table.add(["a", "", ""])
        #expect(table.render() == "NAME  KIND\n名前  x\na\n")
        #expect(TextTable(["name"]).render() == "")
    }
}
