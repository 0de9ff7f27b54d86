"""The instrument as a readable text: Markdown, a Word file, Akoma Ntoso XML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pato.errors import UsageError, unknown

if TYPE_CHECKING:
    from pato.treaties.schema.treaty import Treaty

FORMATS = ("md", "docx", "akn")


def draft(treaty: Treaty, fmt: str = "md") -> str | bytes:
    """Return a treaty as a readable instrument.

    Parameters
    ----------
    treaty
        The instrument, as its file says it.
    fmt
        ``md`` (Markdown), ``akn`` (Akoma Ntoso 3.0) or ``docx`` (Word).

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
    from pato.treaties.draft.articles import articles

    tree = articles(treaty)
    if fmt == "md":
        from pato.treaties.draft.markdown import markdown

        return markdown(tree)
    if fmt == "akn":
        from pato.treaties.draft.akoma_ntoso import akoma_ntoso

        return akoma_ntoso(tree)
    if fmt == "docx":
        from pato.treaties.draft.docx import docx

        return docx(tree)
    raise UsageError(unknown("format", fmt, FORMATS))
