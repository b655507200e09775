"""What do the figures of a Japanese date say, and where do they begin?"""

import re
from functools import lru_cache

from services.ingest.enrich.japan.days.japanese.words import MONTH_WORDS, TOLD_MONTHS, TOLD_YEARS, YEAR_WORDS
from services.ingest.reading.eras import ERA_LETTERS, ERA_NAMES, ERA_SQUARES
from services.ingest.reading.numerals import number

figure = lru_cache(maxsize=512)(number)
"""The figures of dates are few, and reading them anew costs as much as matching the date."""
_K = "[一二三四五六七八九十廿卅]{1,3}"
_N = rf"(?:[0-9]{{1,2}}|{_K})"
_TO = "[〜～―–—-]"
_YEAR = (
    rf"(?:(?:(?P<from_year>[0-9]{{4}})年?{_TO})?"
    rf"(?:(?:西暦)?(?P<year>[0-9]{{4}}|[〇一二三四五六七八九]{{4}}|[0-9]{{2}})"
    rf"|(?P<era>{'|'.join(ERA_NAMES)}|[{ERA_LETTERS}{ERA_SQUARES}])(?:の(?=[0-9]{{1,2}}年[0-9]{{1,2}}月))?"
    rf"(?P<of_era>元|[0-9]{{1,3}}|{_K}))年(?P<tail>度|代(?![表理替わ]))?"
    rf"|(?P<year_word>{'|'.join(sorted((*YEAR_WORDS, *TOLD_YEARS), key=len, reverse=True))})(?P<word_tail>度)?)"
)
_MONTH = (
    rf"(?:の?(?:(?P<from_month>{_N})月?{_TO})?(?P<month>{_N})月(?P<term>期)?"
    rf"|の?(?P<month_word>{'|'.join(sorted((*MONTH_WORDS, *TOLD_MONTHS), key=len, reverse=True))}))"
)
_DAY = rf"(?:の?(?P<more>(?:[0-9]{{1,2}}[、・,]){{1,4}}|[0-9]{{1,2}}{_TO})?(?P<day>{_N})両?日)"
DATE = re.compile(f"{_YEAR}?{_MONTH}?{_DAY}?")
ONWARD = re.compile(
    rf"(?:{_TO}|から)(?:(?P<year>[0-9]{{4}})年)?(?:(?P<month>{_N})月)?(?P<day>{_N})日(?!間|連続|ぶり|目)"
)
"""The end of an interval, right after the day that begins it."""
WEEKDAY = re.compile(r"[（(](?P<weekday>[月火水木金土日])(?:曜日?)?(?:[・、･]?(?:祝日?|休日?|振休))?[）)]")

NOT_A_DAY = re.compile(
    "間|連[続休投勝敗]|ぶり|振り|目|当たり|あたり|[0-9](?![0-9]?(?:時(?!間)|:[0-9]{2}))|平均|余|以内|以上|未満|以下|が?かり|掛|分|"
    "仕事|程度|ほど|くらい|ぐらい|近く|がた|おき|置き|ずつ|弱|強|早(?!朝)|遅|続|かけ|かか|をかけ|を費|を要|前|後|休|"
    "営業|しか|だけ|たっ|経|足らず|券|乗車|乗り|限定|体験|署長|駅長|中(?!旬)|限り|も早|も遅|何|数|約|最大|最低|半|泊"
)
"""What follows figures and 日 that count days."""
COUNTED_OR_DATED = re.compile(
    "に(?:わた|及|渡|減|増|延|短|縮|[0-9一二三四五六七八九十])|で(?!の|き|開|行)|"
    "を(?!予定|迎|もって|以|最|期限|境|軸|目|前|控|皮切)|も|より|の(?:食事|摂取|平均)"
)
"""A date or a number of days: the words alone don't show which."""
SURE_KANJI = re.compile("[、。（(」]|付|午|夜|朝|夕|未|早|深|から|まで|以|現在|時点|発|開|正午|に|両|$")
"""What follows 五日 the day; elsewhere kanji count days as often."""
NOT_A_KANJI_DAY = re.compile("[市町村酔月坊鼠戎天講堂山田場ヶケ谷]")
NOT_A_MONTH = re.compile("間|面|額|号|生|入学|入社|入園|議会|決算|当たり|分|給|収|謝|齢|光|例")
NOT_A_YEAR = re.compile(
    "間|ぶり|振り|連続|目|前(?![後半])|余|以上|以内|未満|物|もの|債|制|契約|計画|越し|ほど|程度|くらい|ぐらい|近く|弱|"
    "強|半(?!ば)|当たり|あたり|に1度|に一度|続|たっ|かけ|かか|経|祭|史|後(?!半)|生(?!ま)|の(?:歴史|歳月|伝統|間|実績|"
    "経験|刑|実刑|期間|任期|節目|人生|時を)|に(?:わた|及|渡|なる)"
)
FEW = re.compile("間|程度|ほど|くらい|ぐらい|中|うち|後|前|以内|おき|の間|で|は|も|がかり|かか|遅")
"""After 2、3日 and 2～3日: a few days."""

