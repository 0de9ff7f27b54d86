"""The rival's answer, as a study makes the model."""

from __future__ import annotations

from collections.abc import Mapping

from pato.models.base import Maker, Model, Setting


def _of(on: Setting, _made: Mapping[str, Model]) -> Model:
    """Return the model of a setting."""
    from pato.models.arming.model import Arming

    answering = tuple(
        dict.fromkeys((on.rival, *on.rivals))
    )  # the state whose reaction is modelled is always among them
    return on.make(Arming, challengers=answering)


MAKER = Maker(_of, rank=50)
