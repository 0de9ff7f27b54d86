"""Text that wants to be something else: script, formula, escape, markup, in every field of a file and into every output.

A trial puts one hostile text into one field of a treaty, or of what is asked beside it, and looks at all that is made of it.
"""

from __future__ import annotations

import copy
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from campaign import Part

from pato.errors import PatoError, harmless
from pato.files import library

MARK = "zqx"
TEXTS = [
    f"<script>{MARK}()</script>",
    f'"><img src=x onerror={MARK}()>',
    f"' onmouseover='{MARK}()",
    f"</td></tr></table><b {MARK}>",
    f"=cmd|'/c {MARK}'!A1",
    f"+1+{MARK}",
    f"-2+3+{MARK}",
    f"@SUM({MARK})",
    f"{MARK}]]><x/>",
    f"<!--{MARK}-->&#60;&amp;",
    f"javascript:{MARK}",
    f"{{{{ {MARK} }}}}{{% raw %}}",
    f"[{MARK}](javascript:alert(1)) ![x](http://example.org/{MARK})",
    f"`{MARK}` *a* _b_ | c | # d",
    f"${{{MARK}}} %s %(x)s {{0}}",
    f"a\\\\{MARK}\\n",
    f"../../{MARK}",
    f"\u00e9\u4e2d\U0001f600 {MARK} \u00a0\u200b",
]  # fmt: skip
HIDDEN = [
    f"\x1b[31m{MARK}",
    f"\x07{MARK}\x9b2J",
    f"{MARK}\u202e",
    f"\ud800{MARK}",
    f"{MARK}\r\x00",
    f"\x7f{MARK}",
]
"""What no file may hold: refused when it is read."""


class _Page(HTMLParser):
    """What of a page is not text: elements and attributes that the mark is in, and pieces of script."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag if tag in {"script", "style"} else ""
        for name, value in attrs:
            link = (
                name in {"href", "src", "action"}
                and re.match(r"\s*(javascript|vbscript|http)", value or "")
                and MARK in (value or "")
            )
            if MARK in name or name.startswith("on") or link:
                self.bad.append(f"<{tag} {name}={value!r}>")
        if MARK in tag:
            self.bad.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        # data of figures lies in scripts as JSON, in which no text can end the script
        if MARK in data and self._inside == "style":
            self.bad.append(f"in <{self._inside}>")


@cache
def _treaty() -> dict[str, Any]:
    """Return a treaty with something in as many fields of text as can be."""
    from pato.files.yaml import read_file

    return read_file(library.root() / "treaties" / "anzus.yaml").data


def places(data: Any, path: tuple = ()) -> Iterator[tuple]:
    """Yield the paths of all texts."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from places(value, (*path, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from places(value, (*path, i))
    elif isinstance(data, str):
        yield path


def _with(text: str, path: tuple) -> dict[str, Any]:
    found = copy.deepcopy(_treaty()) | {"id": "hostile"}
    here = found
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = text
    return found


def _written(data: dict[str, Any], folder: Path) -> Path:
    import json

    # JSON is YAML; a half of a character cannot be written and stands as an escape
    path = folder / "hostile.yaml"
    path.write_text(json.dumps(data, ensure_ascii=True), encoding="utf-8")
    return path


def outputs(path: Path, folder: Path) -> Iterator[tuple[str, str | bytes]]:
    """Yield everything that is made of a treaty, each with the kind of text it is."""
    import pato

    system, date = str(path), "2026-11-21"
    event = pato.make_event(attacker="CHN", victim="AUS", act="armed_attack", on="territory", date=date)
    answer = pato.who_must_act(system, event, world=False)
    from pato.report.duties_text import answer_text, trace_text

    yield "text", answer_text(answer) + trace_text(answer.traces)
    shown = [
        answer.to_table(),
        pato.duties("AUS", system, date),
        pato.exposure("AUS", system, date),
        pato.gaps(system, ["AUS", "NZL", "USA"], date),
        pato.duty_matrix(system, date),
        pato.commitments(system, date),
        pato.conflicts(system, date),
        pato.diff("anzus", system),
    ]
    for one in shown:
        for table in _tables(one):
            yield from (
                ("text", table.render("table")),
                ("csv", table.to_csv()),
                ("html", table.to_html()),
            )
            yield from (("json", table.to_json()), ("md", table.to_markdown()))
    for ending in ("md", "xml", "docx"):
        file = folder / f"draft.{ending}"
        _call(["draft", system, "-o", str(file)])
        if file.exists():
            yield ending if ending != "md" else "md", file.read_bytes()
    page = folder / "compared.html"
    _call(["draft", system, "--compare", "anzus", "-o", str(page)])
    if page.exists():
        yield "html", page.read_text(encoding="utf-8")
    for arguments in (
        ["check", system],
        ["show", system],
        ["diff", "anzus", system],
        ["duties", "AUS", "--architecture", system, "--date", date],
    ):
        yield "terminal", _call(arguments)
    for ending in ("graphml", "gexf", "geojson", "xlsx"):
        file = folder / f"out.{ending}"
        _call(
            [
                "matrix",
                "AUS",
                "NZL",
                "USA",
                "--architecture",
                system,
                "--date",
                date,
                "-o",
                str(file),
                "--format",
                ending,
            ]
        )
        if file.exists():
            yield (
                {"graphml": "xml", "gexf": "xml", "geojson": "json", "xlsx": "docx"}.get(ending, "text"),
                file.read_bytes(),
            )


