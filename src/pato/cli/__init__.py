"""The command line: one module per command in ``commands/``, each parse, call, print."""
