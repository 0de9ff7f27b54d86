"""Write docs/reference/commands.md and python.md from the program itself: ``python tools/make_reference.py``."""

import inspect
import re
from importlib import import_module
from pathlib import Path

import click

import pato
from pato.cli import app

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
HEAD = "# Commands\n\nWhat `pato COMMAND --help` prints. This page is made from the program by `python tools/make_reference.py`.\n"
PYTHON_HEAD = """# Python interface

What `import pato` offers, from the docstrings. This page is made from the program by `python tools/make_reference.py`; [Quick start in Python](../how-to/python.md) shows it at work.

Wherever an architecture, a treaty, an event or a run is asked for, its name, its file or the loaded object will do. Wherever states are asked for, one or several will do, by code or name. Anything else raises a `PatoError` that says what was found and what is allowed.

Results show themselves in notebooks and are one line in an interpreter. `.to_pandas()` gives numbers under machine names, `.to_xarray()` labelled arrays where there are some, `.save(path)` a file whose ending says how.
"""
GROUPS = {
    "Load": ("load_architecture", "load_treaty", "load_event", "make_event", "load_study", "load_run", "world"),
    "Treaties and duties": (
        "who_must_act", "duty_matrix", "gaps", "duties", "exposure", "clauses", "commitments", "conflicts", "diff", "draft", "atop",
        "incidents", "legal_memo", "check",
    ),
    "Comparisons": (
        "compare", "claims", "report", "sensitivity", "discover", "regret", "tipping", "diff_runs", "rerun",
    ),
    "Membership": ("stable", "why", "refuse", "eligible", "sweep", "formation"),
    "Decision, burden and bargaining": ("decide", "burden", "power", "negotiate"),
    "Trade": ("trade", "coerce", "trade_sectors"),
    "Evidence": ("panel", "evidence", "validate", "forecast_freeze", "forecast_score", "explain", "ledger"),
    "Other programs": ("codes", "runs", "to_ema", "from_ema", "to_salib", "to_arviz"),
    "Results": ("Result", "Table", "PatoError"),
}  # fmt: skip
CLASSES = (
    "pato.assess.compare.Comparison",
    "pato.treaties.cascade.Answer",
    "pato.treaties.relations.DutyMatrix",
    "pato.treaties.architecture.Architecture",
    "pato.treaties.diff.Difference",
    "pato.treaties.atop.Coding",
    "pato.report.explain.Explanation",
    "pato.api.checking.Checked",
    "pato.world.model.World",
    "pato.world.figures.StateFigures",
    "pato.world.figures.PairFigures",
)
"""What functions return, beside `Result` and `Table`."""
CALLED = {"report": "pato.report.writing.report", "world": "pato.world.model.load"}
"""Packages that are called: where their functions are."""


def reference():
    """Return the page of commands."""
    parts = [HEAD]
    for name in app.cli.list_commands(None):
        command = app.cli.get_command(None, name)
        parts.append(f"\n## pato {name}\n\n```text\n{_help(command, f'pato {name}')}\n```\n")
        for sub, inner in sorted(getattr(command, "commands", {}).items()):
            parts.append(f"\n### pato {name} {sub}\n\n```text\n{_help(inner, f'pato {name} {sub}')}\n```\n")
    return "".join(parts)


def python_reference():
    """Return the page of the Python interface."""
    missing = set(pato.__all__) - {name for names in GROUPS.values() for name in names}
    assert not missing, f"in no group: {missing}"
    parts = [PYTHON_HEAD]
    for title, names in GROUPS.items():
        parts.append(f"\n## {title}\n")
        for name in names:
            parts.append(
                _described(f"pato.{name}", _object(CALLED[name]) if name in CALLED else getattr(pato, name))
            )
        if title == "Results":
            parts += [_described(path, _object(path)) for path in CLASSES]
    return "".join(parts)


def _object(path):
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


def _described(path, found):
    """Return the heading, the signature and the docstring of a function or class, and of a class's own methods."""
    lines = [
        f"\n### {path}\n\n```python\n{_signature(path.rpartition('.')[2], found)}\n```\n\n{_doc(found)}\n"
    ]
    if inspect.isclass(found) and not issubclass(found, Exception):
        for name, method in sorted(_methods(found)):
            first = (inspect.getdoc(method) or "").split("\n\n")[0].replace("\n", " ").replace("``", "`")
            signature = "" if isinstance(method, property) else _signature(name, method, of_method=True)
            lines.append(f"- `.{signature or name}`: {first}\n")
    return "".join(lines)


def _methods(cls):
    inherited = (c for c in cls.__mro__ if c.__module__.startswith("pato"))
    members = {k: v for c in reversed(list(inherited)) for k, v in vars(c).items()}
    for name, value in members.items():
        plain = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        public = not name.startswith("_") and (inspect.isfunction(plain) or isinstance(plain, property))
        if public and inspect.getdoc(plain):
            yield name, plain


def _signature(name, found, *, of_method=False):
    """Return the call as it is written, without types: those are in the docstring and in the source."""
    try:
        given = inspect.signature(found)
    except (TypeError, ValueError):
        return name
    shown = [p.replace(annotation=p.empty) for p in given.parameters.values()]
    if of_method and shown and shown[0].name in {"self", "cls"}:
        shown = shown[1:]
    text = str(given.replace(parameters=shown, return_annotation=given.empty))
    # a default that is a folder of this machine is one of the package
    return name + re.sub(r"\w*Path\('[^']*'\)", "…", text)


def _doc(found):
    """Return a docstring as Markdown: NumPy's sections become bold words and lists."""
    lines, out, section = inspect.getdoc(found).splitlines(), [], None
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else ""
        if line and following and set(following) == {"-"} and len(following) >= len(line.strip()):
            section = line
            out += [f"**{line}**", ""]
        elif line and set(line) == {"-"}:
            continue
        elif section in {"Parameters", "Attributes", "Returns", "Raises", "Yields"} and line:
            out.append(f"  {line.strip()}" if line.startswith("    ") else f"- `{line.strip()}`:")
        elif line and (
            section == "Examples" or line.startswith(">>> ") or (out and out[-1].startswith("    >>> "))
        ):
            out.append(f"    {line}")
        else:
            out.append(line)
    return "\n".join(out).replace("``", "`").rstrip()


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
    (FOLDER / "commands.md").write_text(reference(), encoding="utf-8")
    (FOLDER / "python.md").write_text(python_reference(), encoding="utf-8")
