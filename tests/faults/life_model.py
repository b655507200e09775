"""Random lives of stories, and a checker of what became of them.

It reads the stream and the tables and imports nothing of what it checks: the rules of docs/life.md are said again here.
"""

import datetime as dt
import hashlib
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import asyncpg
import orjson

from services.runtime.redis import Client
from tests.acceptance.stage import copy, text

Row = Mapping[str, Any]
Name = tuple[str, int, int]
"""Story id, version, revision."""

_SURNAMES = ("山野辺", "早乙女", "小比類巻", "勅使河原", "長宗我部", "御手洗", "東海林", "日下部", "神楽坂", "百目鬼")
_ENDS = ("知事が辞意", "市長が会見", "会長が退任", "議長が入院", "校長が受賞", "町長が帰国", "監督が続投", "村長が上京")
HEADLINES = [name + end for end in _ENDS for name in _SURNAMES]

# In the notation of docs/life.md; `e` is under an embargo that ends in a moment, `n` a notice that quotes the headline.
_NUMBERED = ("0", "1", "2", "3", "4", "5", "1e", "2e", "3e", "2w", "3w", "2k", "3k", "4k", "1!", "3!", "n")
_NAMED = ("1", "2", "3", "4", "1", "3", "w", "k", "k", "n", "n")
_MARKS = {"1": "", "2": "【訂正】", "3": "【第２報】", "4": "【第３報】", "w": "【予定稿】", "k": "【削除】"}
LONGEST = 2.0
"""Seconds of an embargo."""


@dataclass(frozen=True)
class Copy:
    """One copy of a story; its bytes are made when it is sent, since its embargo counts from then."""

    serial: int
    word: str
    seconds: float
    named: bool

    @property
    def headline(self) -> str:
        return HEADLINES[self.serial % len(HEADLINES)]

    def body(self) -> bytes:
        if self.word == "n":
            return text("お知らせ", f"先に送信した「{self.headline}」の記事は誤りがあり取り消します。")
        if self.named:
            return text(_MARKS[self.word] + self.headline, f"{self.headline}（{self.word}）。会見で述べた。")
        until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self.seconds)
        changes = {"embargoed": until.isoformat()} if "e" in self.word else {}
        other = {"body_text": "会見の別の記事。"} if "!" in self.word else {}
        return copy(self.serial, self.word.strip("e!"), headline=self.headline, language="ja", **changes, **other)


def lives(chance: random.Random, stories: int) -> list[Copy]:
    """Of each story three to eight copies, some twice, all in one order that no desk would send them in."""
    found: list[Copy] = []
    for serial in range(stories):
        named = serial % 3 == 0
        words = chance.choices(_NAMED if named else _NUMBERED, k=chance.randint(3, 8))
        found += [Copy(serial, word, chance.uniform(0.2, LONGEST), named) for word in words]
    chance.shuffle(found)
    return found


@dataclass
class Found:
    """All that there is at rest; `forced` are what the desk let go by force, by hand."""

    events: list[tuple[int, dict[str, Any]]]
    versions: Sequence[Row]
    outbox: Sequence[Row]
    stories: Sequence[Row]
    copies: Sequence[Row]
    letters: Sequence[Row]
    pushed: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    forced: frozenset[Name] = frozenset()

    @classmethod
    async def of(
        cls, stream: Client, pool: asyncpg.Pool, pushed: Mapping[tuple[str, str], bytes], forced: set[Name]
    ) -> "Found":
        async def rows(words: str) -> list[Row]:
            return [dict(row) for row in await pool.fetch(words)]

        raw = await stream.xrange("articles:ready")
        return cls(
            events=[(int(i.decode().split("-")[0]), orjson.loads(fields[b"event"])) for i, fields in raw],
            versions=await rows("SELECT *, article ->> 'status' AS status FROM story_version"),
            outbox=await rows("SELECT *, hold_until > now() AS ahead FROM outbox ORDER BY seq"),
            stories=await rows("SELECT * FROM story"),
            copies=await rows("SELECT feed, entry_id, sha256 FROM wire_copy"),
            letters=await rows("SELECT feed, entry_id, reason, detail FROM dead_letter"),
            pushed=pushed,
            forced=frozenset(forced),
        )


Rule = Callable[[Found], Iterator[str]]


def problems(found: Found) -> list[str]:
    """What of `found` no life of a story allows, in words."""
    return [f"{rule.__name__}: {what}" for rule in RULES for what in rule(found)]


def _told(found: Found) -> dict[str, list[tuple[str, int, int]]]:
    """Kind, version and revision of each story's events, in the order of the stream."""
    told: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for _, event in found.events:
        data = event["data"]
        told[event["subject"]].append((event["type"].split(".")[2], data["version"], data["revision"]))
    return told


def _is_forced(found: Found, subject: str, version: int, revision: int) -> bool:
    """What was let go by force may be made anew before it goes out, and is free all the same."""
    return any((subject, version, made) in found.forced for made in range(revision + 1))


def each_event_once(found: Found) -> Iterator[str]:
    ids = [event["id"] for _, event in found.events]
    yield from {one for one in ids if ids.count(one) > 1}


def ready_rises(found: Found) -> Iterator[str]:
    for subject, events in _told(found).items():
        ready = [(version, revision) for kind, version, revision in events if kind == "ready"]
        if any(after <= before for before, after in pairwise(ready)):
            yield f"{subject} {events}"


def nothing_revives_but_higher(found: Found) -> Iterator[str]:
    """After a withdrawal only higher versions, or what the desk let go by force."""
    for subject, events in _told(found).items():
        killed = -1
        for kind, version, revision in events:
            if kind == "withdrawn":
                killed = max(killed, version)
            elif kind == "ready" and version <= killed:
                if _is_forced(found, subject, version, revision):
                    killed = version - 1
                else:
                    yield f"{subject} {events}"


