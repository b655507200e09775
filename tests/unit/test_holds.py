"""What makes a version wait: embargoes in fields and in words, the feed's own hold words, its status."""

import datetime as dt

import pytest

from schemas.story import Body, Hold, Story
from services.ingest.draft import Copy, Draft
from services.ingest.validate import validate
from services.runtime.feeds import Feed

WRITTEN = dt.datetime(2026, 11, 24, 3, tzinfo=dt.UTC)
FIVE = dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)
"""25日午前5時 in Tokyo."""
WORDS = "解禁25日午前5時"


def story(feed: Feed, text: str = "It reopens.", received_at: dt.datetime | None = None, **changes: object) -> Story:
    draft = Draft(story_id="s", headline="Bridge", body=Body(text=text, html="<p></p>"), updated_at=WRITTEN)
    for name, value in changes.items():
        setattr(draft, name, value)
    return validate(draft, Copy("", "utf-8"), feed, received_at)


@pytest.mark.parametrize(
    "changes",
    [
        {"ednote": f"写真あり\n{WORDS}"},
        {"slugline": WORDS},
        {"subheadlines": ["島の橋", WORDS]},
        {"headline": f"橋が開通【{WORDS}】"},
        {"headline": f"{WORDS}　橋が開通"},
        {"text": f"{WORDS}\n\n橋が開通した。"},
        {"text": f"橋が開通した。\n\n市長が渡った。\n\n（{WORDS}）"},
        {"text": "橋が開通した。\n\n" * 2000 + WORDS},
    ],
)
def test_words_hold_until_their_moment(feed: Feed, changes: dict[str, object]) -> None:
    found = story(feed, **changes)  # type: ignore[arg-type]
    assert (found.embargo_until, found.status) == (FIVE, "usable")
    assert found.hold is not None
    assert found.hold.reason == "embargo"
    assert WORDS in (found.hold.text or "")
    [repair] = [one for one in found.repairs if one.field == "embargo_until"]
    assert (repair.to, repair.why) == ("2026-11-24T20:00:00Z", "in the copy's words, no zone, read as Asia/Tokyo")


def test_the_text_stays_as_it_came(feed: Feed) -> None:
    text = f"{WORDS}\n\n橋が開通した。"
    assert story(feed, text=text).body.text == text


@pytest.mark.parametrize(
    "changes",
    [
        {"keywords": [WORDS]},
        {"text": f"一。\n\n二。\n\n三。\n\n{WORDS}\n\n五。\n\n六。"},
        {"headline": "アユ釣り解禁"},
        {"summary": WORDS},
    ],
)
def test_words_where_no_desk_puts_them_hold_nothing(feed: Feed, changes: dict[str, object]) -> None:
    found = story(feed, **changes)  # type: ignore[arg-type]
    assert (found.embargo_until, found.hold, found.warnings) == (None, None, [])


def test_words_that_cannot_be_read_hold_for_the_desk(feed: Feed) -> None:
    found = story(feed, ednote="26日付朝刊用")
    assert (found.status, found.embargo_until) == ("withheld", None)
    assert found.hold == Hold(reason="embargo", text="26日付朝刊用", where="words")
    assert found.warnings == ["embargo: no moment: held until the desk releases it"]


@pytest.mark.parametrize(
    "changes",
    [
        {"ednote": "写真あり\n■解禁日 11月26日"},
        {"ednote": "Adds a photo\n" * 39 + "EMBARGO 30-11-26 23:00"},
        {"ednote": "解禁25日午前5時\n紙面用資料の解禁 11月26日"},
        {"slugline": "■解禁日 11月26日"},
        {"subheadlines": ["■解禁日 11月26日"]},
        {"headline": "■解禁日 11月26日"},
        {"headline": "EMBARGO 30/11: Bridge opens"},
        {"headline": "橋が開通【解禁 26.11.30 23:00】"},
        {"text": "解禁は来週月曜午後11時\n\n橋が開通した。"},
    ],
)
def test_words_that_are_not_understood_hold_for_the_desk(feed: Feed, changes: dict[str, object]) -> None:
    found = story(feed, **changes)  # type: ignore[arg-type]
    assert (found.status, found.embargo_until) == ("withheld", None)
    assert found.hold is not None
    assert found.hold.reason == "embargo"


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "■解禁日 11月26日\n\n橋が開通した。"},
        {"text": "橋が開通した。\n\n島の人が渡った。\n\n市長も。\n\n夜も。\n\n■解禁日 11月26日"},
        {"subheadlines": ["EU extends oil embargo until 2027"]},
        {"slugline": "OIL-EMBARGO 3rd ld"},
        {"headline": "解禁待ちの漁師、準備進む"},
        {"text": "HFR Bank Shares Rise\n\nIt rose."},
    ],
)
def test_of_a_text_they_are_told(feed: Feed, changes: dict[str, object]) -> None:
    found = story(feed, **changes)  # type: ignore[arg-type]
    assert (found.status, found.hold, found.embargo_until) == ("usable", None, None)
    [warning] = found.warnings
    assert warning.startswith("embargo: words that may be of one")


def test_a_paragraph_of_the_text_is_not_told(feed: Feed) -> None:
    text = "The council said that the arms embargo of 2019 stays in force until the islands agree on " + "a" * 20
    assert story(feed, text=text).warnings == []


def test_beside_a_field_what_is_read_holds(feed: Feed) -> None:
    later = FIVE + dt.timedelta(days=1)
    found = story(feed, ednote="解禁26日午前5時\n紙面用資料の解禁 11月28日", embargo_until=FIVE)
    assert (found.embargo_until, found.status) == (later, "usable")
    assert "not understood, what is read holds" in found.warnings[0]


