"""WordPress exports: posts, their pictures, what may be published, paragraphs that are no markup yet."""

from pathlib import Path

import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Hold, Relation, Story, Subject
from services.ingest.decode import decode
from services.ingest.draft import Copy, Draft
from services.ingest.formats import syndication, wordpress
from services.ingest.formats.wordpress_text import html_of
from services.ingest.validate import validate
from services.runtime.feeds import NEUTRAL
from tests.pace import within

SAMPLES = Path(__file__).parents[2] / "samples" / "wordpress-wxr"
NAMESPACES = (
    'xmlns:excerpt="http://wordpress.org/export/1.1/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.1/"'
)


def drafts(*items: str) -> list[Draft | Rejected]:
    inner = "".join(f"<item><title>T</title>{one}</item>" for one in items)
    copy = Copy(f'<rss version="2.0" {NAMESPACES}><channel>{inner}</channel></rss>', "utf-8")
    assert wordpress.recognises(copy)
    assert not syndication.recognises(copy)
    return list(wordpress.parse(copy, NEUTRAL))


def draft(item: str) -> Draft:
    [one] = drafts("<guid>g</guid>" + item)
    assert isinstance(one, Draft), one
    return one


def sample(name: str) -> list[Story]:
    copy = decode((SAMPLES / name).read_bytes(), NEUTRAL)
    return [validate(one, copy, NEUTRAL) for one in wordpress.parse(copy, NEUTRAL) if isinstance(one, Draft)]


def test_a_post_and_its_picture() -> None:
    post, picture = sample("island-blog.xml")
    assert (post.story_id, post.version, post.change) == ("https://gazette.example/?p=310417", 1795133700, "update")
    assert (post.byline, post.section, post.language) == ("Harbour Desk", "Harbour", "en-GB")
    assert post.keywords == ["lighthouse"]
    assert post.subjects[1] == Subject(scheme="post_tag", code="lighthouse", name="lighthouse")
    assert post.summary == "After two winters of repairs the stairs are open."
    assert post.body.text.split("\n\n")[1:] == [
        '"It took two winters to mend them," the keeper said.',
        "No more than twelve at a time.",
    ]
    assert "<blockquote>" in post.body.html
    assert [(one.href, one.caption) for one in post.media] == [
        ("https://gazette.example/wp-content/uploads/stairs-310417.jpg", "The stairs from below")
    ]
    assert str(post.created_at) == "2026-11-19 22:00:00+00:00"
    assert str(post.updated_at) == "2026-11-20 00:15:00+00:00"
    assert (picture.kind, picture.media) == ("picture", post.media)
    assert picture.relations[1] == Relation(kind="post_parent", id="88")


def test_japanese_blocks() -> None:
    [story] = sample("shima-tayori.xml")
    assert (story.language, story.section, story.keywords) == ("ja", "暮らし", ["図書館"])
    assert story.body.text.count("\n\n") == 1


@pytest.mark.parametrize(
    ("word", "status", "change"),
    [
        ("publish", "usable", None), ("draft", "withheld", None), ("pending", "withheld", None),
        ("private", "withheld", None), ("trash", "canceled", "withdrawal"), ("inherit", "usable", None),
    ],
)  # fmt: skip
def test_status(word: str, status: str, change: str | None) -> None:
    found = draft(f"<wp:status>{word}</wp:status>")
    assert (found.status, found.change) == (status, change)


def test_future_is_an_embargo_and_unknown_is_refused() -> None:
    found = draft("<wp:status>future</wp:status><wp:post_date_gmt>2026-12-01 00:00:00</wp:post_date_gmt>")
    assert str(found.embargo_until) == "2026-12-01 00:00:00+00:00"
    dateless, odd = drafts(
        "<wp:status>future</wp:status><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>",
        "<wp:status>approved-ish</wp:status>",
    )
    assert isinstance(dateless, Draft)
    assert (dateless.status, dateless.hold) == ("withheld", Hold(reason="embargo"))
    assert isinstance(odd, Rejected)
    assert odd.reason is Reason.BAD_VALUE


def test_a_corrected_title_is_a_second_version() -> None:
    [found] = drafts("<guid>g</guid>")
    assert isinstance(found, Draft)
    assert (found.version, found.change) == (1, None)
    copy = Copy(
        f"<rss {NAMESPACES}><channel><item><title>【訂正】橋</title><guid>g</guid></item></channel></rss>", "utf-8"
    )
    [found] = wordpress.parse(copy, NEUTRAL)
    assert isinstance(found, Draft)
    assert (found.version, found.change) == (2, "correction")


