"""Writes the tables of docs/formats.md from what each format says of itself (NAME, FIELDS, the head of its docstring).

`python scripts/make_formats_page.py`; what stands above the mark is written by hand and stays.
"""

import sys
from pathlib import Path
from types import ModuleType
from typing import cast

from services.ingest.formats import FORMATS

MARK = "<!-- From here on made by scripts/make_formats_page.py (make formats): change FIELDS of the format instead. -->"

ORDER = (
    "story_id", "version", "provider", "change", "status", "kind", "urgency", "headline", "subheadlines", "summary",
    "slugline", "byline", "credit", "copyright", "ednote", "section", "dateline", "language", "keywords", "genre",
    "body", "media", "subjects", "relations", "created_at", "updated_at", "embargo_until",
)  # fmt: skip


def tables() -> str:
    """First which formats say a field, then where each format has it."""
    lines = ["## Which formats say what", "", "| field | formats |", "|---|---|"]
    for field in ORDER:
        names = [form.NAME for form in FORMATS if field in form.FIELDS]
        lines.append(f"| `{field}` | {', '.join(names) if len(names) < len(FORMATS) else 'all'} |")
    for form in FORMATS:
        lines += [
            "",
            f"## {form.NAME}",
            "",
            _about(cast("ModuleType", form)),
            "",
            "| field | where from |",
            "|---|---|",
        ]
        lines += [f"| `{field}` | {form.FIELDS[field]} |" for field in ORDER if field in form.FIELDS]
    return "\n".join(lines) + "\n"


def _about(module: ModuleType) -> str:
    return " ".join((module.__doc__ or "").split("\n\n")[0].split())


def whole(page: str) -> str:
    return page.partition(MARK)[0] + MARK + "\n\n" + tables()


def main(path: Path) -> int:
    path.write_text(whole(path.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parents[1] / "docs" / "formats.md"))
