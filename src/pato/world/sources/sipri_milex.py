"""SIPRI: military expenditure."""

from pato.world.sources.base import Source

SOURCE = Source(
    name="sipri-milex",
    title="SIPRI Military Expenditure Database",
    owner="Stockholm International Peace Research Institute",
    version="April 2025, 1949-2024",
    licence="SIPRI terms: non-commercial use with attribution, less than a tenth of the set; single figures only",
    citation="Stockholm International Peace Research Institute (2025). SIPRI Military Expenditure Database.",
    page="https://www.sipri.org/databases/milex",
    table="sipri_milex_1949_2024",
    ships="single figures",
)
