"""Elements of SVG as text: everything that is written into them is escaped."""

from __future__ import annotations

from html import escape

Value = str | float | int


def element(tag: str, *inside: str, **attributes: Value | None) -> str:
    """Return an element; of an attribute's name a trailing underscore goes, and others become dashes.

    >>> element("text", text("a < b"), x=1.5, class_="soft", text_anchor="end")
    '<text x="1.5" class="soft" text-anchor="end">a &lt; b</text>'
    """
    given = "".join(
        f' {name.removesuffix("_").replace("_", "-")}="{_shown(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{given}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{given}/>"


def text(content: object) -> str:
    """Return text escaped for use inside an element."""
    return escape(str(content), quote=False)


def figure(width: int, height: int, *inside: str, name: str, class_: str = "", links: bool = False) -> str:
    """Return a whole figure, which a screen reader hears as its name alone, or as its name and the links in it."""
    return element(
        "svg",
        element("title", text(name)),
        *inside,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="group" if links else "img",
        aria_label=name,
        class_=f"figure {class_}".strip(),
    )


def _shown(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return escape(str(value))
