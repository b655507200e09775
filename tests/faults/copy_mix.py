"""What does a newsroom push?  Copy of our own writing, made from a seed, and what has to become of each piece."""

import datetime as dt
import heapq
import itertools
import json
import random
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

Expect = Literal["stories", "dead", "either"]

ENGLISH, JAPANESE = "jiji", "jiji-ja"
_EMBARGO = "@until@"
_MIDNIGHT = dt.datetime(2026, 11, 20, tzinfo=dt.timezone(dt.timedelta(hours=9)))

_WHO = "The port office/A bakers' guild/The tram operator/A village school/The river board/Two orchards/A choir"
_DID = "opened/measured/painted/moved/lent out/counted/repaired/photographed/rented/washed"
_WHAT = "footbridges/lanterns/ferries/greenhouses/weather vanes/bicycles/bell towers/rice barns/maps/kites/boats"
_WHERE = "Toyama/Otaru/Hagi/Kurashiki/Matsue/Beppu/Hakodate/Uwajima/Takayama/Onomichi/Kanazawa/Nagasaki"
_ASIDE = "after a dry summer/with help from neighbours/for the first time since spring/at a cost of some yen"
_SHUI = "港湾局/製パン組合/路面電車の会社/村の小学校/河川事務所/果樹園の家族/合唱団/図書館"
_SHITA = "開いた/測った/塗り直した/移した/貸し出した/数えた/直した/撮影した/洗った"
_NANI = "歩道橋/提灯/渡し船/温室/風見鶏/自転車/鐘楼/米蔵/古地図/凧"
_DOKO = "富山/小樽/萩/倉敷/松江/別府/函館/宇和島/高山/尾道/金沢/長崎"


@dataclass(frozen=True)
class Version:
    """`embargo_until` is RFC 3339, known when the copy is made."""

    story_id: str
    version: int = 1
    withdraws: bool = False
    embargo_until: str | None = None


@dataclass(eq=False)
class Copy:
    """One entry.  `fields` stand beside its body; `canary` is a word of its text that no log may hold.

    `reason` is that of the dead letter, if there is one; `embargo` is in seconds from when the copy is made.
    """

    feed: str
    body: bytes
    expect: Expect = "stories"
    stories: tuple[Version, ...] = ()
    reason: str | None = None
    canary: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    embargo: float | None = None

    def make(self) -> bytes:
        """The bytes to send: the same ever after, an embargo counts from the first call."""
        if self.embargo is not None:
            moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self.embargo)
            until = moment.isoformat(timespec="milliseconds")
            self.body = self.body.replace(_EMBARGO.encode(), until.encode())
            self.stories = tuple(replace(one, embargo_until=until) for one in self.stories)
            self.embargo = None
        return self.body

    @classmethod
    def poison(cls, feed: str, mark: str, serial: int) -> Self:
        """Good copy with a mark at which a test's parser fails."""
        text = _Text(random.Random(f"{mark} {serial}"), feed)  # noqa: S311  the same bytes whenever it is made
        item = _ninjs(f"urn:poison:{serial}", 1, text, headline=f"{mark} {text.headline}")
        return cls(feed, _dumped(item), "dead", reason="poison", canary=text.canary)


class _Text:
    """Words for one entry: a headline and paragraphs, of 1 to 8 KB, with its canary in both."""

    def __init__(self, chance: random.Random, feed: str) -> None:
        self.chance, self.feed = chance, feed
        self.canary = "qx" + "".join(chance.choices(string.ascii_lowercase + string.digits, k=14))
        self.headline = f"{self._headline()} {self.canary}"
        size = int(10 ** chance.uniform(3, 3.9))
        paragraphs = [f"{self._sentence()} {self.canary}"]
        while size > sum(len(one.encode()) for one in paragraphs):
            paragraphs.append(" ".join(self._sentence() for _ in range(chance.randint(1, 5))))
        self.paragraphs = paragraphs

    @property
    def language(self) -> str:
        return "ja" if self.feed == JAPANESE else "en"

    def _pick(self, words: str) -> str:
        return self.chance.choice(words.split("/"))

    def _headline(self) -> str:
        number = self.chance.randint(2, 9999)
        if self.feed == JAPANESE:
            return f"{self._pick(_DOKO)}で{self._pick(_NANI)}{number}、{self._pick(_SHUI)}"
        return f"{number} {self._pick(_WHAT)} {self._pick(_DID)} in {self._pick(_WHERE)}".title()

    def _sentence(self) -> str:
        one, other = self.chance.randint(2, 999), self.chance.randint(2, 99_999)
        if self.feed == JAPANESE:
            place, people = self._pick(_DOKO), self._pick(_SHUI)
            return f"{people}は{place}で{self._pick(_NANI)}{one}を{self._pick(_SHITA)}。{other}人が見た。"
        did = f"{self._pick(_WHO)} {self._pick(_DID)} {one} {self._pick(_WHAT)} in {self._pick(_WHERE)}"
        return f"{did} {self._pick(_ASIDE)}, and {other} people came to see the {self._pick(_WHAT)}."


