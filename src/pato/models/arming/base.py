"""Definition and discovery of assumptions about arming: every module in this folder that defines ``THEORY``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pato.errors import UnknownNameError, unknown
from pato.files import discover
from pato.files.estimates import damaged, stored

EVIDENCE = "evidence"


class ArmingTheory:
    """A claim about how a state arms once its rival is given a new pledge of defence.

    Attributes
    ----------
    id, label
        Its names in studies and in tables.
    basis
        ``estimate`` or ``assumption`` (C2).
    personnel, expenditure
        The estimates of ``pato evidence`` that give growth over five years, by specification; empty for no response.
    """

    id: str = ""
    label: str = ""
    basis: str = ""
    personnel: str = ""
    expenditure: str = ""

    def describe(self) -> str:
        """Return the claim, and its evidence."""
        raise NotImplementedError


def theories() -> Mapping[str, ArmingTheory]:
    """Return all theories by id, the user's own too, the one without a response first.

    Raises
    ------
    UnknownNameError
        If one names an estimate that there is not.
    """
    members = discover.members(__package__, "THEORY", ArmingTheory, leave_out=("base", "model"))
    found = {t.id: t for t in members.values()}
    if problems := [
        unknown("estimate of arming", name, estimates(), where=f"arming theory '{t.id}'")
        for t in found.values()
        for name in (t.personnel, t.expenditure)
        if name and name not in estimates()
    ]:
        raise UnknownNameError(problems)
    return dict(sorted(found.items(), key=lambda item: (bool(item[1].personnel), item[0])))


@cache
def usual_doses() -> Mapping[str, float]:
    """Return the mean log of one plus what was added, per cent of world capability, where anything was, by specification.

    Raises
    ------
    DataError
        If the file of the evidence lacks it.
    """
    try:
        return {
            r["specification"]: float(r["by_dose"]["mean_log_where_added"])
            for r in stored(EVIDENCE)["arming"]
        }
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(EVIDENCE, f"no doses of arming, {error!r}") from error


@cache
def estimates() -> Mapping[str, tuple[float, float]]:
    """Return the estimates of arming that ship: growth in log points and its standard error, by specification.

    Raises
    ------
    DataError
        If the file of the evidence lacks them.
    """
    try:
        rows: list[dict[str, Any]] = stored(EVIDENCE)["arming"]
        return {str(r["specification"]): (float(r["estimate"]), float(r["se"])) for r in rows}
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(EVIDENCE, f"no estimates of arming, {error!r}") from error
