"""Which words of a line speak of an embargo, and which of a moment?  A line is cut into tokens; nothing is decided.

Lines come after NFKC, so that full-width signs are plain; kanji figures before 年月日時分 are figures.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from services.ingest.reading.numerals import kanji_number

Kind = Literal[
    "none", "lifted", "until", "colon", "weak", "edition", "date", "weekday", "clock", "zone", "odd", "stray", "filler",
    "sign", "word",
]  # fmt: skip
OPENERS = frozenset(["until", "colon", "weak"])
"""`until` is a desk's embargo whatever follows; `colon` if little else does; `weak` with a moment alone."""
TIMES = frozenset(["date", "weekday", "clock", "zone", "odd", "stray"])
"""`stray` are figures that are no day and no hour, and words that move a day: with one no moment is told."""

MONTHS = (
    r"(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|f[eé]v(?:r(?:ier)?)?|mar(?:ch|s)?|m[aä]rz|apr(?:il)?|avr(?:il)?|may|mai"
    r"|june?|juni|juin|july?|juli|juil(?:let)?|aug(?:ust)?|ao[uû]t|sep(?:t(?:ember|embre)?)?|o[ck]t(?:ober|obre)?"
    r"|nov(?:ember|embre)?|de[cz](?:ember|embre)?|d[eé]c(?:embre)?)"
)
_WEEKDAYS = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\b"
)
_USE = r"(?:RELEASE|PUBLICATION|BROADCAST|USE)"
_USED = r"(?:RELEASED|PUBLISHED|BROADCAST|USED)"
_TO_USE = r"(?:使用|掲載|公開|放送|利用|配信|報道)"
_HOUR_AHEAD = r" ?(?:午[前後]|正午|\d{1,2}(?:時(?!間)|:\d\d))"
_JAPANESE_DAY = (
    r"(?:(?:(?:令和|(?<![A-Za-z])R)(?P<era>\d{1,2}|元)|(?P<y4>20\d\d))年)?"
    r"(?:(?P<m4>\d{1,2})月)?(?P<d4>\d{1,2})日(?![目間後前連以ぶ])"
)

