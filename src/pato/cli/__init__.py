"""The command line: one module a command in ``commands/``, each parse, call, print."""
