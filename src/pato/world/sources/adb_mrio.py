"""ADB multi-regional input-output tables: goods output and sales at home."""

from __future__ import annotations

from pato.world.sources.base import Source

SOURCE = Source(
    name="adb-mrio",
    title="Multi-Regional Input-Output Tables, 72 economies",
    owner="Asian Development Bank",
    version="July 2023, year 2022",
    licence="ADB terms, not seen; single figures with attribution",
    citation="Asian Development Bank (2023). Multi-Regional Input-Output Tables.",
    page="https://kidb.adb.org/mrio",
    table="mrio_adb_domestic_sales",
    ships="single figures",
    note="Goods are sectors 1 to 16, at basic prices.",
)