# In the order in which they are tried.  Whether a weak word is prose (輸入解禁, `Embargo on`) `embargo` decides by its
# neighbours.
_SHAPES: tuple[tuple[Kind, str], ...] = (
    ("none",
     rf"(?i:(?:FOR )?IMMEDIATE {_USE}|(?:NO|WITHOUT|NOT UNDER|ohne|sans|kein) (?:EMBARGO|Sperrfrist)\b|NOT EMBARGOED\b"
     r"|(?:EMBARGO(?:ED)?|Sperrfrist)\s*:\s*(?:NONE|NO|NIL|N/A|keine|aucun)\b)"
     r"|(?:解禁|エンバーゴ)(?:日時|時間)?\s*:?\s*(?:なし|無し)"),
    ("lifted",
     r"(?i:EMBARGO (?:HAS BEEN |HAS |IS |WAS |NOW )*(?:LIFTED|OVER|EXPIRED|ENDED)\b"
     r"|NO LONGER (?:UNDER )?EMBARGO(?:ED)?\b|embargo lev[eé]\b"
     r"|Sperrfrist (?:ist )?(?:aufgehoben|abgelaufen|beendet)\b)"
     r"|解禁(?:済み?|しました|[にと]なりました|されました)(?:です)?"),
    ("until",
     rf"(?i:STRICTLY EMBARGOED(?: (?:UNTIL|TILL|TO))?\b|EMBARGOED(?: FOR {_USE})? (?:UNTIL|TILL|BEFORE)\b"
     rf"|EMBARGOED FOR {_USE}\b|EMBARGOED(?=\W*$)|(?:UNDER|ON) (?:STRICT )?EMBARGO (?:UNTIL|TILL)\b"
     rf"|NOT FOR (?:PUBLIC )?{_USE}(?:,? (?:OR|AND) {_USE})? (?:BEFORE|UNTIL|PRIOR TO)\b|HOLD FOR RELEASE(?: UNTIL)?\b"
     rf"|(?:NOT TO|(?:MUST|MAY|SHOULD) NOT) BE {_USED}(?:,? OR {_USED})? (?:BEFORE|UNTIL|PRIOR TO)\b"
     r"|SPERRFRIST:? (?:BIS|bis zum)\b"
     r"|sous embargo(?: jusqu['’](?:au|[aà]))?|(?:bajo embargo|embargad[oa]) hasta)|\bHFR\b"
     rf"|(?:報道|情報)?解禁(?:日時|時刻|時間|指定)(?:\s*:|は)?|解禁(?:後|まで|前)(?:は|に|の|のみ)?{_TO_USE}(?:[不厳]?可|禁止|して?ください)*"
     r"|(?:解禁|エンバーゴ)(?:待ち|厳守|付き|あり)"),
    ("colon",
     r"(?i:EMBARGO(?:ED)?(?: (?:UNTIL|DATE|TIME))?\s*[:=]|Sperrfrist\s*:|(?:STRICTLY )?UNDER (?:STRICT )?EMBARGO\b"
     r")|(?:報道|情報)?解禁日?\s*[:=]|エンバーゴ\s*[:=]"),
    ("weak",
     r"(?i:EMBARGO (?:(?:WILL|TO) (?:BE )?(?:LIFT(?:ED)?|EXPIRE|END)|UNTIL|TILL|TO|FOR RELEASE|EXPIRES?|ENDS?)\b"
     r"|EMBARGO (?:LIFTS?|hasta|jusqu['’](?:au|[aà])|fino (?:al|alle)|till?|tot)\b"
     r"|EMBARGOED(?: TO| FOR)?\b|EMBARGO\b|Sperrfrist\b"
     r"|DO NOT (?:RELEASE|PUBLISH|USE|BROADCAST|RUN) (?:BEFORE|UNTIL)\b|[aà] ne pas publier avant)"
     r"|\b(?:F(?:OR|or) R(?:ELEASE|elease)|For release|A(?:(?:DVANCE|DV) FOR|(?:dvance|dv) for))\b"
     r"|まで[のは]?(?:報道|公表|公開|掲載|放送|配信|発表)[はを]?(?:厳禁|禁止|不可)"
     r"|解禁(?:で(?:お?願い(?:いた)?し?ます|す)|と(?:なり|し|いたし|させていただき)ます)|解禁は?|エンバーゴは?"),
    ("edition",
     rf"(?:{_JAPANESE_DAY.replace('P<', 'P<e')}(?:付け?)?の?)?"
     r"(?:朝夕刊|[朝夕]刊)(?:用|以降|以後|(?:より|から)?解禁|から|より)"
     rf"|\bA(?:DV|dv)\.? ?\d{{1,2}}\b|(?i:frei f[uü]r \w{{0,20}}ausgaben?)"),
    ("date",
     rf"{_JAPANESE_DAY}付?(?:\s*\((?P<w4>[月火水木金土日])(?:曜日?|・祝)?\))?"
     rf"|(?:(?P<today>本日|今日|きょう)|(?P<tomorrow>明日|あす))の?(?={_HOUR_AHEAD})"
     r"|(?<!\d)(?P<y1>20\d\d)(?P<sep>[-/.])(?P<m1>\d{1,2})(?P=sep)(?P<d1>\d{1,2})(?!\d)"
     r"|(?<![\d.])(?P<d5>\d{1,2})\.(?P<m5>\d{1,2})\.(?:(?P<y5>20\d\d|\d\d)(?![\d.:]))?(?!\d)"
     r"|(?<![\d/])(?P<a6>\d{1,2})/(?P<b6>\d{1,2})(?:/(?P<y6>20\d\d))?(?![\d/])"
     r"|(?<![\d-])(?P<a7>\d{1,2})-(?P<b7>\d{1,2})-(?P<y7>20\d\d)(?![\d-])"
     r"|(?<!\d)(?P<y8>20\d\d)(?P<m8>[01]\d)(?P<d8>[0-3]\d)(?!\d)"
     r"|(?<![A-Za-z])R(?P<era9>\d{1,2})\.(?P<m9>\d{1,2})\.(?P<d9>\d{1,2})(?![\d.])"
     rf"|(?i:(?<![\w-])(?P<d0>\d{{1,2}})(?P<n0>{MONTHS})(?P<y0>20\d\d|\d\d)(?![\w.:]))"
     rf"|(?i:\b(?P<n2>{MONTHS})\b\.? ?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.]\d|\d|h\d| ?[ap]\.?m)"
     r"(?:,? (?P<y2>20\d\d)(?!\d))?)"
     rf"|(?i:(?<![\d:])(?P<d3>\d{{1,2}})(?:st|nd|rd|th|\.|er)?[ -]?(?:of |de )?(?P<n3>{MONTHS})\b\.?"
     r"(?:(?:,? |-)(?P<y3>20\d\d)(?!\d))?)"),
    ("zone",
     r"(?P<base>GMT|UTC)(?P<hours>[+-]\d{1,2})(?!\d)|(?P<offset>(?<=\d)(?:\+\d\d:?\d\d|-\d\d:\d\d))(?!\d)"
     r"|(?P<abbr>(?<![A-Za-z\u00c0-\u024f])(?:GMT|UTC|UT|BST|CET|CEST|MEZ|MESZ|EET|EEST|E[SD]?T|P[SD]?T|M[SD]T|CDT|JST|KST|HKT|SGT|AE[SD]T"
     r"|NZ[SD]T)(?![0-9A-Za-z\u00c0-\u024f])|(?<=\d)Z\b)"
     r"|(?P<ja>日本時間|協定世界時|世界時|グリニッジ標準時|(?:米国?)?東部(?:標準|夏)?時間|英国?時間|韓国時間)"
     r"|(?i:(?P<named>(?:U\.?S\.? )?Eastern(?: (?:Standard|Daylight))? Time"
     r"|(?:U\.?S\.? )?Pacific(?: (?:Standard|Daylight))? Time"
     r"|(?:London|UK|British|Tokyo|Japan|Paris|Berlin|New York|Central European)(?: Standard| Summer)? Time))"),
    ("clock",
     r"(?i:(?<![\d:.])(?P<h1>\d{1,2})(?:[:.](?P<i1>\d\d))? ?(?P<half>[ap])\.?m\b\.?)"
     r"|(?i:(?<![\d:.])(?:12(?:[:.]00)? ?)?(?P<noon>noon|midday)\b)"
     r"|(?:(?P<part>午前|午後|(?i:[ap]\.?m\.?)) ?)?(?P<h2>\d{1,2})時(?!間)(?:(?P<i2>\d{1,2})分|(?P<half_past>半))?"
     r"|(?P<shogo>正午)"
     r"|(?i:(?<![\d:])(?:(?P<part2>午前|午後|[ap]\.?m\.?) ?)?(?P<h3>\d{1,2}):(?P<i3>\d\d)(?::\d\d)?(?![\d:])"
     r"(?: ?(?:Uhr|hrs|hours|h)\b)?)"
     r"|(?i:(?<![\d:.])(?P<h4>\d{1,2})(?:[.h](?P<i4>\d\d))? ?(?:Uhr|hrs|hours|h)\b)"
     r"|(?i:\b(?P<h5>\d{1,2})h(?P<i5>\d\d)\b)"
     r"|(?i:\bklo?\.? ?(?P<h7>\d{1,2})[.:](?P<i7>\d\d))"
     r"|(?<!\d)(?P<h6>[0-2]\d)(?P<i6>[0-5]\d)(?!\d)(?: ?(?i:hrs|hours|h)\b)?"),
    ("weekday", rf"(?i:\b(?P<en>{_WEEKDAYS})\.?)|\(?(?P<kanji>[月火水木金土日])(?:曜日?|\))"),
    ("odd",
     r"(?i:\b(?:midnight|minuit|Mitternacht|today|tonight|tomorrow|heute|morgen|demain|local time|Ortszeit|heure locale"
     r"|further notice|notice|morning|afternoon|evening|night|TB[AC]|IST|CST|AST|(?:[A-Z]\w+ )?time)\b)"
     r"|本日|今日|きょう|明日|あす|翌日|あさって|明後日|早朝|未明|深夜(?!2[4-9]時)|夕方|夜|[朝昼夕](?!刊|夕)|[一-龥ァ-ヶー]{1,8}時間"
     r"|(?:会見|発表|終了|開始|公表|開票)(?:後|次第|以降|まで)|未定|別途連絡|後日|追って|決まり次第"),
    ("stray",
     r"\d+(?:(?i:st|nd|rd|th)\b|年(?=\d{1,2}月))?|(?i:\b(?:week|fortnight|next)\b)|再?来[週月年]|[今先翌前][週月年]"),
    ("filler",
     r"(?i:\bthe(?= \d)|\b(?:note to editors|editors?['’]?s?|eds|attention|note|strict(?:ly)?|media|please|this|story"
     r"|article|report|copy|text|item|release|press|news|is|are|until|till|to|at|on|after|not|before|from|by|and|thereafter|uhr"
     rf"|hrs|hours|h|um|ab|le|[aà]|au|de|den|dem|der|vom|kl|klo|{_USE}|only|embargo(?:ed)?)\b|T(?=\d\d:))"
     r"|深夜(?=2[4-9]時)|この|本(?=[記原])|当該|記事|原稿|出稿|素材|写真|画像|動画|報道|情報|ニュース|Web|ウェブ|ネット|電子版|紙面|放送|テレビ|ラジオ|使用|掲載"
     r"|公開|公表|以降|以後|より|から|まで|厳守|不可|可|ください|願います|お願いします|なお|注意|論文|発表|研究|資料|新聞|通信社|編集部?|ご|予定稿|予定|の|は|に|で|を|です"),
    ("sign", r"[^\w]|_"),
    ("word", r"[A-Za-z\u00c0-\u024f]+|\w"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(shape)) for kind, shape in _SHAPES)