Item = dict[str, Any]


def _at(version: int) -> dt.datetime:
    return _MIDNIGHT + dt.timedelta(minutes=5 * version)


def _ninjs(story_id: str, version: int, text: _Text, **changes: Any) -> Item:
    item = {
        "uri": story_id,
        "version": str(version),
        "type": "text",
        "pubstatus": "usable",
        "urgency": text.chance.choices([1, 3, 4, 5, 6], [2, 24, 25, 25, 24])[0],
        "language": text.language,
        "versioncreated": _at(version).isoformat(),
        "headline": text.headline,
        "body_text": "\n\n".join(text.paragraphs),
    }
    return item | changes


def _dumped(item: Item | list[Item]) -> bytes:
    return json.dumps(item, ensure_ascii=False).encode()


def _nitf(story_id: str, version: int, text: _Text, status: str = "usable") -> bytes:
    paragraphs = "".join(f"<p>{one}</p>" for one in text.paragraphs)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<nitf version="-//IPTC//DTD NITF 3.6//EN" xml:lang="{text.language}">
  <head>
    <title>{text.headline}</title>
    <docdata management-status="{status}">
      <doc-id id-string="{story_id}"/><du-key key="fault" version="{version}"/>
      <date.issue norm="{_at(version):%Y%m%dT%H%M%S%z}"/>
    </docdata>
  </head>
  <body>
    <body.head><hedline><hl1>{text.headline}</hl1></hedline></body.head>
    <body.content>{paragraphs}</body.content>
  </body>
</nitf>
""".encode()


def _g2_item(story_id: str, version: int, text: _Text, status: str = "usable") -> str:
    paragraphs = "".join(f"<p>{one}</p>" for one in text.paragraphs)
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{story_id}" version="{version}"
  standard="NewsML-G2" standardversion="2.33" conformance="power" xml:lang="{text.language}">
  <itemMeta>
    <itemClass qcode="ninat:text"/>
    <versionCreated>{_at(version).isoformat()}</versionCreated>
    <pubStatus qcode="stat:{status}"/>
  </itemMeta>
  <contentMeta><urgency>4</urgency><headline>{text.headline}</headline></contentMeta>
  <contentSet>
    <inlineXML contenttype="application/xhtml+xml">
      <html xmlns="http://www.w3.org/1999/xhtml"><body>{paragraphs}</body></html>
    </inlineXML>
  </contentSet>
</newsItem>
"""


def _g2(story_id: str, version: int, text: _Text, status: str = "usable") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_g2_item(story_id, version, text, status)}'.encode()


def _single(story_id: str, version: int, text: _Text, status: str = "usable") -> bytes:
    return _dumped(_ninjs(story_id, version, text, pubstatus=status))


_Form = Callable[[str, int, _Text, str], bytes]


def _without(item: Item, *names: str) -> bytes:
    return _dumped({name: value for name, value in item.items() if name not in names})


def _refused(story_id: str, text: _Text) -> list[tuple[str, bytes]]:
    """Copy with one thing wrong each, and the reason of its dead letter."""
    good, item = _single(story_id, 1, text), _ninjs(story_id, 1, text)
    return [
        ("malformed", good[:-20]),
        ("malformed", _g2(story_id, 1, text)[:-30]),
        ("no_content", b""),
        ("no_content", b" \r\n\t\n"),
        ("no_content", _without(item, "body_text")),
        ("unsupported_format", _without(item, "uri")),
        ("missing_field", _g2("", 1, text)),
        ("missing_field", _picture(item)),
        ("bad_value", _dumped(item | {"urgency": 12})),
        ("bad_time", _dumped(item | {"versioncreated": "after the second tea"})),
        ("bad_encoding", good.replace(b'"headline": "', b'"headline": "\x81\xff\xfe')),
    ]


def _picture(item: Item) -> bytes:
    """Without a line that could head it."""
    shown = {"main": {"href": "https://pictures.example.com/kite.jpg", "contenttype": "image/jpeg"}}
    return _without(item | {"type": "picture", "renditions": shown}, "headline", "body_text")


