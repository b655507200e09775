"""Whose clock do the words before or behind an hour name?"""

import re

from schemas.japan import ZoneSource
from services.ingest.enrich.japan.days.anchor import Anchor

HERE = "現地"
"""現地5日: short for 現地時間, where the day follows at once."""
ZONES: dict[str, str | None] = {
    "日本時間": "Asia/Tokyo", "日本標準時": "Asia/Tokyo", "JST": "Asia/Tokyo", "現地時間": None, HERE: None,
    "米東部時間": "America/New_York", "米国東部時間": "America/New_York", "米東部夏時間": "America/New_York",
    "東部時間": "America/New_York", "米東海岸時間": "America/New_York", "ニューヨーク時間": "America/New_York",
    "ワシントン時間": "America/New_York", "米中部時間": "America/Chicago", "米西部時間": "America/Los_Angeles",
    "米国西部時間": "America/Los_Angeles", "米太平洋時間": "America/Los_Angeles", "西海岸時間": "America/Los_Angeles",
    "米西海岸時間": "America/Los_Angeles", "米国西海岸時間": "America/Los_Angeles", "ハワイ時間": "Pacific/Honolulu",
    "協定世界時": "UTC", "世界標準時": "UTC", "グリニッジ標準時": "UTC", "GMT": "UTC", "UTC": "UTC",
    "英国時間": "Europe/London", "英時間": "Europe/London", "ロンドン時間": "Europe/London",
    "パリ時間": "Europe/Paris", "中央欧州時間": "Europe/Berlin", "欧州中央時間": "Europe/Berlin",
    "モスクワ時間": "Europe/Moscow", "北京時間": "Asia/Shanghai", "中国時間": "Asia/Shanghai",
    "台湾時間": "Asia/Taipei", "香港時間": "Asia/Hong_Kong", "韓国時間": "Asia/Seoul", "ソウル時間": "Asia/Seoul",
    "KST": "Asia/Seoul", "インド時間": "Asia/Kolkata",
}  # fmt: skip
"""IANA's zone of the words; 現地時間, the clock of the place, is that of the dateline if it is abroad."""
FOUND_WHOLE = tuple(words for words in ZONES if words not in {"東部時間", "西海岸時間", "JST", "GMT", "UTC", "KST"})
"""The others are found by 時間 alone, as 豪東部時間 is another's, or only behind an hour."""

_HAVE_HOURS = (
    "営業 開館 開場 開店 閉店 閉館 診療 受付 集合 開始 終了 出発 到着 発生 放送 締切 勤務 就業 労働 利用 上映 試合 "
    "運行 運転 所要 予定 制限 開催 提供 面会 入場 公開 発表 解禁 配信 掲載 会見 開演 上演 放映 待機 稼働 作業 "
    "一 二 三 四 五 六 七 八 九 十 百 千 数 何 長 短 半 全 総 各 同 分 延"
)
_NO_CLOCKS = tuple(_HAVE_HOURS.split())
"""営業時間午前9時～: what has hours, not a clock of its own."""
_LONGEST = 10
_NAMES = r"[一-龠々ァ-ヶー]{1,10}時間|協定世界時|世界標準時|グリニッジ標準時|日本標準時"
_BEHIND = re.compile(
    rf"[（(](?P<words>{_NAMES}|GMT|UTC|[A-Z]{{1,3}}T)[）)]| ?(?P<sign>GMT|UTC|JST|KST)(?![A-Za-z0-9+-])"
)
_BEGINS_BEHIND = frozenset("（(GUJK ")
_BETWEEN = frozenset(("の", " "))


def name_begins(plain: str, at: int, floor: int) -> int | None:
    """Where the name of the clock begins that ends with 時間 at `at`; None where that is no clock's name."""
    begin, floor = at, max(floor, at - _LONGEST)
    while begin > floor and ("一" <= plain[begin - 1] <= "龠" or "ァ" <= plain[begin - 1] <= "ー"):
        begin -= 1
    return None if begin == at or plain.endswith(_NO_CLOCKS, begin, at) else begin


def belongs(words: str, between: str) -> bool:
    """Whether the date after `between` goes by the clock that `words` name."""
    if not between or words == HERE:
        return not between
    return between in _BETWEEN or (words in ZONES and (len(between) == 1 or between == "では"))


def zone_behind(plain: str, end: int) -> tuple[int, str] | None:
    """The words of a zone right behind an hour, 午前9時（協定世界時） and 9時GMT, and where they end."""
    if plain[end : end + 1] not in _BEGINS_BEHIND:
        return None
    found = _BEHIND.match(plain, end)
    words = found and (found["words"] or found["sign"])
    if found is None or not words or words.removesuffix("時間").endswith(_NO_CLOCKS):
        return None
    return found.end(), words


def zone_of(words: str | None, anchor: Anchor) -> tuple[str | None, ZoneSource | None]:
    """現地時間 is the dateline's clock where that is abroad; elsewhere the place is not said.

    None, too, for words that are of no zone we know: カタール時間, and 米国時間, which may be any of several.
    """
    if words is None:
        return anchor.zone, anchor.zone_source
    if zone := ZONES.get(words):
        return zone, "stated"
    abroad = words in ZONES and anchor.zone_source == "dateline" and anchor.zone != "Asia/Tokyo"
    return (anchor.zone, "dateline") if abroad else (None, None)
