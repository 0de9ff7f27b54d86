"""Commands with any arguments: names that exist and words that mean nothing, in any place; an answer or words, and exit status 0, 1 or 2."""

from __future__ import annotations

import contextlib
import io
import os
import random
from functools import cache
from pathlib import Path
from typing import Any

import click
from campaign import Part
from fuzz import _WORDS

from pato.cli.app import cli, main
from pato.files import library

_LEFT_OUT = {"serve", "mcp", "fit", "warm", "validate", "panel"}
"""Servers, and what takes minutes whatever it is asked."""
_LONG = {"compare", "sweep", "clauses", "sensitivity", "report", "regret", "rerun", "tipping", "discover", "stable", "why", "refuse", "forecast",
         "formation", "evidence", "claims", "burden", "trade-sectors"}  # fmt: skip
"""Commands that may take seconds, asked less often."""


@cache
def _commands() -> dict[str, click.Command]:
    """Return the commands by their words, those of groups too."""
    found: dict[str, click.Command] = {}
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if name in _LEFT_OUT or command is None:
            continue
        if isinstance(command, click.Group):
            inner = click.Context(command)
            found |= {f"{name} {n}": command.get_command(inner, n) for n in command.list_commands(inner)}
        else:
            found[name] = command
    return {name: c for name, c in found.items() if not {"fetch", "get"} & set(name.split())}


@cache
def _names() -> tuple[str, ...]:
    """Return names of everything that commands take."""
    files = sorted(p for p in library.root().rglob("*.yaml"))
    return (
        *(p.stem.removesuffix(".check") for p in files),
        "USA",
        "JPN",
        "AUS",
        "KOR",
        "CHN",
        "RUS",
        "PRK",
        "TWN",
        "PHL",
        "SUN",
        "CSK",
        "FJI",
        "GBR",
    )


_TEXTS = [
    *(word.decode("utf-8", "replace").replace("\0", "") for word in _WORDS), "in-force", "pato", "pato-7", "pato-8", "senkaku-attack", "USA", "JPN", "CHN",
    "USA,JPN,AUS", "2026-11-21", "1950-06-25", "1815-01-01", "2035-01-01", "0", "1", "2", "-1", "0.5", "100", "budget", "invocation", "membership", "any",
    "unanimity", "2/3", "a=b", "=", "-", "--", "..", "/", "~", "*", "%s", "{0}", "CHN:TWN", "taiwan_credence", "deterrence=capability", "risk_war", "mine.yaml",
    "none.yaml", "a folder", "\u00fc\u4e2d", "",
]  # fmt: skip


def _value(kind: click.ParamType, rng: random.Random) -> str:
    """Return something for a parameter: mostly of the kind that it asks for."""
    if isinstance(kind, click.Choice) and rng.random() < 0.85:
        return str(rng.choice(list(kind.choices)))
    if isinstance(kind, click.types.IntParamType | click.types.FloatParamType) and rng.random() < 0.85:
        return str(rng.choice([0, 1, 2, 3, 7, 40, 100, -1, 0.3, 0.05, 1e9, "nan", "inf", "1e3", 2**63]))
    return rng.choice(_names()) if rng.random() < 0.5 else rng.choice(_TEXTS)


def _given(parameter: click.Parameter, rng: random.Random, folder: Path) -> list[str]:
    """Return the words that give a parameter a value."""
    many = rng.randint(1, 3) if parameter.nargs == -1 else parameter.nargs
    if isinstance(parameter, click.Argument):
        return [_value(parameter.type, rng) for _ in range(many)]
    name = rng.choice(parameter.opts)
    if parameter.is_flag or parameter.count:  # type: ignore[attr-defined]
        return [name]
    if name in {"--futures", "--resamples", "--samples"} and rng.random() < 0.9:
        return [name, str(rng.choice([20, 40, 100]))]
    if name in {"-o", "--output"} and rng.random() < 0.8:
        return [
            name,
            str(
                folder
                / rng.choice(
                    [
                        "out",
                        "out.csv",
                        "out.json",
                        "out.html",
                        "out.docx",
                        "out.xlsx",
                        "out.md",
                        "no/where.txt",
                    ]
                )
            ),
        ]
    return [name, *(_value(parameter.type, rng) for _ in range(many))]


def asked(rng: random.Random, folder: Path) -> list[str]:
    """Return a command with some of its arguments and options."""
    names = sorted(_commands())
    name = rng.choice(names)
    while name.split()[0] in _LONG and rng.random() < 0.9:
        name = rng.choice(names)
    words = name.split()
    options: list[Any] = []
    few = False
    for parameter in _commands()[name].params:
        if isinstance(parameter, click.Argument):
            if rng.random() < 0.95:
                words += _given(parameter, rng, folder)
        elif "--futures" in parameter.opts:
            few = True
        elif rng.random() < 0.25:
            options += _given(parameter, rng, folder)
    return [*words, *options, *(["--futures", str(rng.choice([40, 100, 100, 0, "x"]))] if few else [])]


def _arguments(number: int, folder: Path) -> str | None:
    rng = random.Random(f"arguments {number}")
    words = asked(rng, folder)
    source = (library.root() / "treaties" / "anzus.yaml").read_text(encoding="utf-8")
    (folder / "mine.yaml").write_text(source.replace("id: anzus", "id: mine", 1), encoding="utf-8")
    (folder / "a folder").mkdir()
    out, before, status = io.StringIO(), Path.cwd(), None
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            try:
                main(words)
            except SystemExit as ended:
                status = ended.code
    finally:
        os.chdir(before)
    text = out.getvalue()
    if status not in {0, 1, 2, None} or "Traceback" in text or "a mistake of its own" in text:
        return f"{words} ended with {status}: {text[-500:]}"
    return None if text.strip() or status in {0, None} else f"{words} ended with {status} and without words"


PARTS = [
    Part("arguments", "a command with any arguments and options: an answer or words, and exit status 0, 1 or 2", 20_000, _arguments, seconds=120.0),
]  # fmt: skip
