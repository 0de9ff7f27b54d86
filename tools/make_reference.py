"""Write docs/reference/commands.md from the commands themselves: ``python tools/make_reference.py``."""

from pathlib import Path

import click

from pato.cli import app

HEAD = "# Commands\n\nWhat `pato COMMAND --help` prints. This page is made from the program by `python tools/make_reference.py`.\n"


def reference():
    """Return the page."""
    parts = [HEAD]
    for name in app.cli.list_commands(None):
        command = app.cli.get_command(None, name)
        parts.append(f"\n## pato {name}\n\n```text\n{_help(command, f'pato {name}')}\n```\n")
        for sub, inner in sorted(getattr(command, "commands", {}).items()):
            parts.append(f"\n### pato {name} {sub}\n\n```text\n{_help(inner, f'pato {name} {sub}')}\n```\n")
    return "".join(parts)


def _help(command, path):
    parent = None
    for word in path.split()[:-1]:
        parent = click.Context(
            app.cli if parent is None else command,
            info_name=word,
            parent=parent,
            **(app.cli.context_settings if parent is None else {}),
        )
    # click keeps the help option of the context in which a command was first shown, which here must be this one
    command._help_option = None
    context = click.Context(
        command, info_name=path.split()[-1], parent=parent, max_content_width=110, terminal_width=110
    )
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


if __name__ == "__main__":
    (Path(__file__).parents[1] / "docs" / "reference" / "commands.md").write_text(
        reference(), encoding="utf-8"
    )
