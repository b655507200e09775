"""What does a notice of withdrawal say of the story that it means?  Ids, titles, slugs, moments and words."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from schemas.article import Article
from services.ingest.desk_words.signals import read_signal

Shown = dict[str, str]
"""What is compared, and the notice's own words for it."""

_READ = 4000
"""Characters of a notice that are read: notices are short, and below that stands other copy."""

_OF_STORY = 1000
"""Characters of its text whose words count: further on a notice explains, or has the right story."""


@dataclass(frozen=True)
class Clues:
    """`relations`: ids by rank, 0 names one story for sure.  `own`: the notice's headline; `titles`: what it quotes.

    `moments` are UTC, to the minute.
    """

    relations: dict[str, tuple[int, str]]
    ids: frozenset[str]
    numbers: frozenset[str]
    own: Shown
    titles: Shown
    slugs: Shown
    moments: tuple[tuple[dt.datetime, str], ...]
    words: frozenset[str]

    @cached_property
    def signs(self) -> frozenset[str]:
        """Of the words: a Japanese headline that has few of them has few of the words, which is sooner seen."""
        return frozenset("".join(self.words))

    @cached_property
    def ends(self) -> frozenset[str]:
        """The last signs of the titles."""
        return frozenset(name[-1] for name in (*self.titles, *self.own))


def clues_in(notice: Article, zone: str) -> Clues:
    """`zone` is the feed's: a moment without a zone is meant there."""
    body = notice.body.text[:_READ]
    lines = [one[:_READ] for one in (notice.headline, notice.ednote, notice.slugline) if one]
    text = unicodedata.normalize("NFKC", "\n".join([*lines, body]))
    links = [href for one in notice.media if (href := one.href)]
    ids, numbers = _ids("\n".join([text, *links])[: 2 * _READ])
    about = unicodedata.normalize("NFKC", "\n".join([*lines, body[:_OF_STORY]]))
    sent = notice.updated_at or notice.created_at or notice.source.received_at
    return Clues(
        relations=_relations(notice),
        ids=ids,
        numbers=numbers,
        own=_own(notice.headline),
        titles=dict(_titles(text)),
        slugs=dict(_slugs(notice.slugline, text)),
        moments=tuple(_moments(text, sent, zone)),
        words=words_of(about)[0],
    )


# --- relations and ids ---

_SURE = frozenset(["supersedes", "replaces", "management-doc-idref", "previousversion", "at:ref"])
_ASIDE = re.compile(r"seealso|related|depicts|ispartof|derivedfrom|message/rfc822", re.IGNORECASE)
_REVISION = re.compile(r"(?::\d{1,3}[A-Z]?|[_#.-][vr]?\d{1,2}|[?;]version=\d{1,3})$", re.IGNORECASE)
_A_DAY = re.compile(r"(?:19|20)\d{6}", re.ASCII)
_RUN = re.compile(r"[!-~]+")
_PIECE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._@-]*[A-Za-z0-9])?")
_JIJI = re.compile(r"yjj(?=\d{13}$)")
_NUMBERED = re.compile(
    r"(?:\b(?:no|nr|item|story|id|number|slug|transref)\b\.?|#|番号|記事|№)[ :=#]{0,3}(\d{5,6})(?![\d,.]*\d|[円人万])",
    re.IGNORECASE,
)


def keys_of(story_id: str) -> Iterator[str]:
    """The id, and what stands behind its last colon or stroke where that is long enough to be nobody else's."""
    whole = story_id.casefold()
    yield whole
    tail = whole.rstrip("/").replace(":", "/").rpartition("/")[2]
    if tail != whole and tells(tail):
        yield tail


def tells(name: str) -> bool:
    """In running text it can be nothing but an id: long, with figures, and no date."""
    digits = sum(sign.isdigit() for sign in name)
    return len(name) >= 5 and digits > 0 and not _A_DAY.fullmatch(name) and (digits >= 5 or len(name) >= 8)


def is_number(key: str) -> bool:
    """So few digits may count anything: as an id they need a word that says so."""
    return len(key) < 7 and key.isdigit()


def _relations(notice: Article) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for one in notice.relations:
        kind = (one.kind or "").lower()
        if _ASIDE.search(kind):
            continue
        rank = 0 if kind in _SURE else 1 if kind == "in-reply-to" else 2
        shown = rank, f"{one.kind or 'relation'} {one.id}"
        stem = _REVISION.sub("", one.id)
        keys = [*keys_of(one.id), *(key for key in keys_of(stem) if any(map(tells, keys_of(stem))))]
        for key in keys:
            found[key] = min(found.get(key, shown), shown)
    return found


