"""What other systems' tests assert of real copy, put beside what this line makes of it.

Compared are headline, language, urgency, version, times, status, kind, codes of subjects and the words of bodies; their
item has many more fields, in a shape of its own.  What our line refuses for want of content is compared as it was read.
"""

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from schemas.article import Article
from schemas.story import Body
from services.ingest.decode import decode
from services.ingest.draft import Draft
from services.ingest.formats import format_of
from services.ingest.pipeline import process
from services.runtime.feeds import NEUTRAL, Feed
from tests.unit.test_pipeline import NOW, RULES

_FIELDS = {
    "headline": "headline", "language": "language", "urgency": "urgency", "version": "version",
    "firstcreated": "created_at", "versioncreated": "updated_at", "pubstatus": "status", "body_html": "body",
    "subject": "subjects", "type": "kind", "embargoed": "embargo_until",
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


def feed_of(file: str) -> Feed:
    """As the operator of that system has set it: the zone and the language of the agency, where its copy names none."""
    settings = next((settings for start, settings in _SETTINGS.items() if file.startswith(start)), {})
    return NEUTRAL.model_copy(update=settings)


_SETTINGS = {
    "agency-xml/superdesk-ntb__ritzau": {"zone": "Europe/Copenhagen"},
    "newsml-g2/superdesk-ansa__": {"zone": "Europe/Rome"},
    "newsml-g2/superdesk-core__scoop": {"zone": "Pacific/Auckland"},
}


def stories_of(body: bytes, feed: Feed) -> Sequence[Article | Draft]:
    """The articles; the drafts where there is none."""
    articles = [one for one in process(body, feed, NOW, RULES) if isinstance(one, Article)]
    if articles:
        return articles
    copy = decode(body, feed)
    return [one for one in format_of(copy).parse(copy, feed) if isinstance(one, Draft)]


def agrees(claim: Claim, stories: Sequence[Article | Draft], raw: str) -> bool | None:
    """None for subjects that are no codes of the copy: keywords, desks and countries under that system's own names."""
    if claim.item >= len(stories):
        return False
    story = stories[claim.item]
    match claim.field:
        case "body":
            return _body_agrees(claim, story)
        case "subjects":
            return _subjects_agree(claim, story, raw)
        case "created_at" | "updated_at" | "embargo_until":
            return _times_agree(claim, story)
    ours, theirs = getattr(story, claim.field), _plain(claim.value)
    if claim.field in ("urgency", "version") and theirs is not None:
        theirs = int(theirs)
    if claim.field == "headline" and isinstance(theirs, str):
        theirs = theirs.removesuffix(" =")  # the telegraph's sign that a line ends
    if claim.field == "language":  # RFC 5646, 2.1.1: case says nothing
        ours, theirs = str(ours).lower(), theirs.lower()
    return _relation(claim.op, ours, theirs)


def _times_agree(claim: Claim, story: Article | Draft) -> bool:
    """That system has no item without a first time: the version's stands in where the copy has none."""
    ours = getattr(story, claim.field)
    if claim.field == "created_at" and claim.value:
        ours = ours or story.updated_at
    return _same_instant(ours, claim.value)


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


def _body_agrees(claim: Claim, story: Article | Draft) -> bool:
    """By words; by markup where the assertion is of markup: in HTML 5's spelling, without attributes but href."""
    body = story.body or Body(text="", html="")
    ours, html_of_ours = _words(body.text), _bare(body.html)
    if claim.op == "regex":
        return ours.startswith(_words(_plain(re.sub(r"^\^", "", claim.value))))
    if not isinstance(claim.value, str):
        return _relation(claim.op, body.html, claim.value)
    theirs = _words(_plain(claim.value))
    if "contains" in claim.op and "<" in claim.value:
        return _relation(claim.op, html_of_ours, _bare(claim.value))
    return any(_relation(claim.op, words, theirs) for words in (ours, *_without_lead(body.text, story)))


def _without_lead(text: str, story: Article | Draft) -> Iterator[str]:
    """That system moves byline and dateline out of the body; in ours they stay where they stood."""
    byline = _words(f"By {story.byline}")
    words = _words(text)
    yield words.removeprefix(byline).strip()
    if dash := re.match(r"[^\n]{0,60}\n*[^\n]{0,60}?\([^()\n]{2,40}\) ?[-–_]+ ", text):
        yield _words(text[dash.end() :])


def _bare(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r'\s*/(?=>)|\s(?!href)[a-z-]+="[^"]*"', "", markup))


def _subjects_agree(claim: Claim, story: Article | Draft, raw: str) -> bool | None:
    """Codes of a vocabulary that stand in the copy must be among ours."""
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
    plain = html.unescape(re.sub(r"<[^>]*>", "", blocks))
    return " ".join(html.unescape(plain).split())  # twice, as some copy is escaped


def _words(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip()