_BLANK = tuple((kind, shape) for kind, shape in _COMPILED if kind == "sign")
"""No other shape begins with one."""

_BE_USED = re.compile(r"(?:to|not) be (?:published|released|used|broadcast)")
_MAY_NOT = re.compile(r"まで[のは]?(?:報道|公表|公開|掲載|放送|配信|発表)[はを]?(?:厳禁|禁止|不可)")
_LATIN = {
    "embarg": re.compile("embargo|embargad"),
    "frist": re.compile("sperrfrist"),
    "not be": _BE_USED,
    "to be": _BE_USED,
    "frei f": re.compile("frei f[uü]r"),
    **{words: re.compile(words) for words in ("for release", "for public", "for use", "for broadcast")},
    "do not": re.compile("do not (?:publish|use|run)"),
    "hfr": re.compile(r"\bhfr\b"),
    "adv": re.compile(r"\badv\.? ?\d|adv(?:ance)? for"),
    "publier": re.compile("ne pas publier"),
}
_JAPANESE = {
    "解禁": re.compile("解禁"),
    "ンバ": re.compile("エンバーゴ"),
    "ﾝﾊﾞ": re.compile("ｴﾝﾊﾞｰｺﾞ"),
    "刊": re.compile("[朝夕]刊"),
    **dict.fromkeys(["厳禁", "禁止", "不可"], _MAY_NOT),
}
"""One of the parts is in every hint, and to look for them takes a tenth of the time of a regex."""
_HINTS = _LATIN | _JAPANESE