def _ids(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """All that may be an id, in small letters; and the short numbers that are called one."""
    found: set[str] = set()
    for run in _RUN.findall(text):
        bare = run.strip("\"'<>()[]{}.,;:!?").casefold()
        found.add(bare)
        for piece in _PIECE.findall(bare):
            found.add(_JIJI.sub("", piece))
    return frozenset(found), frozenset(_NUMBERED.findall(text))


# --- titles ---

_NO_LETTERS = re.compile(r"[\W_]+")
_QUOTES = {"「": "」", "『": "』", "“": "”", '"': '"', "”": "”", "«": "»", "‘": "’"}
_OPENING = re.compile("[" + "".join(map(re.escape, _QUOTES)) + "]")
_BRACKETS = "".join({*_QUOTES, *_QUOTES.values()}) + " \u3000"
_LONGEST = 200
_NAMED = (
    re.compile(
        r"(?:先に|さきに|先ほど|さきほど|\d{1,2}分に?)(?:送信|配信|出稿|送稿)した(?P<title>[^。\n]{3,120}?)の(?:記事|原稿|速報)"
    ),
    re.compile(r"^(?P<title>[^。\n]{3,120}?)の(?:記事|原稿|速報)(?:を|は|の)?(?:全文)?(?:取り?消|削除)", re.MULTILINE),
    re.compile(
        r"\b(?:headlined|titled|entitled)[: ]+(?P<title>[^\n]{5,200}?)(?=,? (?:moved|sent|filed)\b|[.;]|$)",
        re.MULTILINE,
    ),
)
_NO_TITLE = re.compile(
    r"(?:お知らせ|お断り|おことわり|お詫び|おわび|訂正|取り?消し?|削除|記事|原稿|配信|全文|編集者?|加盟社|各位|注意"
    r"|について|および|及び|関連|事実|誤り|の|と|を|は|へ|に"
    r"|editors?|notes?|advisory|kill|withdrawal|withdrawn|attention|mandatory|bulletin|story|notice|correction|to|s)*"
)


def bare(text: str) -> str:
    """Letters and figures alone, of one width and size: by this two headlines are the same."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


def is_title(name: str) -> bool:
    """Of `bare` text: long enough to be one story's, and not what heads any notice."""
    least = 4 if not name.isascii() else 10
    return len(name) >= least and _NO_TITLE.fullmatch(name) is None


def _own(headline: str) -> Shown:
    rest = read_signal(headline).rest
    name = bare(rest)
    return {name: rest} if is_title(name) else {}


def _titles(text: str) -> Iterator[tuple[str, str]]:
    for opened in list(_OPENING.finditer(text))[:60]:
        for quoted in _quoted(text, opened.end(), _QUOTES[opened[0]]):
            if is_title(name := bare(read_signal(quoted).rest or quoted)):
                yield name, quoted
    for pattern in _NAMED:
        for named in pattern.finditer(text):
            title = read_signal(named["title"].strip(_BRACKETS)).rest
            if is_title(name := bare(title)):
                yield name, title


def _quoted(text: str, start: int, close: str) -> Iterator[str]:
    """Up to each of the next closing signs: a headline may quote, too."""
    at = start
    for _ in range(3):
        at = text.find(close, at, start + _LONGEST)
        if at < 0:
            return
        if "\n" in text[start:at]:
            return
        yield text[start:at]
        at += 1


# --- slugs ---

_SLUGGED = re.compile(
    r"\b(?:slugged|slug(?:line)?[:=]?)[ :=]*[\"“]?(?P<slug>[^\W_][\w./&-]{2,40}(?:[ -]{1,2}[A-Z][\w.-]{1,20})?)",
    re.IGNORECASE,
)
_CYCLE = re.compile(r"^(?:bc|am|pm|ap)-{1,2}")
_TAKE = re.compile(
    r"(?:[ ,_-]+(?:(?:\d{1,2}(?:st|nd|rd|th))? ?(?:lead|ld|writethru|take|add|update|net)(?:-writethru)?s?|kill"
    r"|withdrawal|advisory|correction|corrective|refile|urgent|flash|bulletin|\d{1,3}))+$"
)


def slug_of(slugline: str | None) -> str:
    """Without cycle (BC-), takes, desk words and strokes; of one width and size."""
    if not slugline:
        return ""
    rest = read_signal(slugline[:200]).rest
    name = _CYCLE.sub("", unicodedata.normalize("NFKC", rest).casefold().strip(" /,.-"))
    return _TAKE.sub("", name).strip(" /,.-")


def is_compound(slug: str) -> bool:
    """A slug of one word is that of many stories."""
    return re.search(r"[\w][-/ .][\w]", slug) is not None or (not slug.isascii() and len(slug) >= 4)


def _slugs(slugline: str | None, text: str) -> Iterator[tuple[str, str]]:
    if slug := slug_of(slugline):
        yield slug, slugline or ""
    for found in _SLUGGED.finditer(text):
        written = found["slug"]
        for name in (written, written.split(" ")[0]):
            if slug := slug_of(name):
                yield slug, name


# --- moments ---

_SENT_JA = r"(?:ごろ|頃)?[にの、]?(?:先に)?(?:配信|送信|出稿|送稿|発信|の(?:記事|速報|原稿))"
_MOMENTS = (
    re.compile(
        rf"(?:(?P<day>\d{{1,2}})日[のに、]?)?(?P<half>午前|午後)?(?P<hour>\d{{1,2}})時(?:(?P<minute>\d{{1,2}})分|(?P<half_hour>半))?{_SENT_JA}"
    ),
    re.compile(
        r"\b(?:moved|sent|transmitted|filed|issued|published|timed)(?: (?:out|earlier|today|yesterday))?(?: at)? "
        r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<half>[ap])\.?m\b\.?(?P<tail>[^\n;]{0,30})",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:moved|sent|transmitted|filed|issued|published|timed)(?: (?:out|earlier|today|yesterday))?(?: at)? "
        r"(?P<hour>[012]\d):?(?P<minute>\d{2})\b(?! ?[ap]\.?m)(?P<tail>[^\n;]{0,30})",
        re.IGNORECASE,
    ),
    re.compile(r"\((?P<hour>[01]\d|2[1-3])(?P<minute>[0-5]\d)(?: ?(?P<tail>[A-Z]{3}))?\)"),
)
_ZONES = {"GMT": 0, "UTC": 0, "JST": 9, "EST": -5, "EDT": -4, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2}
_ZONE = re.compile(r" ?\(?([A-Z]{2,4})\b")
_DAY_EN = re.compile(
    r",? ?(?:[A-Z]{2,4},? )?(?:on )?(?:[A-Z][a-z]{2,8}day,? )?(?:[A-Z][a-z]{2,8}\.? )(?P<day>\d{1,2})\b"
)
_WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_WEEKDAYS = ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")
_MOST_MOMENTS = 8


