"""IMF World Economic Outlook: gross domestic product."""

from pato.world.sources.base import Source

SOURCE = Source(
    name="imf-weo",
    title="World Economic Outlook, October 2025",
    owner="International Monetary Fund",
    version="October 2025",
    licence="(c) IMF, all rights reserved; single figures with attribution",
    citation="International Monetary Fund (2025). World Economic Outlook Database, October 2025.",
    page="https://www.imf.org/en/Publications/WEO/weo-database/2025/october",
    table="imf_weo_gdp_1980_2030",
    ships="single figures",
)
