"""Does a text begin with a dateline?  The shapes in which agencies set one, English and Japanese.

TOKYO, March 5 (Jiji Press)--, WASHINGTON (AP) —, March 5 (Reuters) -, TOKYO: , TOKYO - , MOSCOW, January 21. /TASS/.,
SEOUL, Nov 26 AFP -, (ANSA) - ROMA, 1 LUG -, 【ワシントン時事】, 【北京3日共同】, [東京　５日　ロイター],
＝ワシントン＝, （ロンドン＝見本通信）, 函館（見本通信）, 東京、３月５日（時事）.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.ingest.enrich.japan.dateline.agencies import AGENCY_EN, AGENCY_JA, is_agency

_LOOK = 400
"""Characters: a byline or a note may stand above, no more."""

_WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}[.,]{0,2} )?"
_DAY_EN = (
    rf"(?:{_WEEKDAY}[^\W\d_]{{3,10}}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:, ?\d{{4}})?"
    rf"|{_WEEKDAY}\d{{1,2}}\.?(?:er)? [^\W\d_]{{3,10}}\.?(?: \d{{4}})?"
    r"|\d\d?[/-]\d\d?[/-]\d{4}|\d{4}-\d\d-\d\d)"
)
_DAY_JA = r"(?:(?:[0-9０-９]{4}|(?:令和|平成)[0-9０-９元]{1,2})年)?(?:[0-9０-９]{1,2}月)?[0-9０-９]{1,2}日"
_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ .'’/&-]{1,50}?(?:, [A-ZÀ-Þ][\w. ]{1,30}?)?"
_GAP = r"[ \u3000・、＝=]?"

_JAPANESE = tuple(
    re.compile(rf"[ \u3000]*(?P<text>{shape})")
    for shape in (
        rf"[【［\[（(](?P<place>[^【】［］\[\]＝=\d０-９\n]{{1,30}}?){_GAP}(?P<day>{_DAY_JA})?{_GAP}(?P<agency>{AGENCY_JA})"
        r"[】］\]）)]",
        r"【(?P<place>[^【】＝=\n]{1,30}?)(?:[＝=](?P<agency>[^【】\n]{1,20}))?】",
        r"[（(](?P<place>[^（()）＝=\n]{1,20})[＝=](?P<agency>[^（()）\n]{1,20})[）)]",
        r"[＝=](?P<place>[^＝=、。\n]{1,20})[＝=]",
        rf"(?P<place>[^\s（()）【】。、,.\d０-９]{{1,20}}?)(?:[、 \u3000]?(?P<day>{_DAY_JA}))?"
        r"[（(](?P<agency>[^（()）\n]{2,14})[）)](?=[\u3000 ＝=])",
    )
)
_BEFORE_TEXT = r"(?= ?\.?(?:--|[-—–_=:]))"
# The first bracket is the agency's, or there is none: told at once, where each end of the place would be tried.
_AHEAD = rf"(?=[^()\n]*\([^()\n]{{2,40}}\){_BEFORE_TEXT})"
_ENGLISH = tuple(
    re.compile(rf"[ \t]*(?P<text>{shape})")
    for shape in (
        rf"{_AHEAD}(?P<place>[^\W\d_][^()\n:!?]{{0,80}}?)"
        rf"(?:(?:,? |/)(?P<day>{_DAY_EN}))? ?\((?P<agency>[^()\n]{{2,40}})\){_BEFORE_TEXT}",
        rf"(?P<day>{_DAY_EN}) ?\((?P<agency>[^()\n]{{2,40}})\){_BEFORE_TEXT}",
        rf"\((?P<agency>[A-Z]{{2,10}})\) [-–] (?P<place>[A-ZÀ-Þ][^()\n\d-]{{1,60}}?)(?:, (?P<day>{_DAY_EN}))?(?= [-–])",
        rf"(?P<place>{_CAPITALS}), (?P<day>{_DAY_EN})\.? /(?P<agency>[A-Za-z ]{{2,20}})/",
        rf"(?P<place>{_CAPITALS}), (?P<day>{_DAY_EN}),? (?P<agency>{AGENCY_EN})(?= [-–])",
        rf"(?P<place>{_CAPITALS})(?:, (?P<day>{_DAY_EN}))?(?= ?(?::|--|[—–_]) ?| - )",
    )
)
_IN_BRACKETS = 3
"""So many of the English shapes, the first, have the agency in brackets."""
# A bracket that begins a line, or a letter: Japanese heads open with the one, or have no space before the bracket.
_IS_JAPANESE = re.compile(r"[【（＝=\u3040-\u30ff\u3400-\u9fff]")
_BYLINE = re.compile(r"by ", re.IGNORECASE)
_JA_BYLINE = re.compile(
    r".*(?:通信|新聞|放送|テレビ|ニュース)社?|.*(?:支局|特派員|記者)|[一-鿿々]{1,4}[ \u3000・][一-鿿々ぁ-んァ-ヶ]{1,4}"
)
_JA_NAME = re.compile(r"[一-鿿々]{3,6}(?<![勝敗位点戦校県市区])")


@dataclass(frozen=True, slots=True)
class Head:
    """What is shaped like a dateline; whether it is one, its place has to tell.

    `place` is "" where there is a day alone, `agency` None where the shape has none.  `end` is where the dateline ends
    in the text; `leads`: nothing but a byline stands above.
    """

    text: str
    place: str
    day: str | None
    agency: str | None
    end: int
    leads: bool

    @property
    def by_known_agency(self) -> bool:
        return self.agency is not None and is_agency(self.agency)

    @property
    def by_someone(self) -> bool:
        """Whether what stands where an agency does may be one or a writer: 見本通信, but not 優勝."""
        if self.agency is None or self.by_writer:
            return True
        if self.place.isascii() or self.agency.isascii():
            return self.agency[:1].isalpha() and not any(sign.isdigit() for sign in self.agency)
        return self.text.startswith("【") and _JA_NAME.fullmatch(self.agency) is not None

    @property
    def by_writer(self) -> bool:
        """Whether a Japanese newsroom or its writer stands there, by the form of the name."""
        return self.agency is not None and _JA_BYLINE.fullmatch(self.agency) is not None


def heads_of(text: str) -> Iterator[Head]:
    """In the order of the lines, of each line in the order of the shapes."""
    look = text[:_LOOK]
    japanese = not look.isascii() and _IS_JAPANESE.search(look[:60]) is not None
    start, leads = 0, True
    while start < len(look):
        stop = look.find("\n", start)
        stop = len(look) if stop < 0 else stop
        if stop > start:
            shapes = _JAPANESE if japanese else _ENGLISH if "(" in look[start:stop] else _ENGLISH[_IN_BRACKETS:]
            for shape in shapes:
                if found := shape.match(look, start, stop):
                    yield _head(found, leads=leads)
        leads = leads and (not look[start:stop].strip() or _BYLINE.match(look, start) is not None)
        start = stop + 1


def head_of_place(text: str, place: str) -> Head | None:
    """The first that names the same place, whatever its region."""
    city = _city(place)
    if city not in text[:_LOOK].casefold():
        return None
    return next((head for head in heads_of(text) if head.place and _city(head.place) == city), None)


def _city(place: str) -> str:
    return place.partition(",")[0].casefold()


def _head(found: re.Match[str], *, leads: bool) -> Head:
    said = found.groupdict()
    place = (said.get("place") or "").strip(" ,、\u3000-–—")
    return Head(said["text"], place, said.get("day"), said.get("agency"), found.end(), leads)
