"""The manual page. [system]"""

from __future__ import annotations

import re

import click

from pato.cli.options import emit, output_option


@click.command()
@output_option("the page")
def command(output: str | None) -> None:
    """Print the manual page of all commands, for man.

    \b
    Examples:
      pato man -o ~/.local/share/man/man1/pato.1
      pato man | man -l -
    """
    emit(page(), output=output)


def page() -> str:
    """Return the manual page in the language of man."""
    from pato import __version__
    from pato.cli.app import cli

    root = click.Context(cli, info_name="pato", max_content_width=78, terminal_width=78)
    lines = [f'.TH PATO 1 "" "pato {__version__}" "User Commands"', ".SH NAME"]
    lines += [
        "pato \\- collective defence as software",
        ".SH SYNOPSIS",
        ".B pato",
        "COMMAND [OPTIONS] [ARGUMENTS]",
    ]
    lines += [".SH DESCRIPTION", *_text(cli.help or ""), ".SH COMMANDS"]
    for name in cli.list_commands(root):
        found = cli.get_command(root, name)
        if found is not None:
            lines += _command(found, root, name)
    return "\n".join([*lines, *_ENDING]) + "\n"


def _command(found: click.Command, parent: click.Context, name: str) -> list[str]:
    context = click.Context(found, info_name=name, parent=parent)
    usage = " ".join(found.collect_usage_pieces(context))
    lines = [f".SS {_plain(f'{context.command_path} {usage}')}", *_text(found.help or "")]
    for option in found.get_params(context):
        record = option.get_help_record(context)
        if record is not None:
            lines += [".TP", f".B {_plain(record[0])}", *_text(record[1])]
    for inner in getattr(found, "commands", {}).items():
        lines += _command(inner[1], context, inner[0])
    return lines


def _text(text: str) -> list[str]:
    """Return paragraphs; those that click marks to keep their lines keep them."""
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        own = paragraph.strip("\n ")
        kept = own.startswith("\b")
        lines = [_plain(line.strip()) for line in own.strip("\b\n ").splitlines()]
        found += [".nf", *lines, ".fi"] if kept else [" ".join(lines)]
        found.append(".PP")
    return found[:-1]


def _plain(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


_ENDING = (
    ".SH EXIT STATUS",
    "0 done; 1 done, and something was found that is wrong; 2 could not be done, the message says why; 70 a mistake of pato's own; 130 interrupted.",
    ".SH ENVIRONMENT",
    "PATO_PATH: folders with files of your own. PATO_DATA: the data store. PATO_CACHE: what can be made again. NO_COLOR: no colours, which pato does not use. COLUMNS: width of tables.",
)
