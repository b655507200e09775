"""Real copy of every family: as many stories as the file holds, each an article unless it is named here and why."""

import re
from pathlib import Path

import pytest

from schemas.article import Article
from schemas.reasons import Reason
from services.ingest.pipeline import process
from tests.contract.peers import feed_of
from tests.unit.test_pipeline import NOW, RULES

_AP = "the text is a second file, at renditions.nitf"
_EXAMPLE = "an example of metadata, without content"

WITHOUT_CONTENT: dict[str, str] = {
    "ap-media-json/superdesk-core__ap_media_text_item.json": _AP,
    "ap-media-json/superdesk-cp__ap-ap-aps.json": _AP,
    "ap-media-json/superdesk-cp__ap-ap-table.json": _AP,
    "newsml-g2/newsml-g2__LISTING_27_Company_Financial_Information.xml": _EXAMPLE,
    "newsml-g2/newsml-g2__LISTING_29_Hop_History.xml": _EXAMPLE,
    "newsml-g2/newsml-g2__ap_metadata_example.xml": _EXAMPLE,
    "newsml-g2/superdesk-core__LISTING_1_A_NewsML-G2_News_Item.xml": _EXAMPLE,
    "newsml-g2/python-newsmlg2__007_emptynewsmessage.xml": "two items without content, one of them without any words",
    "nitf/superdesk-core__aap-finance-lite.xml": "title and body are empty",
}

_ITEMS = {
    "newsml-g2": rb"<(?:\w+:)?(?:newsItem|packageItem)\b",
    "newsml-1": rb"<NewsItem[\s>](?!\s*/)",
    "rss-atom": rb"<entry\b",
    "wordpress-wxr": rb"<item>",
}
"""What begins a story in copy that may hold several; of other families a file is one."""

_NO_STORY = {"newsml-g2/superdesk-core__scoop.xml": 1}
"""Items that are none: a package without id and words, which lists what follows."""


def _files(shared: Path) -> list[Path]:
    corpus = shared / "corpus"
    return sorted(path for path in corpus.glob("*/*") if path.is_file())


def _held(name: str, body: bytes) -> int:
    pattern = _ITEMS.get(name.partition("/")[0])
    return (
        len(re.findall(pattern, re.sub(rb"<!--.*?-->", b"", body, flags=re.DOTALL))) - _NO_STORY.get(name, 0)
        if pattern
        else 1
    )


def test_every_file_gives_its_stories(shared: Path) -> None:
    files = _files(shared)
    assert len(files) >= 160
    refused: dict[str, set[Reason]] = {}
    for path in files:
        name, body = str(path.relative_to(shared / "corpus")), path.read_bytes()
        outcomes = process(body, feed_of(name), NOW, RULES)
        assert len(outcomes) == _held(name, body), name
        for outcome in outcomes:
            if not isinstance(outcome, Article):
                refused.setdefault(name, set()).add(outcome.reason)
    assert refused.keys() == WITHOUT_CONTENT.keys()
    assert set().union(*refused.values()) <= {Reason.NO_CONTENT, Reason.MISSING_FIELD}


@pytest.mark.parametrize("form", ["text", "markup"])
def test_articles_are_for_readers(shared: Path, form: str) -> None:
    """No tags, no references to signs, no control signs in what readers see; U+FFFD only where the copy has it."""
    signs = re.compile(r"</(?:p|div|table|span|h\d)>|&#\d+;|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
    for path in _files(shared):
        name, body = str(path.relative_to(shared / "corpus")), path.read_bytes()
        for one in process(body, feed_of(name), NOW, RULES):
            if isinstance(one, Article):
                seen = [one.headline, one.body.text, *(media.caption or "" for media in one.media)]
                if form == "text":
                    assert [found[0] for text in seen if (found := signs.search(text))] == [], name
                    assert "\ufffd" not in "".join(seen) or b"\xef\xbf\xbd" in body, name
                else:
                    assert not re.search(r"<script|javascript:|\son\w+=", one.body.html), name


def test_each_family_is_told_by_its_bytes(shared: Path) -> None:
    """What a message is, its bytes say: neither folder nor feed is known here."""
    seen: dict[str, set[str | None]] = {}
    for path in _files(shared):
        [first, *_] = process(path.read_bytes(), feed_of(""), NOW, RULES)
        seen.setdefault(path.parent.name, set()).add(first.source.format)
    several = {family: formats for family, formats in seen.items() if len(formats) > 1}
    assert several == {"agency-xml": {"ritzau", "solita", "jimi"}}
