import CommandTree
import Commands
import Glibc
import Host

Interrupt.install()
exit(Fairlead.program.run(Array(CommandLine.arguments.dropFirst())).code)
