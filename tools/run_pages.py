"""Run the commands and the Python of documentation pages, and compare or write what they print.

    python tools/run_pages.py docs/how-to/teacher.md            # says what differs
    python tools/run_pages.py --write docs/how-to/teacher.md    # puts the real output in
    python tools/run_pages.py --write --slow docs/how-to/*.md   # also what takes long

A page holds fenced blocks: ``console`` with lines ``$ pato …`` (``> FILE``, ``| head -n N``, ``| tail -n N``, ``| grep WORD`` are
understood) and what each prints; ``yaml`` whose first line is ``# NAME.yaml``, which becomes that file; ``diff`` whose first line is
``# NAME.yaml``, which changes that file; ``pycon``, run as a doctest. After a line ``<!-- slow -->`` a block is run with --slow only.
"""

from __future__ import annotations

import argparse
import contextlib
import doctest
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

BLOCK = re.compile(
    r"(?P<slow><!-- slow -->\n)?^```(?P<kind>console|yaml|diff|pycon)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
WIDTH = "110"


def run(command: str) -> str:
    """Return what a command line prints."""
    line, *filters = command.removeprefix("$ ").split(" | ")
    line, _, target = line.partition(" > ")
    words = shlex.split(line)
    if words[0] != "pato":
        raise ValueError(f"only pato is run: {command}")
    text = _pato(words[1:])
    for one in filters:
        text = _filtered(shlex.split(one), text)
    if target:
        Path(target.strip()).write_text(text, encoding="utf-8")
        return ""
    return text


def _pato(words: list[str]) -> str:
    from pato.cli.app import main

    said, complained = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(complained),
        contextlib.suppress(SystemExit),
    ):
        main(words)
    return said.getvalue() + complained.getvalue()


def _filtered(words: list[str], text: str) -> str:
    lines = text.splitlines(keepends=True)
    if words[:2] == ["head", "-n"]:
        lines = lines[: int(words[2])]
    elif words[:2] == ["tail", "-n"]:
        lines = lines[-int(words[2]) :]
    elif words[0] == "grep":
        lines = [one for one in lines if words[1] in one]
    else:
        raise ValueError(f"not understood: | {' '.join(words)}")
    return "".join(lines)


def _console(body: str) -> str:
    commands = [one for one in body.splitlines() if one.startswith("$ ")]
    printed = []
    for one in commands:
        text = "\n".join(piece.rstrip() for piece in run(one).splitlines()).strip("\n")
        printed.append(one + ("\n" + text if text else ""))
    return "\n".join(printed) + "\n"


def _change(body: str) -> None:
    head, *lines = body.splitlines()
    file = Path(head.removeprefix("# "))
    old = "\n".join(one[1:] for one in lines if one.startswith("-"))
    new = "\n".join(one[1:] for one in lines if one.startswith("+"))
    text = file.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{file} holds {text.count(old)} times: {old}")
    file.write_text(text.replace(old, new), encoding="utf-8")


def _pycon(body: str, names: dict[str, object]) -> str:
    """Return a session with what its expressions print."""
    found = []
    for example in doctest.DocTestParser().get_examples(body):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(example.source, "<page>", "single"), names)  # noqa: S102  the page's own code
        first, *more = example.source.rstrip("\n").split("\n")
        found += [f">>> {first}", *(f"... {one}" for one in more), *said.getvalue().rstrip("\n").splitlines()]
    return "\n".join(one.rstrip() for one in found) + "\n"


def rerun(text: str, *, slow: bool = False) -> str:
    """Return a page with what its blocks print now; run in an empty folder."""
    names: dict[str, object] = {}

    def block(match: re.Match[str]) -> str:
        kind, body = match["kind"], match["body"]
        if match["slow"] and not slow:
            return match[0]
        if kind in {"yaml", "diff"} and re.match(r"# \S+\.yaml\n", body):
            if kind == "diff":
                _change(body)
            else:
                Path(body.splitlines()[0].removeprefix("# ")).write_text(body, encoding="utf-8")
        elif kind == "console":
            body = _console(body)
        elif kind == "pycon":
            body = _pycon(body, names)
        return f"{match['slow'] or ''}```{kind}\n{body}```"

    return BLOCK.sub(block, text)


@contextlib.contextmanager
def own_folder() -> Iterator[None]:
    """Work in an empty folder, with a terminal of fixed width and a data store that holds nothing."""
    before, environment = Path.cwd(), dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.environ |= {"COLUMNS": WIDTH, "PATO_DATA": str(Path(folder) / "no-data")}
        try:
            yield
        finally:
            os.chdir(before)
            os.environ.clear()
            os.environ.update(environment)


def main() -> int:
    """Compare or write pages; exit with 1 where something differs."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("pages", nargs="+", type=Path)
    options.add_argument("--write", action="store_true")
    options.add_argument("--slow", action="store_true")
    chosen = options.parse_args()
    wrong = 0
    for page in (p.resolve() for p in chosen.pages):
        text = page.read_text(encoding="utf-8")
        with own_folder():
            now = rerun(text, slow=chosen.slow)
        if now != text:
            wrong += not chosen.write
            sys.stdout.write(f"{page.name}: {'written' if chosen.write else 'prints something else now'}\n")
            if chosen.write:
                page.write_text(now, encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