def _moments(text: str, sent: dt.datetime, zone: str) -> Iterator[tuple[dt.datetime, str]]:
    for pattern in _MOMENTS:
        for found, _ in zip(pattern.finditer(text), range(_MOST_MOMENTS), strict=False):
            if (moment := _moment(found.groupdict(), sent, zone)) is not None:
                yield moment, _before_tail(found)


def _before_tail(found: re.Match[str]) -> str:
    tail = found.groupdict().get("tail") or ""
    return found[0].removesuffix(tail).strip() if found[0].endswith(tail) and not found[0].startswith("(") else found[0]


def _moment(said: dict[str, str | None], sent: dt.datetime, zone: str) -> dt.datetime | None:
    """The last such minute before the notice; None for what no clock shows and for a zone that we don't know."""
    clock = _clock(said)
    tail = said.get("tail") or ""
    there: dt.tzinfo = ZoneInfo(zone)
    if named := _ZONE.match(tail):
        if named[1] not in _ZONES:
            return None
        there = dt.timezone(dt.timedelta(hours=_ZONES[named[1]]))
    if clock is None:
        return None
    day_en = _DAY_EN.match(tail)
    day = said.get("day") or (day_en["day"] if day_en else None)
    weekday = _WEEKDAY.search(tail)
    latest = sent.astimezone(there) + dt.timedelta(minutes=2)
    for back in range(32 if day or weekday else 2):
        on = latest.date() - dt.timedelta(days=back)
        at = dt.datetime.combine(on, clock, there)
        fits = not day or on.day == int(day)
        fits = fits and (not weekday or on.weekday() == _WEEKDAYS.index(weekday[1]))
        if fits and at <= latest:
            return at.astimezone(dt.UTC)
    return None


def _clock(said: dict[str, str | None]) -> dt.time | None:
    hour = int(said["hour"] or 0)
    minute = 30 if said.get("half_hour") else int(said.get("minute") or 0)
    half = (said.get("half") or "").lower()
    if half in {"a", "p", "午前", "午後"}:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if half in {"p", "午後"} else 0)
    try:
        return dt.time(hour, minute)
    except ValueError:
        return None


# --- words ---

_WORD = re.compile(r"[a-z\u00df-\u024f0-9][a-z\u00df-\u024f0-9']{2,}|[\u3005\u3040-\u30ff\u4e00-\u9fff]{2,}")
_STOP = frozenset(
    ["the", "and", "for", "are", "was", "were", "has", "have", "had", "with", "from", "that", "this", "its", "not",
     "but", "will", "would", "over", "after", "into", "about", "been", "their", "who", "says", "said", "story",
     "stories", "item", "report", "article", "kill", "killed", "withdraw", "withdrawn", "withdrawal", "editors",
     "editor", "note", "notice", "please", "advisory", "moved", "sent", "headlined", "slugged", "mandatory",
     "bulletin", "attention", "correction", "corrected"]
)  # fmt: skip
_STOP_JA = re.compile(
    r"先に|さきに|先ほど|送信|配信|出稿|送稿|記事|原稿|速報|削除|取り?消し?|訂正|差し替え|お知らせ|事実関係|事実|誤り"
)
_HIRAGANA = re.compile(r"[\u3040-\u309f]{2}")


def words_of(text: str) -> tuple[frozenset[str], bool]:
    """Content words, of Japanese its pairs of signs; and whether it is enough to know a story by."""
    found: set[str] = set()
    words = signs = 0
    for run in _WORD.findall(_STOP_JA.sub(" ", unicodedata.normalize("NFKC", text).casefold())):
        if run[0] > "\u3000":
            signs += len(run)
            found.update(map("".join, pairwise(run)))
        elif run not in _STOP:
            words += 1
            found.add(run)
    found = {one for one in found if not _HIRAGANA.fullmatch(one)}
    return frozenset(found), signs >= 6 or words >= 3
