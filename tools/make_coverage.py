"""Count, by year and region, how many of the defence duties that ATOP codes the library holds: what answers say without the data.

    PATO_DATA=FOLDER python tools/make_coverage.py

Needs ATOP's members and directed dyad-years in the data store, and writes src/pato/treaties/held.json. Only counts go
into it. A pair counts as held if the library has a duty of defence between the two, in that direction, in that year.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import polars as pl

from pato.files.storage import data_dir
from pato.registry import states
from pato.treaties.architecture import load_architecture
from pato.treaties.cube import duty_spans
from pato.world.sources import store
from pato.world.sources.pacts import DYAD_YEARS

FILE = Path(__file__).parents[1] / "src" / "pato" / "treaties" / "held.json"
YEARS = (*range(1815, 2018, 5), 2018)
SOURCE = "Counts from Leeds, Ritter, Mitchell and Long (2002), Alliance Treaty Obligations and Provisions, version 5.1, directed dyad-years with a pledge of defence; held: by the treaty library."


def counted(folder: Path) -> dict[str, dict[str, list[int]]]:
    """Return by year and region of the creditor how many directed duties of defence ATOP codes, and how many are held."""
    spans = duty_spans(load_architecture()).pairs
    rows = store.read(DYAD_YEARS, folder=folder).filter(
        pl.col("year").is_in(YEARS) & (pl.col("atop_defense") == 1)
    )
    found: dict[str, dict[str, Counter[str]]] = {str(year): {} for year in YEARS}
    for debtor, creditor, year in rows.select("ccode1", "ccode2", "year").rows():
        pair = _state(debtor, year), _state(creditor, year)
        count = found[str(year)].setdefault(states.state(pair[1]).region, Counter())
        count["coded"] += 1
        count["held"] += any(s < f"{year + 1}-01-01" and e > f"{year}-01-01" for s, e in spans.get(pair, ()))
    return {
        year: {region: [n["coded"], n["held"]] for region, n in sorted(regions.items())}
        for year, regions in found.items()
    }


def _state(number: int, year: int) -> str:
    """Return whose COW number it was in a year: its last bearer then, or the nearest where it was not counted then."""
    bearers = [(iso, start, end) for iso, code, start, end in states.crosswalk() if code == number]
    inside = [b for b in bearers if b[1] < f"{year + 1}-01-01" and (b[2] is None or b[2] > f"{year}-01-01")]
    return (inside or bearers)[-1][0]


def main() -> None:
    years = counted(data_dir())
    lines = ",\n".join(f'  "{year}": {json.dumps(regions)}' for year, regions in years.items())
    FILE.write_text(f'{{"source": {json.dumps(SOURCE)}, "years": {{\n{lines}\n}}}}\n', encoding="utf-8")
    for year, regions in years.items():
        coded, held = (sum(n[i] for n in regions.values()) for i in (0, 1))
        share = f"{held / coded:.0%}" if coded else "none coded"
        sys.stdout.write(f"{year}: {held} of {coded} held, {share}\n")


if __name__ == "__main__":
    main()
