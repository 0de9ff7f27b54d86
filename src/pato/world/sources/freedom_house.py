"""Freedom House: Freedom in the World."""

from pato.world.sources.base import Source

SOURCE = Source(
    name="freedom-house",
    title="Freedom in the World, edition of 2025",
    owner="Freedom House",
    version="2025 edition, year 2024",
    licence="Freedom House terms, not seen; single figures with attribution",
    citation="Freedom House (2025). Freedom in the World.",
    page="https://freedomhouse.org/report/freedom-world",
    table="freedom_house_full",
    ships="single figures",
)
