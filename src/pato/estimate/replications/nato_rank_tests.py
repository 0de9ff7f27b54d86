"""Do NATO's large members carry more than their share? Rank tests by year, as published for three periods."""

from __future__ import annotations

from pato.estimate.burden import exploitation
from pato.estimate.replications import Agreement, Compared, Replication, agreement

SOURCE = (
    "Olson and Zeckhauser (1966), An Economic Theory of Alliances, Review of Economics and Statistics 48 (its coefficient as recalled, not checked); "
    "Sandler and Shimizu (2014), NATO Burden Sharing 1999-2010: An Altered Alliance, Foreign Policy Analysis 10; "
    "Kim and Sandler (2020), NATO at 70, Defence and Peace Economics 31"
)
DIFFERS = (
    "Expenditure is SIPRI's and GDP the World Bank's of today's vintage; the papers used NATO's or SIPRI's figures of their time, Olson and Zeckhauser GNP. "
    "Tests are two-sided at 5 per cent; theirs are partly one-sided."
)
_LEVEL = 0.05
_OLSON = 0.490


def run(folder: str | None = None) -> Replication:
    """Compare the tests of the years that the papers speak of."""
    years = exploitation(folder)["years"]
    rho = years["1964"][0]
    rows = [
        Compared("rank correlation of income and share, 1964", _OLSON, rho, agreement(_OLSON, rho, digits=3, tolerance=0.1)),
        _share("1999-2009: years with p below .05 (published: almost none)", years, range(1999, 2010), most=1),
        _share("2010: p below .05 (published: the first evidence)", years, range(2010, 2011), least=1),
        _share("2011-2017: years with p below .05 (published: clear evidence)", years, range(2011, 2018), least=4),
    ]  # fmt: skip
    return Replication("nato_rank_tests", "Exploitation of the great in NATO", SOURCE, DIFFERS, tuple(rows))


def _share(
    what: str, years: dict[str, list[float]], span: range, *, least: int = 0, most: int | None = None
) -> Compared:
    found = sum(1 for y in span if years[str(y)][1] < _LEVEL and years[str(y)][0] > 0)
    holds = least <= found <= (len(span) if most is None else most)
    verdict: Agreement = "close" if holds else "differs"
    return Compared(what, None, found, verdict)
