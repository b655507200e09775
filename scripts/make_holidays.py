"""Writes the table of Japan's national holidays that enrichment reads, from the package `holidays` (MIT licence).

Run it when the package knows of a new law: python scripts/make_holidays.py
The package imports every country of the world, which takes a worker longer than all the rest; the table takes none.
It begins with 1949; the law has been in force since 20 July 1948, and the three holidays of that year are added here.
"""

import importlib.metadata
from pathlib import Path

from holidays.countries.japan import Japan

TABLE = Path(__file__).resolve().parents[1] / "services" / "ingest" / "enrich" / "japan" / "holidays.tsv"
FIRST, LAST = 1949, 2050

# 国民の祝日に関する法律 (law 178 of 1948); the autumnal equinox of 1948 was on 23 September.
_OF_1948 = (
    "1948-09-23\t秋分の日\tAutumnal Equinox Day",
    "1948-11-03\t文化の日\tCulture Day",
    "1948-11-23\t勤労感謝の日\tLabor Thanksgiving Day",
)


def table() -> str:
    """Date, Japanese and English name, by tabs; the first line says where it comes from."""
    years = range(FIRST, LAST + 1)
    ja, en = (Japan(years=years, language=language, expand=False) for language in ("ja", "en_US"))
    version = importlib.metadata.version("holidays")
    source = f"# National holidays of Japan {FIRST}-{LAST}: package holidays {version}, MIT; 1948: law 178 of 1948"
    return "\n".join([source, *_OF_1948, *(f"{day}\t{ja[day]}\t{en[day]}" for day in sorted(ja))]) + "\n"


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