def test_words_that_may_be_prose_are_told(feed: Feed) -> None:
    found = story(feed, text="解禁は6月1日。アユ釣りの季節を前に、県は漁協と話し合った。")
    assert (found.status, found.hold, len(found.warnings)) == ("usable", None, 1)


def test_lifted_words_are_told_and_hold_nothing(feed: Feed) -> None:
    found = story(feed, headline="橋が開通【解禁済み】")
    assert (found.status, found.hold, found.warnings) == ("usable", None, ["embargo: the copy says it is lifted"])


def test_an_embargo_that_is_over_stays_on_the_story(feed: Feed) -> None:
    found = story(feed, ednote="解禁23日午前5時")
    assert (found.embargo_until, found.status) == (dt.datetime(2026, 11, 22, 20, tzinfo=dt.UTC), "usable")


def test_words_that_say_what_the_field_says(feed: Feed) -> None:
    found = story(feed, ednote=WORDS, embargo_until=FIVE)
    assert (found.embargo_until, found.repairs, found.warnings) == (FIVE, [], [])


@pytest.mark.parametrize(("hours", "latest"), [(-1, 0), (2, 2)])
def test_of_field_and_words_the_later_holds(feed: Feed, hours: int, latest: int) -> None:
    found = story(feed, ednote=WORDS, embargo_until=FIVE + dt.timedelta(hours=hours))
    assert (found.embargo_until, found.status) == (FIVE + dt.timedelta(hours=latest), "usable")
    assert "the field another" in found.warnings[0]


def test_a_field_holds_beside_words_that_cannot_be_read(feed: Feed) -> None:
    found = story(feed, ednote="EMBARGOED UNTIL midnight Tuesday", embargo_until=FIVE)
    assert (found.embargo_until, found.status, found.hold) == (FIVE, "usable", None)
    assert "the field holds" in found.warnings[0]


def test_a_field_that_cannot_be_read_holds_beside_words(feed: Feed) -> None:
    draft = Draft(story_id="s", headline="Bridge", ednote=WORDS, body=Body(text="x", html=""), updated_at=WRITTEN)
    draft.read_time("embargo_until", "soon", feed.zone)
    found = validate(draft, Copy("", "utf-8"), feed)
    assert (found.status, found.hold) == ("withheld", Hold(reason="embargo", text="soon"))


def test_advance_copy_with_an_embargo_waits_for_the_desk(feed: Feed) -> None:
    found = story(feed, ednote=WORDS, status="withheld", hold=Hold(reason="advance"))
    assert (found.status, found.embargo_until, found.hold) == ("withheld", FIVE, Hold(reason="advance"))


def test_the_zone_of_words(feed: Feed) -> None:
    london = feed.model_copy(update={"zone": "UTC", "embargo_zone": "Europe/London"})
    summer = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    found = story(london, ednote="EMBARGOED UNTIL 0600 Thursday July 2", updated_at=summer)
    assert found.embargo_until == dt.datetime(2026, 7, 2, 5, tzinfo=dt.UTC)
    assert story(feed, ednote="EMBARGOED UNTIL 0600 July 2", updated_at=summer).embargo_until == dt.datetime(
        2026, 7, 1, 21, tzinfo=dt.UTC
    )


def test_what_dates_the_words(feed: Feed) -> None:
    """The version's own time, else the story's, else when we had it."""
    other = dt.datetime(2027, 3, 20, tzinfo=dt.UTC)
    assert story(feed, received_at=other, ednote=WORDS).embargo_until == FIVE
    assert story(feed, received_at=other, ednote=WORDS, updated_at=None, created_at=WRITTEN).embargo_until == FIVE
    late = story(feed, received_at=other, ednote=WORDS, updated_at=None)
    assert late.embargo_until == dt.datetime(2027, 3, 24, 20, tzinfo=dt.UTC)
    assert story(feed, ednote=WORDS, updated_at=None).status == "withheld"


def test_a_kill_waits_for_nothing(feed: Feed) -> None:
    strict = feed.model_copy(update={"hold": ["bridge"]})
    found = story(strict, ednote=WORDS, status="canceled", hold=Hold(reason="advance"))
    assert (found.status, found.hold, found.embargo_until) == ("canceled", None, None)


@pytest.mark.parametrize(
    ("words", "changes", "held"),
    [
        (["要確認"], {"headline": "橋が開通（要確認）"}, "要確認"),
        (["legal check"], {"ednote": "Needs LEGAL CHECK before use"}, "legal check"),
        (["hold"], {"slugline": "bridge-HOLD"}, "hold"),
        (["ﾎｰﾙﾄﾞ"], {"slugline": "橋・ホールド"}, "ﾎｰﾙﾄﾞ"),
        (["first", "second"], {"headline": "Second and first"}, "first"),
        (["hold"], {"headline": "Households pay more"}, None),
        (["要確認"], {"text": "要確認"}, None),
        (["(x"], {"headline": "Bridge"}, None),
        ([], {"headline": "要確認"}, None),
    ],
)
def test_hold_words_of_the_feed(feed: Feed, words: list[str], changes: dict[str, object], held: str | None) -> None:
    found = story(feed.model_copy(update={"hold": words}), **changes)  # type: ignore[arg-type]
    assert found.hold == (Hold(reason="words", text=held, where="words") if held else None)
    assert found.status == ("withheld" if held else "usable")


def test_a_status_of_its_own_is_a_reason(feed: Feed) -> None:
    assert story(feed, status="withheld").hold == Hold(reason="status")
