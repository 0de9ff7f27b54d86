"""Run the program as ``python -m pato``."""

from pato.cli.app import main

main()
