"""What a story can't be without, and what is set where the copy is silent."""

import datetime as dt

import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Hold, Media, Repair
from services.ingest.draft import Copy, Draft
from services.ingest.reading.language import language_of
from services.ingest.reading.markup import body_of_html
from services.ingest.validate import validate
from services.runtime.feeds import NEUTRAL, Feed

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.timezone(dt.timedelta(hours=9)))
COPY = Copy("", "utf-8")


def draft(**changes: object) -> Draft:
    body = Body(text="It reopens.", html="<p>It reopens.</p>")
    made = Draft(story_id="s", headline="Bridge", body=body, updated_at=NOON)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def test_times_are_utc_and_repairs_of_decoding_come_first(feed: Feed) -> None:
    first = Repair(field="body", from_="efbbbf", to="", why="mark")
    story = validate(draft(repairs=[first.model_copy(update={"field": "x"})]), Copy("", "utf-8", (first,)), feed)
    assert story.updated_at == dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
    assert [repair.field for repair in story.repairs] == ["body", "x"]


def test_the_feed_owns_the_provider(feed: Feed) -> None:
    assert validate(draft(provider="other"), COPY, feed).provider == "jiji"
    assert validate(draft(provider="other"), COPY, NEUTRAL).provider == "other"
    assert validate(draft(), COPY, NEUTRAL).provider is None


@pytest.mark.parametrize(
    ("changes", "change"),
    [
        ({}, "new"),
        ({"version": 2}, "update"),
        ({"status": "canceled"}, "withdrawal"),
        ({"change": "correction"}, "correction"),
    ],
)
def test_what_kind_of_change(feed: Feed, changes: dict[str, object], change: str) -> None:
    assert validate(draft(**changes), COPY, feed).change == change


@pytest.mark.parametrize(
    ("changes", "withdraws"),
    [
        ({}, None),
        ({"withdraws": "story"}, None),
        ({"change": "correction"}, None),
        ({"status": "canceled"}, "version"),
        ({"status": "canceled", "withdraws": "story"}, "story"),
        ({"status": "canceled", "change": "withdrawal", "withdraws": "notice"}, "notice"),
    ],
)
def test_what_a_withdrawal_takes_back(feed: Feed, changes: dict[str, object], withdraws: str | None) -> None:
    assert validate(draft(**changes), COPY, feed).withdraws == withdraws


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        (
            {"change": "correction", "ednote": "Eds: Corrects name in 3rd paragraph"},
            "Eds: Corrects name in 3rd paragraph",
        ),
        ({"change": "correction", "change_note": "sig:correction"}, "sig:correction"),
        ({"change": "update", "ednote": "Eds: Corrects name in 3rd paragraph"}, None),
        ({"change": "new", "change_note": "sig:correction"}, None),
    ],
)
def test_why_it_was_changed(feed: Feed, changes: dict[str, object], note: str | None) -> None:
    assert validate(draft(**changes), COPY, feed).change_note == note


@pytest.mark.parametrize(
    ("provider", "ids", "taken"),
    [
        ("Harbour News", ["harbour news", "harbour.example"], True),
        ("HARBOUR.example", ["harbour news", "harbour.example"], True),
        (None, ["harbour.example"], True),
        ("", ["harbour.example"], True),
        ("other.example", [], True),
        ("other.example", ["harbour.example"], False),
        ("harbour.example.org", ["harbour.example"], False),
    ],
)
def test_copy_of_another_provider(feed: Feed, provider: str | None, ids: list[str], taken: bool) -> None:
    own = feed.model_copy(update={"provider_ids": ids})
    if taken:
        assert validate(draft(provider=provider), COPY, own).provider == "jiji"
        return
    with pytest.raises(Rejected) as refused:
        validate(draft(provider=provider), COPY, own)
    assert refused.value.reason is Reason.FOREIGN_PROVIDER
    assert provider is not None
    assert provider in refused.value.detail


