"""Writes the table of Japan's national holidays that enrichment reads, from the package `holidays` (MIT licence).

Run it when the package knows of a new law: python scripts/make_holidays.py
The package imports every country of the world, which takes a worker longer than all the rest; the table takes none.
"""

import importlib.metadata
from pathlib import Path

from holidays.countries.japan import Japan

TABLE = Path(__file__).resolve().parents[1] / "services" / "ingest" / "enrich" / "japan" / "holidays.tsv"
FIRST, LAST = 1949, 2050


def table() -> str:
    """Date, Japanese and English name, by tabs; the first line says where it comes from."""
    years = range(FIRST, LAST + 1)
    ja, en = (Japan(years=years, language=language, expand=False) for language in ("ja", "en_US"))
    version = importlib.metadata.version("holidays")
    source = f"# National holidays of Japan {FIRST}-{LAST}: package holidays {version}, MIT"
    return "\n".join([source, *(f"{day}\t{ja[day]}\t{en[day]}" for day in sorted(ja))]) + "\n"


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
