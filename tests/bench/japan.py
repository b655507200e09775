"""What the block `japan` costs a story of 2 KB, whole and by its parts: by the clock of the process, no servers."""

import datetime as dt
import statistics
import time
from collections.abc import Callable

from schemas.article import Source
from schemas.story import Body, Story
from services.ingest.enrich.japan import MOST, anchor_of, japan_of
from services.ingest.enrich.japan.dateline import located
from services.ingest.enrich.japan.days import days_of, texts_of
from services.ingest.enrich.japan.people import people_of
from services.ingest.enrich.japan.published import published_of
from services.runtime.feeds import Feed, read_feeds
from tests.articles import article
from tests.conftest import ROOT

BOUND = 150
"""Microseconds a story of 2 KB."""

_ROUNDS, _TIMES = 25, 200
_AT = dt.datetime(2021, 3, 5, 6, tzinfo=dt.UTC)

_EN_LEAD = (
    "TOKYO, March 5 (Jiji Press)--Transport ministers of six harbor towns will meet in Yokohama on March 15 to agree "
    "on a timetable for night ferries, Transport Minister TANABE Haruko said Thursday. "
)
_EN = (
    "The talks follow a storm in late January that closed two piers, and a report of April 2019 which had asked for "
    "deeper berths. Operators carried 1.2 million passengers, 8 percent more than in the season before, and "
    "expect a busy summer. The harbor office said the new berth will open next Monday at 9 a.m. after tests of its "
    "gangways. The dockers have asked for more time, because half of the crews are not trained. ",
    "Fares stay as they are until the end of the season. The towns share the cost of the lights, and each keeps "
    "a boat ready for the islands. Engineers measured the currents from eleven points along the coast and found no "
    "danger for small vessels. Residents of the upper town, who had feared the noise, were shown the quiet engines. ",
)
_DENSE = (
    "The talks follow a storm in late January that closed two piers, and a report of April 2019 which had asked for "
    "deeper berths. Operators carried 1.2 million passengers last year, 8 percent more than in the season before, and "
    "expect a busy summer. The harbor office said the new berth will open next Monday at 9 a.m. after tests of its "
    "gangways. Governor Natsuki Harada and MORITA Jun asked for more time, because half of the crews are not trained. ",
    _EN[1],
)
_JA_LEAD = "【横浜時事】港を持つ六つの市の運輸担当者は5日、夜間フェリーの共通時刻表を15日に横浜市で協議すると発表した。"
_JA = (
    "1月下旬の嵐で二つの桟橋が閉鎖されたことを受けた措置で、2019年4月の報告書は岸壁を深くするよう求めていた。"
    "港湾局によると、昨年の乗客は120万人と前の年を8%上回った。新しい岸壁は来週月曜日の午前9時に開き、乗降設備の"
    "試験を終えたうえで使い始める。田辺　春子知事は、船員の半数がまだ訓練を受けていないと話している。",
    "運賃は今季の終わりまで据え置く。照明の費用は六つの市が分け合い、それぞれが島へ渡る船を一隻ずつ待機させる。"
    "技術者が沿岸の11カ所で潮の流れを測ったところ、小さな船にも危険はなかった。騒音を心配していた高台の住民には、"
    "公開日に静かなエンジンを見せた。",
)


def story(lead: str, sentences: tuple[str, ...], language: str, size: int = 2048) -> Story:
    """`size` in bytes of UTF-8.

    Real English copy of 1 to 6 KB (32 stories of 12 agencies) has 4.4 days and 0.9 names in 2 KB; the plain stories
    have a little more, the dense one 6 and 3.
    """
    body, plain = lead + sentences[0], sentences[1]
    body += plain * (size // len(plain.encode()))
    while len(body.encode()) > size:
        body = body[:-1]
    made = article(
        headline="Six harbor towns agree on night ferries" if language == "en" else "六つの市、夜間フェリーで協議へ",
        body=Body(text=body, html=""),
        language=language,
        updated_at=_AT,
    )
    return Story.model_construct(**{name: getattr(made, name) for name in Story.model_fields})


def _parts(one: Story, source: Source, feed: Feed) -> dict[str, Callable[[], object]]:
    place, ends = located(one, _AT, feed.zone)
    anchor = anchor_of(place, _AT, feed.zone)
    return {
        "published": lambda: published_of(one, source, feed.deadlines),
        "dateline": lambda: located(one, _AT, feed.zone),
        "days": lambda: days_of(one, anchor, ends, MOST),
        "people": lambda: [people_of(text, where) for where, text in texts_of(one)],
        "whole": lambda: japan_of(one, source, feed),
    }


def main() -> None:
    feed, source = read_feeds(ROOT / "config" / "feeds.toml")["jiji"], article().source
    stories = {
        "English": story(_EN_LEAD, _EN, "en"),
        "English, dense": story(_EN_LEAD, _DENSE, "en"),
        "Japanese": story(_JA_LEAD, _JA, "ja"),
    }
    print(f"microseconds a story of 2 KB (bound {BOUND}), the best of {_ROUNDS} rounds; of the whole their median too")
    for language, one in stories.items():
        found = japan_of(one, source, feed)
        rounds = {name: _microseconds(part) for name, part in _parts(one, source, feed).items()}
        told = ", ".join(f"{name} {min(costs):.0f}" for name, costs in rounds.items())
        median = statistics.median(rounds["whole"])
        print(f"{language:<15} {told}, median {median:.0f}; {len(found.days)} days, {len(found.people)} names")


def _microseconds(part: Callable[[], object]) -> list[float]:
    """Of each round; on a shared machine the best says what the work costs, the median what the neighbours did."""
    rounds = []
    for _ in range(_ROUNDS):
        begun = time.process_time()
        for _ in range(_TIMES):
            part()
        rounds.append((time.process_time() - begun) / _TIMES * 1e6)
    return rounds


if __name__ == "__main__":
    main()