@pytest.mark.parametrize(
    ("changes", "reason", "detail"),
    [
        ({"headline": None, "body": None, "media": [Media(kind="picture")]}, Reason.MISSING_FIELD, "headline"),
        ({"story_id": ""}, Reason.MISSING_FIELD, "story_id"),
        ({"body": None}, Reason.NO_CONTENT, "neither text nor media"),
        ({"urgency": 0}, Reason.BAD_VALUE, "urgency"),
        ({"version": -1}, Reason.BAD_VALUE, "version"),
        ({"story_id": "x" * 600}, Reason.BAD_VALUE, "story_id"),
        ({"updated_at": NOON.replace(tzinfo=None)}, Reason.BAD_VALUE, "updated_at"),
        ({"headline": "a\ud800b"}, Reason.BAD_ENCODING, "surrogate"),
        ({"keywords": ["a\ud800b"]}, Reason.BAD_ENCODING, "surrogate"),
    ],
)
def test_refusals_name_the_field_and_not_the_copy(
    feed: Feed, changes: dict[str, object], reason: Reason, detail: str
) -> None:
    with pytest.raises(Rejected) as refused:
        validate(draft(**changes), COPY, feed)
    assert refused.value.reason is reason
    assert detail in refused.value.detail
    assert "It reopens" not in refused.value.detail


@pytest.mark.parametrize(
    ("changes", "headline", "told"),
    [
        ({"body": Body(text="First line.\n\nSecond.", html="")}, "First line.", "text"),
        (
            {"body": None, "media": [Media(kind="picture"), Media(kind="picture", caption="A bridge.")]},
            "A bridge.",
            "caption",
        ),
    ],
)
def test_a_line_of_the_copy_stands_in_for_a_headline(
    feed: Feed, changes: dict[str, object], headline: str, told: str
) -> None:
    story = validate(draft(headline=" ", **changes), COPY, feed)
    assert story.headline == headline
    [repair] = story.repairs
    assert (repair.field, repair.from_, repair.to) == ("headline", "", headline)
    assert told in repair.why


def test_a_kill_without_any_words_is_a_kill(feed: Feed) -> None:
    story = validate(draft(headline=None, body=None, status="canceled"), COPY, feed)
    assert (story.headline, story.change) == ("s", "withdrawal")
    assert "id stands in" in story.warnings[0]


def test_a_time_that_nobody_can_read_is_a_warning_if_there_is_another(feed: Feed) -> None:
    made = draft()
    made.read_time("created_at", "the day before yesterday", feed.zone)
    assert "created_at" in validate(made, COPY, feed).warnings[0]
    made.updated_at = None
    with pytest.raises(Rejected, match="bad_time"):
        validate(made, COPY, feed)


def test_a_day_without_an_hour_is_no_instant_and_no_fault(feed: Feed) -> None:
    made = draft(updated_at=None)
    made.read_time("updated_at", " 2026-11-20 ", feed.zone)
    story = validate(made, COPY, feed)
    assert (story.updated_at, story.warnings) == (None, ["updated_at: a day without an hour: 2026-11-20"])


@pytest.mark.parametrize("written", ["when the king has spoken", "2026-11-20", "2026-11-31T09:00:00Z"])
def test_an_embargo_that_cannot_be_read_holds(feed: Feed, written: str) -> None:
    made = draft()
    made.read_time("embargo_until", written, feed.zone)
    made.status = "usable"  # as a format may say that reads the status later
    story = validate(made, COPY, feed)
    assert (story.status, story.embargo_until, story.hold) == (
        "withheld", None, Hold(reason="embargo", text=written)
    )  # fmt: skip
    assert written in story.warnings[0]


def test_a_kill_waits_for_no_embargo(feed: Feed) -> None:
    made = draft(status="canceled")
    made.read_time("embargo_until", "soon", feed.zone)
    made.ednote = "EMBARGOED UNTIL 0001 GMT NOV 25"
    story = validate(made, COPY, feed)
    assert (story.status, story.hold, story.embargo_until) == ("canceled", None, None)


