"""The ``pato`` program: finds commands lazily, prints errors as messages, sets the exit status."""

from __future__ import annotations

import functools
import sys
from typing import Any

import click

import pato.kinds  # noqa: F401  registers every kind of file
from pato import __version__
from pato.cli import loudness, net
from pato.errors import FINDINGS, USAGE, PatoError, Problem, nearest
from pato.files import discover

GROUPS = {
    "treaties": "Treaties and duties",
    "evidence": "World and evidence",
    "trade": "Trade",
    "membership": "Membership",
    "decision": "Decision",
    "main": "Compare and report",
    "system": "System",
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when it is run (C9)."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands: the modules in ``commands/``, and the user's own."""
        del ctx
        return sorted(_commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, or None for an unknown name."""
        del ctx
        found = _commands().get(cmd_name)
        if found is None:
            return None
        command = getattr(found.load(), "command", None)
        if not isinstance(command, click.Command):
            fix = "Define 'command', as the files of pato/cli/commands do."
            raise PatoError(Problem(found.path, "defines no command of click.", fix))
        command.name = cmd_name
        if takes := getattr(found.load(), "TAKES", ""):
            _announce(command, takes)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve a command, or say which one was probably meant."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in self.list_commands(ctx):
            hint = nearest(name, self.list_commands(ctx))
            ctx.fail(
                f"No command '{name}'.{f' Did you mean {hint!r}?' if hint else ''} 'pato --help' lists them all."
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands under their headings, from the first line of each module."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            text, group = _first_line(name)
            sections.setdefault(group, []).append((name, text))
        for group in [*GROUPS, *sorted(set(sections) - set(GROUPS))]:
            if rows := sections.get(group):
                with formatter.section(GROUPS.get(group, group)):
                    formatter.write_dl(rows)


_ANNOUNCED: set[str] = set()
"""Commands that say what they take already: each is looked up more than once."""


def _announce(command: click.Command, takes: str) -> None:
    """Let a command that takes more than five seconds say so beforehand, to people at a terminal (C10)."""
    run = command.callback
    if run is None or command.name in _ANNOUNCED:
        return
    _ANNOUNCED.add(str(command.name))

    @functools.wraps(run)
    def told(*args: Any, **options: Any) -> Any:
        if sys.stderr.isatty() and not loudness.quiet:
            click.echo(f"This takes {takes}.", err=True)
        return run(*args, **options)

    command.callback = told


def _example(error: click.ClickException) -> str | None:
    """Return the first example of the command that was called wrongly, from its help."""
    context = getattr(error, "ctx", None)
    text = (context.command.help or "") if context is not None else ""
    lines = text.partition("Example")[2].splitlines()
    return next((line[line.index("pato ") :].strip() for line in lines if "pato " in line), None)


def _commands() -> dict[str, discover.Found]:
    """Return the modules of commands by the commands' names."""
    found = discover.find("pato.cli.commands")
    return {name.rstrip("_").replace("_", "-"): one for name, one in found.items()}


def _first_line(command: str) -> tuple[str, str]:
    with open(_commands()[command].path, encoding="utf-8") as stream:  # noqa: PTH123  no pathlib here
        line = stream.readline().strip().strip('"')
    text, _, group = line.rpartition(" [")
    return text, group.rstrip("].")


def _without_library(arguments: list[str]) -> tuple[list[str], str | None]:
    """Remove ``--library DIR`` from the arguments, at any position; return the rest and the folder."""
    left: list[str] = []
    found = None
    given = iter(arguments)
    for argument in given:
        name, equals, folder = argument.partition("=")
        if name != "--library":
            left.append(argument)
            continue
        found = folder if equals else next(given, "")
        if not found:
            raise PatoError(Problem("--library", "names no folder.", "Write it as --library DIR."))
    return left, found


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.option(
    "--quiet",
    is_flag=True,
    expose_value=False,
    help="Print answers and mistakes alone; it may stand anywhere.",
)
@click.option(
    "--verbose",
    is_flag=True,
    expose_value=False,
    help="Report afterwards the time taken and the folders searched.",
)
@click.option(
    "--library",
    metavar="DIR",
    expose_value=False,
    help="A folder with files of your own, laid out as the library is; it may stand after a command too (PATO_PATH).",
)
@click.version_option(__version__, message="pato %(version)s")
@click.pass_context
def cli(ctx: click.Context, *, debug: bool) -> None:
    """Run collective defence as software: who owes what, what it deters, whether it holds.

    Start with:  pato who --attacker CHN --victim JPN --place senkaku
    """
    ctx.ensure_object(dict)["debug"] = debug


def main(args: list[str] | None = None) -> None:
    """Run the program and exit with 0, 1 (findings), 2 (could not do what was asked) or 70 (a mistake of pato's own)."""
    arguments = sys.argv[1:] if args is None else args
    with net.harmless_streams():
        status = net.flushed(_run(arguments))
    sys.exit(status)


def _run(arguments: list[str]) -> int:
    """Run a command and return its exit status, whatever happens."""
    debug = "--debug" in arguments
    arguments = loudness.take(arguments)
    try:
        rest, folder = _without_library(arguments)
    except PatoError as error:
        return _told(error, debug=debug)
    with discover.user_folder(folder):
        try:
            return _called(rest)
        except (click.Abort, KeyboardInterrupt) as stop:
            if isinstance(
                stop.__cause__, EOFError
            ):  # click takes the end of any file for the end of a person's input
                return _told(stop.__cause__, debug=debug)
            click.echo("Interrupted: what was finished has been kept.", err=True)
            return 130
        except SystemExit:
            # the reader of a pipe went away (pato … | head): click has muffled the streams, and that is no failure
            if type(sys.stdout).__name__.endswith("PacifyFlushWrapper"):
                return 0
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, it is put into words
            return _told(error, debug=debug)


def _called(arguments: list[str]) -> int:
    discover.user_folders()
    result: Any = cli.main(args=arguments, prog_name="pato", standalone_mode=False)
    loudness.report()
    whole = isinstance(result, int) and not isinstance(result, bool)
    return int(result) if whole and result in {0, FINDINGS, USAGE} else 0


def _told(error: Exception, *, debug: bool) -> int:
    """Put an error into words and return the exit status."""
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.ClickException):
        error.show()
        if example := _example(error):
            click.echo(f"For example:  {example}", err=True)
        return USAGE
    if debug:
        raise error
    if isinstance(error, PatoError):
        for problem in error.problems:
            click.echo(str(problem), err=True)
        return error.exit_code
    return net.said(error)
