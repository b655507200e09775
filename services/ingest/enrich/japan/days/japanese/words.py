"""Where in a Japanese text may a day, a period or an hour be named?"""

from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from services.ingest.enrich.japan.days.japanese.zones import FOUND_WHOLE
from services.ingest.reading.eras import ERA_NAMES, ERA_SQUARES

DAY_WORDS = {
    "きょう": 0, "今日": 0, "本日": 0, "きのう": -1, "昨日": -1, "あす": 1, "明日": 1, "あした": 1, "おととい": -2,
    "一昨日": -2, "あさって": 2, "明後日": 2,
}  # fmt: skip
"""Days from the one that the text is counted from."""
PART_WORDS = {
    "けさ": 0, "今朝": 0, "今夕": 0, "今夜": 0, "今晩": 0, "ゆうべ": -1, "昨夜": -1, "昨晩": -1, "明晩": 1,
}  # fmt: skip
TOLD_WORDS = {"同日": 0, "当日": 0, "翌日": 1, "前日": -1, "翌朝": 1, "翌々日": 2}
"""Days from the last one that the text named."""
YEAR_WORDS = {
    "今年": 0, "ことし": 0, "本年": 0, "昨年": -1, "去年": -1, "来年": 1, "一昨年": -2, "おととし": -2, "再来年": 2,
}  # fmt: skip
TOLD_YEARS = {"前年": -1, "翌年": 1, "同年": 0}
MONTH_WORDS = {"今月": 0, "先月": -1, "来月": 1, "再来月": 2, "先々月": -2}
TOLD_MONTHS = {"前月": -1, "翌月": 1, "同月": 0}
WEEK_WORDS = {"今週": 0, "先週": -1, "来週": 1, "先々週": -2, "再来週": 2}
TOLD_WEEKS = {"前週": -1, "翌週": 1, "同週": 0}
WEEKDAYS = "月火水木金土日"

Trigger = tuple[str, int, int]
"""The reading to try, start and end.  Dates and hours in figures may begin before that start, others begin at it."""

_FIGURES, _KANJI = "0123456789", "〇一二三四五六七八九十"
_KIND_OF = {figure + unit: "figures" for figure in _FIGURES + _KANJI for unit in "年月日"}
_KIND_OF |= {figure + "両日": "figures" for figure in _FIGURES}
_KIND_OF |= dict.fromkeys((*ERA_NAMES, *ERA_SQUARES, "西暦"), "figures") | {"FY" + figure: "fy" for figure in _FIGURES}
_KIND_OF |= dict.fromkeys((*YEAR_WORDS, *TOLD_YEARS, *MONTH_WORDS, *TOLD_MONTHS), "figures")
_KIND_OF |= {f"同{figure}": "same" for figure in _FIGURES}
_KIND_OF |= dict.fromkeys(("毎" + unit for unit in "年月週日朝夕晩"), "every") | {"例年": "every", "連日": "every"}
_KIND_OF |= dict.fromkeys(("平日", "休日", "祝日", "土日", "土日祝", "土日祝日", "日祝"), "usual")
_KIND_OF |= {figure + "時": "clock" for figure in _FIGURES}
_KIND_OF |= dict.fromkeys(("午前", "午後", "正午"), "clock")
_KIND_OF |= dict.fromkeys((*WEEK_WORDS, *TOLD_WEEKS), "week") | {"週末": "week"}
_KIND_OF |= {day + "曜": "weekday" for day in WEEKDAYS}
_KIND_OF |= dict.fromkeys((*DAY_WORDS, *PART_WORDS), "day") | dict.fromkeys(TOLD_WORDS, "told")
_KIND_OF |= {f"第{number}四半期": "quarter" for number in "1234一二三四"}
_KIND_OF |= dict.fromkeys(FOUND_WHOLE, "zone") | {"時間": "any zone"}
# Longer words that a date is a part of: found first, they hide it.
_HIDDEN = (
    "四日市 五日市 八日市 廿日市 二日市 三日市 六日町 七日町 八日町 十日町 五日町 二日町 三日町 一日署長 一日駅長 "
    "二日酔 三日月 三日坊主 三日天下 三日三晩 十日戎 十日夜 初七日 二十日鼠 二十日ねずみ 二十日大根 五月雨 五月晴 "
    "五月人形 五月女 五月病 五月蠅 二月堂 三月堂 四月堂 明日香 明日葉 明日菜 明日美 明日海 明日奈 あすか あすなろ "
    "きょうだい きょうしつ きょうり ゆうべつ 前日比 前年比 前月比 前週比 前週末比 前年度比 前年同月 前年同期 前年同日 "
    "前年割れ 前年並み 前年実績 ことしか ことして ことした 今日的 今日性 同年代 同年齢 同年輩 昨日今日 当日券 "
    "前日祭 前日付"
)
_KIND_OF |= dict.fromkeys(_HIDDEN.split(), "hidden") | {"あすから": "day", "ことしから": "figures"}
_WORDS = list(_KIND_OF)
_KINDS = list(_KIND_OF.values())
_AUTOMATON = AhoCorasick(_WORDS, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)
_LONGEST = max(map(len, _WORDS))
BLOCK = 4096
"""Signs looked through at a time: who needs the first dates alone needn't wait for the last."""


def triggers(plain: str) -> Iterable[Trigger]:
    """In the order of the text; `plain` has its figures in half width."""
    if len(plain) <= BLOCK:
        return [(_KINDS[number], start, end) for number, start, end in _AUTOMATON.find_matches_as_indexes(plain)]
    return _by_blocks(plain)


def _by_blocks(plain: str) -> Iterator[Trigger]:
    begin = 0
    while begin < len(plain):
        bound = end = begin + BLOCK
        # A word that begins in this block may end behind it; what begins behind it is left to the next block.
        for number, first, last in _AUTOMATON.find_matches_as_indexes(plain[begin : bound + _LONGEST]):
            if begin + first >= bound:
                break
            end = begin + last
            yield _KINDS[number], begin + first, end
        begin = max(bound, end)