@pytest.mark.parametrize(
    ("byline", "language", "names"),
    [
        ("By the Harbour Desk", "en-GB", "the Harbour Desk"),
        ("BY CITY DESK", "und", "CITY DESK"),
        ("Von der Lokalredaktion", "de", "der Lokalredaktion"),
        ("Von Reporter Desk", "en", "Von Reporter Desk"),
        ("Byron Street Desk", "en", "Byron Street Desk"),
        ("By", "en", "By"),
    ],
)
def test_a_byline_is_the_names(feed: Feed, byline: str, language: str, names: str) -> None:
    story = validate(draft(byline=byline, language=language), COPY, feed)
    assert story.byline == names
    assert [repair.field for repair in story.repairs] == (["byline"] if names != byline else [])


def test_a_notice_of_rights_goes_to_copyright(feed: Feed) -> None:
    body = Body(text="News.\n\n© Sample Wire", html="<p>News.</p><p>© Sample Wire</p>")
    story = validate(draft(body=body, copyright="Sample Wire"), COPY, feed)
    assert (story.body.text, story.body.html) == ("News.", "<p>News.</p>")
    assert story.copyright == "Sample Wire\n© Sample Wire"
    assert [repair.field for repair in story.repairs] == ["body"]


def test_references_written_twice_are_read_and_told(feed: Feed) -> None:
    body = body_of_html("<p>At 4 o&amp;#39;clock &amp;lt;b&amp;gt; &amp;#60;script&amp;#62;</p>")
    story = validate(draft(headline="Tom&#39;s bridge", body=body), COPY, feed)
    assert story.headline == "Tom's bridge"
    assert story.body.text == "At 4 o'clock &lt;b&gt; <script>"
    assert story.body.html == "<p>At 4 o&#39;clock &amp;lt;b&amp;gt; &#60;script&#62;</p>"
    assert [(repair.field, repair.from_) for repair in story.repairs] == [
        ("body", "&#39; &#60; &#62;"),
        ("headline", "&#39;"),
    ]


def test_a_sign_lost_before_us_is_told(feed: Feed) -> None:
    story = validate(draft(body=Body(text="caf\ufffd", html="")), COPY, feed)
    assert story.body.text == "caf\ufffd"
    assert ["U+FFFD" in warning for warning in story.warnings] == [True]


def test_controls_in_a_body_are_removed_and_named(feed: Feed) -> None:
    story = validate(draft(body=Body(text="a\x07b", html="<p>a\x07b</p>")), COPY, feed)
    assert (story.body.text, story.body.html) == ("ab", "<p>ab</p>")
    assert [(repair.field, repair.from_) for repair in story.repairs] == [("body", "U+0007")]


@pytest.mark.parametrize(
    ("declared", "text", "default", "language"),
    [
        ("en-US", "日本語の本文", "ja", "en-US"),
        ("EN_gb", "words", None, "en-GB"),
        ("not a tag!", "これは日本語", "en", "ja"),
        (None, "これは日本語", "en", "ja"),
        (None, "한국어", "en", "ko"),
        (None, "日本銀行総裁", "ja", "ja"),
        (None, "日本銀行総裁", "en", "und"),
        (None, "Plain words", "en", "en"),
        (None, "Plain words", "ja", "und"),
        (None, "Plain words", None, "und"),
        (None, "123", "ja", "ja"),
        (None, "The bridge was closed for two days and it is to open again on Monday, the city said.", "ja", "en"),
        (None, "La gare est fermée et les trains ne sont pas en service dans le nord, dit le maire.", None, "fr"),
        (None, "Der Hafen ist für zwei Tage nicht offen, und das Fest ist auf dem Platz der Stadt.", "en", "de"),
        (None, "El puerto no abre y las calles de la ciudad se cierran por la nieve en el norte.", None, "es"),
        (None, "Havnen er ikke åpen og det er snø på veien til byen.", None, "und"),  # Danish has the same small words
        (
            None,
            "Broen blev lukket, og den bliver åbnet igen efter to dage, siger byen. Det er nu ud på natten.",
            "en",
            "da",
        ),
        (None, "The the the the, and the 橋 of the city is to be for the", "ja", "ja"),
    ],
)
def test_language(declared: str | None, text: str, default: str | None, language: str) -> None:
    assert language_of(declared, text, default) == language
