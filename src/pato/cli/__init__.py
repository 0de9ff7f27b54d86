"""The command line: one module per command in ``commands/``, each parse, call, print."""

import atexit
import gc

# a command is short-lived: looking for garbage while it imports and reads the library costs more than it frees
gc.set_threshold(500_000)
# at its end the interpreter would look through everything once more, an eighth of a quick command's time; whoever calls
# commands within a process of their own goes on with garbage that is still found
atexit.register(gc.freeze)