def _tables(answer: Any) -> list[Any]:
    """Return the tables of an answer."""
    if hasattr(answer, "to_csv"):
        return [answer]
    shown = getattr(answer, "shown", None) or getattr(answer, "tables", None)
    return list((shown() if callable(shown) else shown).values()) if shown else [answer.to_table()]


def _call(arguments: list[str]) -> str:
    """Run a command in this process as a terminal sees it."""
    import contextlib

    from pato.cli.app import main

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), contextlib.suppress(SystemExit):
        main(arguments)
    text = out.getvalue()
    if "a mistake of its own" in text or "Traceback" in text:
        raise AssertionError(f"{arguments}: {text[-400:]}")
    return text


def wrong(kind: str, content: str | bytes) -> str | None:
    """Return what is wrong with an output."""
    if kind == "docx":
        return _parts(content)
    text = content.decode("utf-8") if isinstance(content, bytes) else content
    if kind != "csv" and harmless(text) != text:
        return f"holds {sorted(set(text) - set(harmless(text)))!r}"
    match kind:
        case "html":
            page = _Page()
            page.feed(text)
            return f"elements of a page: {page.bad[:3]}" if page.bad else None
        case "csv":
            return next(
                (
                    f"a cell that is run: {c!r}"
                    for row in csv.reader(io.StringIO(text))
                    for c in row
                    if _runs(c)
                ),
                None,
            )
        case "xml":
            return _xml(text)
        case "json":
            import json

            json.loads(text)
        case "md":
            bare = re.sub(r"\\.", "", text)
            return "markup passes through" if f"<script>{MARK}" in bare else None
    return None


def _runs(cell: str) -> bool:
    return cell[:1] in "=+-@\t\r" and MARK in cell if cell else False


def _xml(text: str) -> str | None:
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        return f"is no XML: {error}"
    bad = [e.tag for e in root.iter() if MARK in str(e.tag) or any(MARK in k for k in e.attrib)]
    return f"elements {bad[:3]}" if bad else None


def _parts(content: bytes) -> str | None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                text = archive.read(name).decode("utf-8")
                if told := _xml(text):
                    return f"{name} {told}"
                if re.search(rf"<f>[^<]*{MARK}", text) or re.search(rf'Target="[^"]*{MARK}', text):
                    return f"{name} holds a formula or a link"
    return None


@cache
def _cases() -> list[tuple[str, tuple]]:
    return [(text, path) for path in places(_treaty()) for text in TEXTS]


def _shown(number: int, folder: Path) -> str | None:
    """Put one text into one field and look at every output; a file that is refused is refused in words."""
    cases = _cases()
    text, path = cases[number * 7919 % len(cases)]
    file = _written(_with(text, path), folder)
    try:
        library.user_file(file)
    except PatoError as error:
        said = str(error)
        return None if harmless(said) == said else f"{text!r} at {path}: the message {said!r}"
    for kind, content in outputs(file, folder):
        if told := wrong(kind, content):
            return f"{text!r} at {path}: {kind} {told}"
    return None


def _refused(number: int, folder: Path) -> str | None:
    """No file holds what cannot be seen and drives terminals."""
    paths = list(places(_treaty()))
    text, path = HIDDEN[number % len(HIDDEN)], paths[number // len(HIDDEN) % len(paths)]
    told = _call(["check", str(_written(_with(text, path), folder))])
    if harmless(told) != told:
        return f"{text!r} at {path} reaches the terminal"
    return (
        None
        if "cannot be seen" in told or "not UTF-8" in told or "not YAML" in told
        else f"{text!r} at {path}: {told[-200:]}"
    )


PARTS = [
    Part(
        "injection",
        "script, formula, escape or markup in a field of a treaty, looked for in every output",
        3000,
        _shown,
    ),
    Part(
        "hidden-characters",
        "control characters and turned text in a field of a treaty are refused",
        600,
        _refused,
    ),
]