def nothing_before_its_embargo(found: Found) -> Iterator[str]:
    for ms, event in found.events:
        data = event["data"]
        until, name = data["embargo_until"], (event["subject"], data["version"], data["revision"])
        if not until or data["change"] == "withdrawal" or _is_forced(found, *name):
            continue
        early = dt.datetime.fromisoformat(until).timestamp() * 1000 - ms
        if early > 0:
            yield f"{event['subject']} version {data['version']}.{data['revision']}: {early:.1f} ms early"


def what_is_withdrawn_is_told_and_silent(found: Found) -> Iterator[str]:
    """A story whose kill stands has nothing on its way, and its last event, if it has any, says so."""
    told = _told(found)
    for story in found.stories:
        subject, killed = story["story_id"], story["withdrawn_version"]
        if killed is None or story["version"] is None or killed < story["version"]:
            continue
        waiting = [row for row in _rows(found, subject) if _waits(row) and not row["withdraws"]]
        if waiting:
            yield f"{subject}: withdrawn, and version {waiting[0]['version']} waits"
        if any(kind == "ready" for kind, *_ in told[subject]) and told[subject][-1][0] == "ready":
            yield f"{subject}: withdrawn in silence, {told[subject]}"


def what_lives_is_told(found: Found) -> Iterator[str]:
    """The newest version of a story that is not withdrawn went out, and nothing has taken it back since."""
    told = _told(found)
    fates = {(row["story_id"], row["version"]): row["fate"] for row in found.versions if not row["withdraws"]}
    for story in found.stories:
        subject, version, killed = story["story_id"], story["version"], story["withdrawn_version"]
        lives = killed is None or (version is not None and killed < version)
        if not lives or fates.get((subject, version)) != "announced" or any(map(_waits, _rows(found, subject))):
            continue
        last = told[subject][-1] if told[subject] else ("nothing", -1, 0)
        if last[:2] != ("ready", version) and not _is_forced(found, subject, *last[1:]):
            yield f"{subject}: lives with version {version}, told {told[subject]}"


def nothing_is_lost(found: Found) -> Iterator[str]:
    kept = {(row["feed"], row["entry_id"]) for row in (*found.copies, *found.letters)}
    digests = {row["sha256"] for row in found.copies}
    for name, body in found.pushed.items():
        if name not in kept and hashlib.sha256(body).digest() not in digests:
            yield f"{name}"
    for row in found.letters:
        if row["reason"] != "version_conflict":
            yield f"dead letter {row['entry_id']}: {row['reason']}, {row['detail']}"


def each_row_is_settled(found: Found) -> Iterator[str]:
    """Sent, held, or cancelled by what is newer."""
    for row in found.outbox:
        name = f"{row['story_id']} {row['version']}{'k' if row['withdraws'] else ''}.{row['revision']}"
        if _waits(row) and not row["ahead"]:
            yield f"{name} is due and not sent"
        if row["cancelled_at"] and not row["withdraws"] and not _has_newer(found, row):
            yield f"{name} was cancelled by nothing"
        if row["cancelled_at"] and row["stream_ms"] is not None:
            yield f"{name} was sent and cancelled"


def _has_newer(found: Found, row: Row) -> bool:
    key = row["version"], row["revision"]
    return any(
        one["fate"] in {"announced", "withheld", "quiet"}
        and one["version"] >= row["version"]
        and (one["withdraws"] or one["version"] > row["version"] or one["fate"] == "withheld")
        for one in found.versions
        if one["story_id"] == row["story_id"]
    ) or any(not one["withdraws"] and (one["version"], one["revision"]) > key for one in _rows(found, row["story_id"]))


def fates_are_what_life_allows(found: Found) -> Iterator[str]:
    of: dict[str, list[Row]] = defaultdict(list)
    for row in found.versions:
        of[row["story_id"]].append(row)
    for row in found.versions:
        name = f"{row['story_id']} {row['version']}{'k' if row['withdraws'] else ''} {row['fate']}"
        if not _is_allowed(row, of[row["story_id"]]):
            yield name
        own = [one for one in _rows(found, row["story_id"]) if (one["version"], one["withdraws"]) == _number(row)]
        alive = [one for one in own if not one["cancelled_at"]]
        if row["fate"] == "announced" and not own:
            yield f"{name}, but nothing was to be told"
        if row["fate"] in {"history", "blocked", "withheld", "quiet"} and alive:
            yield f"{name}, but it was told"


def _is_allowed(row: Row, all_: Sequence[Row]) -> bool:
    if row["fate"] in {"quiet", "notice", "unmatched"}:
        return bool(row["withdraws"])
    if row["fate"] == "history":
        return any(one["version"] > row["version"] for one in all_)
    if row["fate"] == "blocked":
        return not row["withdraws"] and any(one["withdraws"] for one in all_)
    return row["fate"] == "announced" or (row["fate"] == "withheld" and not row["withdraws"])


def _number(row: Row) -> tuple[int, bool]:
    return row["version"], row["withdraws"]


def _rows(found: Found, subject: str) -> list[Row]:
    return [row for row in found.outbox if row["story_id"] == subject]


def _waits(row: Row) -> bool:
    return row["stream_ms"] is None and row["cancelled_at"] is None


RULES: tuple[Rule, ...] = (
    each_event_once,
    ready_rises,
    nothing_revives_but_higher,
    nothing_before_its_embargo,
    what_is_withdrawn_is_told_and_silent,
    what_lives_is_told,
    nothing_is_lost,
    each_row_is_settled,
    fates_are_what_life_allows,
)
