import CommandTree
import Commands
import Glibc
import Host

Interrupt.install()
let status = Fairlead.program.run(Array(CommandLine.arguments.dropFirst()))
// Everything is written. What exit would tidy up, libraries with threads of their own among it, goes with the process anyway.
fflush(nil)
_exit(status.code)