_KANJI_NUMBER = re.compile(r"[〇○零一二三四五六七八九十]{1,6}(?=[年月日時分])")


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    found: re.Match[str]

    @property
    def text(self) -> str:
        return self.found[0]


def hints(line: str) -> bool:
    """Spares all but a few lines the cutting; of lines joined by an end of line: whether one of them has a hint."""
    if not _has_part(line):
        return False
    small = line.lower()
    shapes = [shape for part, shape in _HINTS.items() if part in small]
    return bool(shapes) and ("immediate" in small or any(shape.search(small) for shape in shapes))


def _has_part(line: str) -> bool:
    """Without the small letters of a Japanese line, which take as long as all the rest."""
    ascii_alone = line.isascii()
    small = (line if ascii_alone else line.encode("ascii", "ignore").decode("ascii")).lower()
    for part in _LATIN:
        if part in small:
            return True
    return not ascii_alone and any(part in line for part in _JAPANESE)


def normal(text: str) -> str:
    """NFKC, and figures for kanji numbers: 二十五日 is 25日, 二〇二六年 is 2026年."""
    return _KANJI_NUMBER.sub(lambda found: _number(found[0]), unicodedata.normalize("NFKC", text))


def _number(kanji: str) -> str:
    """What is no number, such as 二五十, stays."""
    found = kanji_number(kanji)
    return kanji if found is None else str(found)


def without_years(tokens: list[Token]) -> list[Token]:
    """Four figures alone, as in `until 2027`, are a year sooner than an hour."""
    rest = [token for token in tokens if not re.fullmatch(r"(?:19|20)\d\d", token.text)]
    return tokens if any(token.kind in {"date", "weekday", "zone", "clock"} for token in rest) else rest


def cut(piece: str) -> list[Token]:
    """Every sign of the piece is in one token; `piece` is `normal` and short."""
    tokens: list[Token] = []
    at = 0
    while at < len(piece):
        shapes = _BLANK if piece[at] == " " else _COMPILED
        token = next(
            Token(kind, found) for kind, shape in shapes if (found := shape.match(piece, at)) and found.end() > at
        )
        tokens.append(token)
        at = token.found.end()
    return tokens