class _Newsroom:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(seed)  # noqa: S311  a seed repeats it

    def begin(self, serial: int) -> list[Copy]:
        """All copy of a story, or of several that come in one entry, in the order in which it is sent."""
        [plan] = self.chance.choices(
            [self._story, self._several, self._embargoed, self._dead, self._conflict], [82, 8, 3, 5, 2]
        )
        return plan(f"urn:fault:{self.seed}:{serial}")

    def _text(self) -> _Text:
        return _Text(self.chance, self.chance.choice([ENGLISH, JAPANESE]))

    def _copy(self, text: _Text, body: bytes, *stories: Version, **facts: Any) -> Copy:
        fields = {}
        if self.chance.random() < 0.3:
            trace, span = self.chance.getrandbits(128) | 1, self.chance.getrandbits(64) | 1
            fields["traceparent"] = f"00-{trace:032x}-{span:016x}-01"
        if self.chance.random() < 0.3:
            fields |= {"content-type": "application/octet-stream", "desk": "night"}
        return Copy(text.feed, body, stories=stories, canary=text.canary, fields=fields, **facts)

    def _story(self, story_id: str) -> list[Copy]:
        [form] = self.chance.choices([_single, _g2, _nitf], [88, 6, 6])
        feed = self._text().feed
        first = self._version(form, feed, Version(story_id))
        return [first, *self._later(form, feed, story_id, first)]

    def _embargoed(self, story_id: str) -> list[Copy]:
        text = self._text()
        body = _dumped(_ninjs(story_id, 1, text, embargoed=_EMBARGO))
        first = self._copy(text, body, Version(story_id), embargo=self.chance.uniform(0.5, 3))
        return [first, *self._later(_single, text.feed, story_id, first)]

    def _version(self, form: _Form, feed: str, version: Version) -> Copy:
        text = _Text(self.chance, feed)
        status = "canceled" if version.withdraws else "usable"
        return self._copy(text, form(version.story_id, version.version, text, status), version)

    def _later(self, form: _Form, feed: str, story_id: str, first: Copy) -> list[Copy]:
        """Higher versions, the same bytes again, a numbered kill, and a story that lives on after it."""
        top = 1 + (self.chance.randint(1, 3) if self.chance.random() < 0.13 else 0)
        versions = [Version(story_id, number) for number in range(2, top + 1)]
        if self.chance.random() < 0.06:
            versions.append(Version(story_id, top + 1, withdraws=True))
            if self.chance.random() < 0.2:
                versions.append(Version(story_id, top + 2))
        later = [self._version(form, feed, version) for version in versions]
        if self.chance.random() < 0.05:
            later.append(self.chance.choice([first, *later]))
        return later

    def _several(self, story_id: str) -> list[Copy]:
        """Two or three stories in one entry; their text has one canary."""
        text = self._text()
        text.paragraphs = text.paragraphs[:3]
        versions = [Version(f"{story_id}:{part}") for part in range(self.chance.randint(2, 3))]
        body = self.chance.choice([_list, _object, _message])([one.story_id for one in versions], text)
        return [self._copy(text, body, *versions)]

    def _dead(self, story_id: str) -> list[Copy]:
        text = self._text()
        reason, body = self.chance.choice(_refused(story_id, text))
        return [self._copy(text, body, expect="dead", reason=reason)]

    def _conflict(self, story_id: str) -> list[Copy]:
        """Two texts of one version: which of them is refused is for the order to say in which they are dealt with."""
        feed = self._text().feed
        both = [self._version(_single, feed, Version(story_id)) for _ in range(2)]
        return [replace(one, expect="either", reason="version_conflict") for one in both]


def _parts(story_ids: Sequence[str], text: _Text) -> list[Item]:
    return [
        _ninjs(story_id, 1, text, headline=f"{text.headline} {number}")
        for number, story_id in enumerate(story_ids, start=1)
    ]


def _list(story_ids: Sequence[str], text: _Text) -> bytes:
    return _dumped(_parts(story_ids, text))


def _object(story_ids: Sequence[str], text: _Text) -> bytes:
    return _dumped({"items": _parts(story_ids, text)})


def _message(story_ids: Sequence[str], text: _Text) -> bytes:
    items = "".join(_g2_item(story_id, 1, text) for story_id in story_ids)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">
  <header><sent>{_at(1).isoformat()}</sent><sender>example.com</sender></header>
  <itemSet>{items}</itemSet>
</newsMessage>
""".encode()


def mix(seed: int, stories: int) -> Iterator[Copy]:
    """Copy of so many beginnings (a story, or an entry of several): about a third more entries, for both feeds.

    What follows on a story comes among the copy of others, now and then before the story itself.  The same seed gives
    the same bytes, but for embargoes, which count from when the copy is made.
    """
    room, counter = _Newsroom(seed), itertools.count()
    waiting: list[tuple[float, int, Copy]] = []
    for serial in range(stories):
        due = float(serial)
        copies = room.begin(serial)
        if room.chance.random() < 0.3:
            room.chance.shuffle(copies)
        for copy in copies:
            heapq.heappush(waiting, (due, next(counter), copy))
            due += room.chance.expovariate(1 / 15)
        while waiting and waiting[0][0] <= serial:
            yield heapq.heappop(waiting)[2]
    while waiting:
        yield heapq.heappop(waiting)[2]
