"""Press releases of Solita's service: fields, embargo, broken copy."""

from pathlib import Path

import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Hold, Relation, Subject
from services.ingest.decode import decode
from services.ingest.draft import Copy, Draft
from services.ingest.formats import solita
from services.ingest.validate import validate
from services.runtime.feeds import Feed
from tests.pace import within

SAMPLES = Path(__file__).parents[2] / "samples" / "agency-xml"
OSLO = Feed(name="ntb", provider="ntb", zone="Europe/Oslo", language="no")


def drafts(text: str) -> list[Draft | Rejected]:
    copy = Copy(text, "utf-8")
    assert solita.recognises(copy)
    return list(solita.parse(copy, OSLO))


def draft(inner: str) -> Draft:
    [one] = drafts(f'<release id="7"><longurl/>{inner}</release>')
    assert isinstance(one, Draft), one
    return one


def test_all_fields_of_a_japanese_release() -> None:
    copy = decode((SAMPLES / "solita-toyama.xml").read_bytes(), OSLO)
    [one] = solita.parse(copy, OSLO)
    assert isinstance(one, Draft)
    story = validate(one, copy, OSLO)
    assert (story.story_id, story.version, story.change, story.language) == ("9310417", 1, "new", "ja")
    assert (story.headline, story.summary) == ("港の倉庫を共同工房に、来春開業", "港の倉庫が共同工房に。")
    assert (story.credit, story.genre, story.keywords) == ("例示社", "プレスリリース", ["工房", "倉庫"])
    assert story.body.text.endswith("\n\n木工室\n印刷室")
    assert story.ednote == "例示社 広報\npress@example.jp\n\n例示社は架空の会社です。"
    assert story.subjects == [
        Subject(scheme="category", code="77", name="暮らし"),
        Subject(scheme="type", code="19", name="プレスリリース"),
        Subject(scheme="publisher", code="501", name="例示社"),
    ]
    [picture] = story.media
    assert (picture.kind, picture.caption, [one.name for one in picture.renditions]) == (
        "picture", "工房の完成予想図", ["url", "smallimageurl"],
    )  # fmt: skip
    assert story.relations == [Relation(kind="longurl", id="https://release.example/ja/9310417")]
    assert str(story.created_at) == "2025-11-20 09:00:00+00:00"
    assert str(story.updated_at) == "2025-11-20 09:20:00+00:00"
    assert str(story.embargo_until) == "2025-11-20 08:30:00+00:00"


def test_embargo() -> None:
    assert str(draft("<embargo>01.07.2026 06:00</embargo>").embargo_until) == "2026-07-01 04:00:00+00:00"
    unread = draft("<embargo>later</embargo>")
    assert (unread.status, unread.hold) == ("withheld", Hold(reason="embargo", text="later"))


def test_people_films_documents_and_links() -> None:
    found = draft(
        "<contacts><contact id='1'><name>Desk</name><phone>123</phone></contact></contacts>"
        "<mainImage><url>https://x.example/m.jpg</url><caption>M</caption></mainImage>"
        "<images><image><url>https://x.example/m.jpg</url></image><image><url/></image></images>"
        "<videochannellink>https://v.example/1</videochannellink><videodescription>Film</videodescription>"
        "<documents><document><url>https://x.example/a.pdf</url><title>Tall</title><mimeType>application/pdf</mimeType></document></documents>"
        "<logos><logo><url>https://x.example/l.png</url></logo></logos><links><link><url>https://x.example</url></link></links>"
    )  # fmt: skip
    assert found.ednote == "Desk\n123"
    assert [(one.kind, one.caption) for one in found.media] == [
        ("picture", "M"), ("video", "Film"), ("text", "Tall"), ("graphic", None),
    ]  # fmt: skip
    assert found.media[2].renditions[0].content_type == "application/pdf"
    assert found.relations == [Relation(kind="link", id="https://x.example")]


def test_a_list_an_item_without_id_and_other_families() -> None:
    one, two = drafts('<releases><release id="1"><longurl/></release><release><longurl/></release></releases>')
    assert isinstance(one, Draft)
    assert isinstance(two, Rejected)
    assert two.reason is Reason.MISSING_FIELD
    assert not solita.recognises(Copy("<release><track/></release>", "utf-8"))


def test_broken_and_hostile() -> None:
    with pytest.raises(Rejected):
        drafts("<release id='1'><leadtext>")
    with within(1):
        drafts('<release id="1"><leadtext>' + "&amp;#" * 150_000 + "</leadtext></release>")
        drafts('<release id="1"><contactsAsText>' + "a\n" * 200_000 + "</contactsAsText></release>")
