"""Does a text begin with a dateline?  The shapes in which agencies set one, English and Japanese.

TOKYO, March 5 (Jiji Press)--, WASHINGTON (AP) —, TOKYO: , MOSCOW, January 21. /TASS/., SEOUL, Nov 26 AFP -,
(ANSA) - ROMA, 1 LUG -, 【ワシントン時事】, 【北京3日共同】, ＝ワシントン＝, （ロンドン＝見本通信）, 函館（見本通信）.
"""

import re
from dataclasses import dataclass

_LOOK = 400
"""Characters: a byline or a note may stand above, no more."""

_DAY_EN = (
    r"(?:[^\W\d_]{3,10}\.? \d{1,2}(?:, ?\d{4})?|\d{1,2}\.?(?:er)? [^\W\d_]{3,10}\.?(?: \d{4})?|\d\d?[/-]\d\d?[/-]\d{4})"
)
_DAY_JA = r"(?:[0-9０-９]{4}年)?(?:[0-9０-９]{1,2}月)?[0-9０-９]{1,2}日"
_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ .'’/&-]{1,50}?(?:, [A-ZÀ-Þ][\w. ]{1,30}?)?"

AGENCIES = frozenset(
    ["jiji press", "jiji", "kyodo", "kyodo news", "ap", "afp", "reuters", "dpa", "ansa", "efe", "tass", "xinhua", "upi",
     "yonhap", "bloomberg", "afp-jiji", "pti", "aap", "belga", "ats", "apa", "lusa", "anp", "tt", "ntb", "stt",
     "ritzau", "時事", "時事通信", "共同", "共同通信", "ロイター", "聯合", "新華社", "タス", "ブルームバーグ"]
)  # fmt: skip
_AGENCY_JA = (
    r"(?:AFP|ＡＦＰ)[＝=]?時事|時事(?:通信)?|共同(?:通信)?(?:PRワイヤー)?|ロイター(?:[＝=]共同)?|AFP|ＡＦＰ|AP|ＡＰ"
    r"|新華社|聯合|タス|ブルームバーグ"
)
_JAPANESE = tuple(
    re.compile(rf"^[ \u3000]*(?P<text>{shape})", re.MULTILINE)
    for shape in (
        rf"【(?P<place>[^【】＝=\d０-９\n]{{1,30}}?)[ \u3000]?(?P<day>{_DAY_JA})?[ \u3000]?(?P<agency>{_AGENCY_JA})】",
        r"【(?P<place>[^【】＝=\n]{1,30}?)(?:[＝=][^【】\n]{1,20})?】",
        r"[（(](?P<place>[^（()）＝=\n]{1,20})[＝=][^（()）\n]{1,20}[）)]",
        r"[＝=](?P<place>[^＝=、。\n]{1,20})[＝=]",
        r"(?P<place>[^\s（()）【】。、,.]{1,20})[（(](?P<agency>[^（()）\n]{2,14})[）)](?=[\u3000 ＝=])",
    )
)
_ENGLISH = tuple(
    re.compile(rf"^[ \t]*(?P<text>{shape})", re.MULTILINE)
    for shape in (
        r"(?P<place>[^\W\d_][^()\n:!?]{0,80}?)"
        rf"(?:,? (?P<day>{_DAY_EN}))? ?\((?P<agency>[^()\n]{{2,40}})\)(?= ?\.?(?:--|[-—–_=:]))",
        rf"\((?P<agency>[A-Z]{{2,10}})\) [-–] (?P<place>[A-ZÀ-Þ][^()\n\d-]{{1,60}}?)(?:, (?P<day>{_DAY_EN}))?(?= [-–])",
        rf"(?P<place>{_CAPITALS}), (?P<day>{_DAY_EN})\.? /(?P<agency>[A-Za-z ]{{2,20}})/",
        rf"(?P<place>{_CAPITALS}), (?P<day>{_DAY_EN}) (?P<agency>[A-Z]{{2,8}})(?= [-–])",
        rf"(?P<place>{_CAPITALS})(?:, (?P<day>{_DAY_EN}))?(?= ?(?::|--|[—–_]) ?)",
    )
)
# A bracket that begins a line, or a letter: Japanese heads open with the one, or have no space before the bracket.
_IS_JAPANESE = re.compile(r"[【（＝=\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Head:
    """`end` is where the dateline ends in the text; `agency` is None where the shape names none."""

    text: str
    place: str
    day: str | None
    agency: str | None
    end: int

    @property
    def by_known_agency(self) -> bool:
        return self.agency is not None and self.agency.strip().lower() in AGENCIES


def head_of(text: str) -> Head | None:
    """The first thing that is shaped like a dateline; whether it is one, its place has to tell."""
    look = text[:_LOOK]
    shapes = _JAPANESE if _IS_JAPANESE.search(look[:60]) else _ENGLISH
    found = next((match for shape in shapes if (match := shape.search(look))), None)
    if found is None:
        return None
    said = found.groupdict()
    place = said["place"].strip(" ,\u3000")
    return Head(said["text"], place, said.get("day"), said.get("agency"), found.end())
