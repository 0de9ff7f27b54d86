"""The instrument as a readable text: Markdown, a Word file, Akoma Ntoso XML; with a commentary, or side by side with another text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pato.errors import UsageError, unknown

if TYPE_CHECKING:
    from pato.treaties.draft.tree import Draft
    from pato.treaties.draft.version import Version
    from pato.treaties.schema.treaty import Treaty

FORMATS = ("md", "docx", "akn")
COMPARED = ("md", "docx", "html")


def draft(
    treaty: Treaty | Version, fmt: str = "md", *, commentary: bool = False, annex: bool = False
) -> str | bytes:
    """Return a treaty as a readable instrument.

    Parameters
    ----------
    treaty
        The instrument, as its file says it, or a version of it (`pato.treaties.draft.load.load_version`).
    fmt
        ``md`` (Markdown), ``akn`` (Akoma Ntoso 3.0) or ``docx`` (Word).
    commentary
        Whether to add reasons, alternatives, readings, notes and sources, none of which is law.
    annex
        Also a table of the obligations, clause by clause.

    Returns
    -------
    str | bytes
        Text, or for ``docx`` the bytes of the file.

    Raises
    ------
    UsageError
        For an unknown format.
    MissingExtraError
        For ``docx`` where python-docx is not installed.
    """
    made = drafted(treaty, annex=annex)
    if fmt == "md":
        from pato.treaties.draft.markdown import markdown

        return markdown(made, commentary=commentary)
    if fmt == "akn":
        from pato.treaties.draft.akoma_ntoso import akoma_ntoso

        return akoma_ntoso(made, commentary=commentary)
    if fmt == "docx":
        from pato.treaties.draft.docx import docx

        return docx(made, commentary=commentary)
    raise UsageError(unknown("format", fmt, FORMATS))


def drafted(treaty: Treaty | Version, *, annex: bool = False) -> Draft:
    """Return a treaty, or a version of it, as the neutral tree that every format is written from."""
    from pato.treaties.draft import annexes
    from pato.treaties.draft.assembly import assembled
    from pato.treaties.draft.version import Version

    version = treaty if isinstance(treaty, Version) else Version.of(treaty)
    made = assembled(version)
    if not annex:
        return made
    return made._replace(annexes=(*made.annexes, annexes.obligations(version.treaty)))


def compare(first: Treaty | Version, second: Treaty | Version, fmt: str = "md") -> str | bytes:
    """Return two texts side by side with their changes marked: what only the first says, and what only the second says.

    Parameters
    ----------
    first, second
        The instruments, or versions of them.
    fmt
        ``md``, ``docx`` or ``html``.

    Raises
    ------
    UsageError
        For an unknown format.
    """
    from pato.treaties.draft import side_by_side
    from pato.treaties.draft.alignment import compared

    found = compared(drafted(first), drafted(second))
    if fmt == "md":
        return side_by_side.markdown(found)
    if fmt == "html":
        return side_by_side.html(found)
    if fmt == "docx":
        return side_by_side.docx(found)
    raise UsageError(unknown("format of a comparison", fmt, COMPARED))
