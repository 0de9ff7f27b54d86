"""Sources of a run as BibTeX: the program, data sets, estimates, published sources of ranges, instruments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from pato.files import library
from pato.files.estimates import find

if TYPE_CHECKING:
    from pato.assess.compare import Comparison
    from pato.world.figures import Source

_AUTHORS = re.compile(r"^(?P<who>.+?)\s*\((?P<year>\d{4})[a-z]?\)\.?\s*(?P<rest>.+)$", re.DOTALL)
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_FIT = re.compile(r"\bpato (?:fit|evidence)\b,?\s*(\w+)?")
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


class Reference(NamedTuple):
    """One entry.

    Attributes
    ----------
    key, kind
        Its BibTeX key and type.
    role
        ``software``, ``data``, ``estimate``, ``range`` or ``instrument``.
    fields
        By name, as plain text.
    """

    key: str
    kind: str
    role: str
    fields: Mapping[str, str]

    def bibtex(self) -> str:
        """Return the entry as BibTeX, in UTF-8."""
        lines = [f"  {name} = {{{_escaped(text, name)}}}" for name, text in self.fields.items() if text]
        return f"@{self.kind}{{{self.key},\n" + ",\n".join(lines) + "\n}\n"


def _escaped(text: str, field: str) -> str:
    flat = re.sub(r"\s+", " ", text).strip()
    if field == "author":
        names = (_escaped(name, "") for name in flat.split(" and "))
        return " and ".join(name if "," in name else f"{{{name}}}" for name in names)
    if field == "url":
        return flat.replace("{", "%7B").replace("}", "%7D")
    return "".join(_TEX.get(c, f"\\{c}" if c in "&%$#_{}" else c) for c in flat)


def references(comparison: Comparison) -> list[Reference]:
    """Return everything that a run's figures and answers come from, each once."""
    found = [
        _software(comparison),
        *(_data(s) for s in comparison.study.world.sources.values()),
        *_estimates(comparison),
        *_ranges(comparison),
        *_instruments(comparison),
    ]
    return list({one.key: one for one in found}.values())


def _software(comparison: Comparison) -> Reference:
    run = comparison.run.description
    note = f"Run of {run['n_futures']} draws, seed {run['seed']}, content hash {run['content_hash']}"
    fields = {
        "author": "The pato maintainers",
        "title": "pato: collective defence as software",
        "version": str(run["versions"]["pato"]),
        "year": str(run["created"])[:4],
        "note": note,
    }
    return Reference("pato", "software", "software", fields)


def _data(source: Source) -> Reference:
    told = _AUTHORS.match(source.citation)
    authors = re.sub(r",? and others$", "", told["who"]) if told else source.owner
    fields = {
        "author": _people(authors),
        "title": source.title,
        "year": told["year"] if told else "",
        "version": source.version,
        "url": source.page,
        "note": f"{source.citation} Licence: {source.licence}.",
    }
    return Reference(f"data-{source.name}", "misc", "data", fields)


def _people(text: str) -> str:
    """Return authors as BibTeX separates them: ``Kaufmann, D. and Kraay, A.``; an institution has no comma, and is written whole."""
    names = re.split(r",?\s+and\s+|(?<=\.),\s+", text)
    return " and ".join(n.strip() for n in names if n.strip())


def _estimates(comparison: Comparison) -> Iterator[Reference]:
    """Yield the estimates that the run draws, and the tables that they were fitted on."""
    for factor in comparison.study.design.factors:
        told = _FIT.search(factor.source)
        estimate = find(told[1]) if told and told[1] else None
        if estimate is None:
            continue
        name = str(estimate["id"])
        data: Mapping[str, Any] = estimate.get("data") or {}
        fitted = [str(d["version"]) for d in data.values() if isinstance(d, Mapping) and "version" in d]
        yield Reference(
            f"estimate-{name}",
            "misc",
            "estimate",
            {
                "author": "The pato maintainers",
                "title": f"Estimate {name}: {estimate.get('question', factor.source)}",
                "note": f"Reproduced by 'pato fit {name}'. Fitted on: {'; '.join(fitted)}."
                if fitted
                else factor.source,
            },
        )
        for key, one in data.items():
            if isinstance(one, Mapping) and "version" in one:
                title = str(one["version"])
                fields = {
                    "title": title,
                    "year": _last_year(title),
                    "note": f"SHA-256 {one.get('sha256', 'not stated')}",
                }
                yield Reference(f"data-{key}", "misc", "data", fields)


def _ranges(comparison: Comparison) -> Iterator[Reference]:
    """Yield the sources of assumed ranges and published figures, in the words in which the files give them."""
    for factor in comparison.study.design.factors:
        if _FIT.search(factor.source) or not _YEAR.search(factor.source):
            continue
        yield Reference(
            f"input-{factor.id}",
            "misc",
            "range",
            {
                "title": f"Source of the input {factor.id} ({factor.basis})",
                "year": _last_year(factor.source),
                "note": factor.source,
            },
        )


def _last_year(text: str) -> str:
    found = _YEAR.findall(text)
    return found[-1] if found else ""


def _instruments(comparison: Comparison) -> Iterator[Reference]:
    """Yield the instruments that bind in a compared architecture, with where their text was read and how it was checked."""
    known = library.entries("treaty")
    study = comparison.study
    held = {i.id: i for a in study.architectures for i in a.on(a.date or study.date).instruments}
    for name, instrument in sorted(held.items()):
        data = known[name]["data"] if name in known else {}
        where = "; ".join(s["title"] for s in data.get("sources", []))
        yield Reference(
            f"instrument-{name}",
            "misc",
            "instrument",
            {
                "title": instrument.title,
                "year": str(data.get("signed", ""))[:4] if isinstance(data.get("signed"), str) else "",
                "howpublished": where or str(instrument.file),
                "note": f"{instrument.binding.replace('_', ' ')}; facts checked: {instrument.checked}",
            },
        )


def bibtex(found: list[Reference]) -> str:
    """Return references as one BibTeX file."""
    return "\n".join(one.bibtex() for one in found)
