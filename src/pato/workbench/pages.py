"""All views in their order: what the server routes to and its description lists."""

from __future__ import annotations

from pato.workbench.site import Action, Data, FileOf, Page
from pato.workbench.views import answer, data, event, interface, memberships, runs, text

_VIEWS = (answer, event, runs, memberships, text, data, interface)
PAGES: tuple[Page, ...] = tuple(p for view in _VIEWS for p in view.PAGES)
ACTIONS: tuple[Action, ...] = tuple(a for view in _VIEWS for a in view.ACTIONS)
DATA: tuple[Data, ...] = tuple(d for view in _VIEWS for d in view.DATA)
FILES: tuple[FileOf, ...] = tuple(f for view in _VIEWS for f in view.FILES)
