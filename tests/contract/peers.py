"""What other systems' tests assert of real copy, put beside what this line makes of it."""

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from schemas.article import Article
from services.ingest.pipeline import Outcome

_FIELDS = {
    "headline": "headline", "language": "language", "urgency": "urgency", "version": "version",
    "firstcreated": "created_at", "versioncreated": "updated_at", "pubstatus": "status", "body_html": "body",
    "subject": "subjects",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion: of the `item`-th story of `file`, that `field` stands in relation `op` to `value`."""

    file: str
    item: int
    path: str
    op: str
    value: Any

    @property
    def field(self) -> str:
        return _FIELDS[self.path.split(".")[0]]


def claims(corpus: Path) -> Iterator[Claim]:
    """Those that are of fields which both systems have; their own item shape has many more."""
    for found in sorted((corpus / "expected").glob("*/*.json")):
        expected = orjson.loads(found.read_bytes())
        for one in expected["asserts"]:
            head, _, rest = one["path"].partition(".")
            item, path = (int(head), rest) if head.isdigit() else (0, one["path"])
            if path.split(".")[0] in _FIELDS and one["fn"] in (None, "isoformat", "strip"):
                yield Claim(expected["file"], item, path, one["op"], one["value"])


def agrees(claim: Claim, outcomes: list[Outcome], raw: str) -> bool | None:
    """None where the assertion is of that system's own conventions: of a value that the copy does not hold."""
    stories = [outcome for outcome in outcomes if isinstance(outcome, Article)]
    if claim.item >= len(stories):
        return False
    story = stories[claim.item]
    match claim.field:
        case "body":
            return _body_agrees(claim, story)
        case "subjects":
            return _subjects_agree(claim, story, raw)
        case "created_at" | "updated_at":
            return _same_instant(getattr(story, claim.field), claim.value)
        case "urgency" | "version" if claim.value is not None:
            return bool(getattr(story, claim.field) == int(claim.value))
    return _relation(claim.op, getattr(story, claim.field), _plain(claim.value))


def _same_instant(ours: dt.datetime | None, theirs: str | None) -> bool:
    if ours is None or theirs is None:
        return ours is None and theirs is None
    said = dt.datetime.fromisoformat(theirs)
    return ours == (said if said.tzinfo else said.replace(tzinfo=dt.UTC))


_RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda ours, theirs: bool(ours == theirs) or (not ours and not theirs),
    "contains": lambda ours, theirs: theirs in (ours or ""),
    "not_contains": lambda ours, theirs: theirs not in (ours or ""),
    "startswith": lambda ours, theirs: (ours or "").startswith(theirs),
    "endswith": lambda ours, theirs: (ours or "").endswith(theirs),
    "is_none": lambda ours, _: not ours,
    "truthy": lambda ours, _: bool(ours),
}


def _relation(op: str, ours: Any, theirs: Any) -> bool:
    return _RELATIONS[op](ours, theirs)


def _body_agrees(claim: Claim, story: Article) -> bool | None:
    ours = " ".join(story.body.text.split())
    if claim.op == "regex":
        return ours.startswith(_plain(re.sub(r"^\^", "", claim.value)))
    if not isinstance(claim.value, str):
        return _relation(claim.op, story.body.html, claim.value)
    theirs = _plain(claim.value)
    if claim.op == "eq":
        return _words(ours) == _words(theirs)
    if "contains" in claim.op and "<" in claim.value:
        return _relation(claim.op, story.body.html, claim.value)
    return _relation(claim.op, _words(ours), _words(theirs))


def _subjects_agree(claim: Claim, story: Article, raw: str) -> bool | None:
    """Codes of a vocabulary that stand in the copy must be among ours.

    That system also makes subjects of keywords, desks and countries, under names and codes of its own.
    """
    found = claim.value if isinstance(claim.value, list) else [claim.value]
    codes = {one.get("qcode") if isinstance(one, dict) else one for one in found}
    named = {code for code in codes if isinstance(code, str) and re.search(r"\d{6}", code)}
    codes = {code for code in named if re.search(rf"\b{re.escape(code)}\b", raw)}
    if not codes or claim.path.endswith((".name", ".scheme")):
        return None
    ours = {part for subject in story.subjects for part in (subject.code, subject.name) if part}
    return all(any(code == mine or mine.endswith((f":{code}", f"/{code}")) for mine in ours) for code in codes)


def _plain(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    blocks = re.sub(r"</?(?:p|br|h\d|li|tr|td|th|div|table|pre|ul|ol)\b[^>]*>", " ", value)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", blocks)).split())


def _words(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip()
