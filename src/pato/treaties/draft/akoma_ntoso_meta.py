"""Metadata of an Akoma Ntoso document: the work, its date, and the states and instruments that it names."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from pato.cells import printable
from pato.treaties.draft.tree import Draft

_COUNTRY = "xx"
"""Of the codes that ISO 3166 leaves to users: an instrument of several states belongs to the law of none."""
_UNDATED = "0001-01-01"
_MARK = re.compile(r"[^A-Za-z0-9.]+")


def write_meta(parent: ET.Element, draft: Draft, component: str) -> None:
    """Add the metadata of the instrument, or of one of its attachments.

    The dates are those of the instrument itself; an unsigned one has none, and gets the standard's empty date.
    """
    meta = _add(parent, "meta")
    identification = _add(meta, "identification", source="#pato")
    date = draft.date or _UNDATED
    work = f"/akn/{_COUNTRY}/act/treaty/{date if draft.date else 'undated'}/{draft.id}"
    expression = f"{work}/eng@{date if draft.date else ''}"
    levels = (("FRBRWork", work), ("FRBRExpression", expression), ("FRBRManifestation", f"{expression}.akn"))
    for level, uri in levels:
        element = _add(identification, level)
        _add(element, "FRBRthis", value=f"{uri}/!{component or 'main'}")
        _add(element, "FRBRuri", value=uri)
        if level == "FRBRWork":
            _add(element, "FRBRalias", value=draft.short, name="short")
        _add(element, "FRBRdate", date=date, name=draft.date_kind)
        _add(element, "FRBRauthor", href="#parties" if level == "FRBRWork" else "#pato")
        if level == "FRBRWork":
            _add(element, "FRBRcountry", value=_COUNTRY)
        if level == "FRBRExpression":
            _add(element, "FRBRlanguage", language="eng")
        if level == "FRBRManifestation":
            _add(element, "FRBRformat", value="application/akn+xml")
    if not component:
        _references(meta, draft)


def _references(meta: ET.Element, draft: Draft) -> None:
    references = _add(meta, "references", source="#pato")
    named = {
        "pato": ("organization", "pato, the program that made this rendering"),
        "parties": ("organization", "The Parties"),
    }
    named |= {code.lower(): ("organization", name) for code, name, _ in draft.members}
    for eid, (kind, shown) in named.items():
        href = f"/akn/ontology/{kind}/{_COUNTRY}/{eid}"
        _add(references, "TLCOrganization", eId=eid, href=href, showAs=shown[:1].upper() + shown[1:])
    for term in _terms(draft):
        eid = f"term-{(_MARK.sub('-', term).strip('-') or 'x').lower()}"
        _add(references, "TLCTerm", eId=eid, href=f"/akn/ontology/term/{_COUNTRY}/{eid}", showAs=term)


def _terms(draft: Draft) -> list[str]:
    return [p.term for a in draft.articles for i in a.items for p in i.points if p.term]


def _add(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, tag, {k: printable(v) for k, v in attributes.items()})