_COUNTS = frozenset("約計全延第各週毎数何丸満中月年億万千百兆幾初休")
_COUNTING_WORDS = (
    "最大 最長 最短 最低 残り あと この ここ 今後 過去 わずか 延べ まる 少なくとも 連続 平均 直近 懲役 禁錮 禁固 猶予 "
    "拘禁刑 在位 在任 創業 結婚 開業 戦後 没後 築 勤続 設立 歴 紀元前 生後 入院 全治"
)
_COUNTING = tuple(_COUNTING_WORDS.split())
_ARABIC = frozenset("0123456789")
_KANJI = frozenset("〇一二三四五六七八九十百千廿卅")
_POINTS = frozenset(".,・/:-+、")
_JOINS = {"日": frozenset("、・,〜～―–—-"), "月": frozenset("〜～―–—-"), "年": frozenset("〜～―–—-")}
_NO_JOINS = frozenset[str]()
_TELLING = _COUNTS.union(_ARABIC, _KANJI, _POINTS, *_JOINS.values(), (word[-1] for word in _COUNTING))
"""Behind any other sign figures neither go on nor count."""
_OF_A_LETTER = re.compile("度|[0-9]{1,2}月")
"""What follows R3年; without it a letter before figures is more likely that of a type: T5年."""
_LONGEST = 24
"""Signs that figures and their joins can go back."""


def figures_begin(plain: str, at: int, unit: str, floor: int) -> int | None:
    """Where the figures begin that reach `at`, lists and intervals of them taken along; None where they count.

    `unit` is the sign that ends them, and nothing before `floor` is looked at.
    """
    if at == 0 or plain[at - 1] not in _TELLING:
        return at
    kind = _ARABIC if plain[at] in _ARABIC else _KANJI
    begin = at
    floor = max(floor, at - _LONGEST)
    while begin > floor and plain[begin - 1] in kind:
        begin -= 1
    if begin == at - _LONGEST:
        return None
    if begin == 0 or plain[begin - 1] not in _TELLING:
        return begin
    joins = _JOINS.get(unit, _NO_JOINS)
    while kind is _ARABIC and begin - 1 > floor and plain[begin - 1] in joins:
        first = _run_begins(plain, begin - 1, floor)
        if first is None or not _counts_up(plain[first : begin - 1], plain[begin:], unit):
            break
        begin = first
    return None if _is_count(plain, begin, floor) else begin


def era_begins(plain: str, begin: int, end: int, floor: int) -> int:
    """R3年: where the letter of an era before the figures from `begin` to 年 begins, if there is one."""
    if begin <= floor or plain[begin - 1] not in ERA_LETTERS or end - begin > len("31年"):
        return begin
    before = plain[begin - 2] if begin > 1 else ""
    word = before == "-" or (before.isascii() and before.isalnum())
    return begin if word or not _OF_A_LETTER.match(plain, end) else begin - 1


def _run_begins(plain: str, end: int, floor: int) -> int | None:
    begin = end
    while begin > floor and plain[begin - 1] in _ARABIC:
        begin -= 1
    size = end - begin
    return begin if 0 < size <= 4 else None


def _counts_up(first: str, rest: str, unit: str) -> bool:
    if unit == "年":
        return len(first) == 4
    last = rest[:2] if rest[1:2] in _ARABIC else rest[:1]
    if len(first) > 2 or not last.isdecimal():
        return False
    return unit == "月" or int(first) < int(last)


def _is_count(plain: str, begin: int, floor: int) -> bool:
    if begin == 0:
        return False
    before = plain[begin - 1]
    if before in _COUNTS or before in _ARABIC or before in _KANJI:
        return True
    figures = _KANJI if before == "、" else _ARABIC
    if before in _POINTS and begin - 1 > floor and plain[begin - 2] in figures and plain[begin] in figures:
        return True
    return plain[max(0, begin - 5) : begin].endswith(_COUNTING)
