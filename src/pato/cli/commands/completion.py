"""Completion of commands, options and names in a shell. [system]"""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the script that completes pato's commands and options in SHELL.

    \b
    Examples:
      pato completion bash > ~/.local/share/bash-completion/completions/pato
      pato completion zsh > ~/.zfunc/_pato
      pato completion fish > ~/.config/fish/completions/pato.fish
    """
    from pato.cli.app import cli

    found = get_completion_class(shell)
    assert found is not None  # click has these three
    click.echo(found(cli, {}, "pato", "_PATO_COMPLETE").source())