def test_a_password_and_an_attachment_of_a_draft_are_held() -> None:
    assert draft("<wp:post_password>x</wp:post_password>").status == "withheld"
    _, picture = drafts(
        "<guid>a</guid><wp:post_id>1</wp:post_id><wp:status>draft</wp:status>",
        "<guid>b</guid><wp:post_id>2</wp:post_id><wp:post_parent>1</wp:post_parent><wp:status>inherit</wp:status>"
        "<wp:post_type>attachment</wp:post_type><wp:attachment_url>https://x.example/v.mp4</wp:attachment_url>",
    )
    assert isinstance(picture, Draft)
    assert (picture.status, picture.kind) == ("withheld", "video")


def test_what_is_no_copy_is_passed_over() -> None:
    assert drafts("<wp:post_type>nav_menu_item</wp:post_type>", "<wp:post_type>revision</wp:post_type>") == []


def test_times_without_gmt_are_of_the_feed() -> None:
    found = draft("<wp:post_date>2026-11-20 07:00:00</wp:post_date>")
    assert str(found.created_at) == "2026-11-20 07:00:00+00:00"
    assert found.repairs[0].why == "no zone, read as UTC"


@pytest.mark.parametrize(
    ("raw", "markup", "removed"),
    [
        ("One\ntwo\n\nThree", "<p>One<br>two</p>\n<p>Three</p>", []),
        ("<pre>a\nb</pre>", "<pre>a\nb</pre>", []),
        ("<!-- wp:paragraph -->\n<p>A</p>\n\n", "<!-- wp:paragraph -->\n<p>A</p>", []),
        ('[caption id="1"]Bay[/caption]\r\n\r\n[速報] [sic]', "<p>Bay</p>\n<p>[速報] [sic]</p>", ["caption"]),
        ("[dropcap]B[/dropcap]ay [b2] [a=1]", "<p>Bay [b2] [a=1]</p>", ["dropcap"]),
        ('[form-7 id="5"]\n\nBay [email protected]', "<p>Bay [email protected]</p>", ["form-7"]),
        ("One\n<h2>Head</h2>\nTwo<pre>\na\nb</pre>", "<p>One</p>\n<h2>Head</h2>\n<p>Two</p>\n<pre>\na\nb</pre>", []),
        ("", "", []),
    ],
)
def test_text_to_html(raw: str, markup: str, removed: list[str]) -> None:
    assert html_of(raw) == (markup, removed)


def test_broken_and_hostile() -> None:
    with pytest.raises(Rejected):
        list(wordpress.parse(Copy(f"<rss {NAMESPACES}><channel><item>", "utf-8"), NEUTRAL))
    with within(2):
        drafts("<content:encoded>" + "[caption " * 100_000 + "</content:encoded>")
        drafts("<content:encoded>" + "\n " * 400_000 + "</content:encoded>")
        drafts(*["<wp:post_id>1</wp:post_id><wp:post_type>attachment</wp:post_type>"] * 3000)
    with within(2):
        drafts("<content:encoded>" + "[/a" * 200_000 + "[/a]" * 50_000 + "</content:encoded>")


def test_names_are_html_and_a_post_has_a_language_of_its_own() -> None:
    found = draft(
        "<category domain='category' nicename='news'><![CDATA[News &amp; Views]]></category>"
        "<category domain='language' nicename='fr'>Français</category>"
    )
    assert (found.section, found.language) == ("News & Views", "fr")
    assert found.subjects[0] == Subject(scheme="category", code="news", name="News & Views")


def test_an_attachment_has_its_size_and_what_stands_in_for_it() -> None:
    size = 'a:5:{s:5:"width";i:800;s:6:"height";i:600;s:4:"file";s:1:"x";}'
    found = draft(
        "<wp:post_type>attachment</wp:post_type><wp:attachment_url>https://x.example/p.jpg</wp:attachment_url>"
        "<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>A pier</wp:meta_value>"
        "</wp:postmeta><wp:postmeta><wp:meta_key>_wp_attachment_metadata</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{size}]]></wp:meta_value></wp:postmeta>"
    )
    [medium] = found.media
    assert (medium.caption, medium.renditions[0].width, medium.renditions[0].height) == ("A pier", 800, 600)


def test_comments_are_no_copy() -> None:
    found = draft(
        "<content:encoded>One.</content:encoded><wp:comment><wp:comment_content>Spam</wp:comment_content></wp:comment>"
    )
    assert found.body is not None
    assert found.body.text == "One."
