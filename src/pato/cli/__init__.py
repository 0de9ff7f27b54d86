"""The command line: one module per command in ``commands/``, each parse, call, print."""

import gc

# a command is short-lived: looking for garbage while it imports and reads the library costs more than it frees
gc.set_threshold(500_000)
