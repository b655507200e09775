"""XML is read, and nothing is followed."""

from pathlib import Path

import pytest

from schemas.reasons import Reason, Rejected
from services.ingest.draft import Copy
from services.ingest.reading.xml import markup_of, read_xml, root_of, text_of
from tests.pace import within


def refused(text: str) -> Rejected:
    with pytest.raises(Rejected) as found:
        read_xml(Copy(text, "utf-8"))
    return found.value


_PLACES = (
    "<a>{}</a>", "<a>日本{}語</a>", '<a b="{}"/>', "<a b='日{}'/>", "<a><![CDATA[日{}]]></a>", "<a><!-- {} --></a>",
    "<a><?b {}?></a>", "<a {}/>", "<a/>{}", '<!DOCTYPE a SYSTEM "{}"><a/>', "<!DOCTYPE a [<!-- {} -->]><a/>",
)  # fmt: skip


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize("sign", ["\x01", "\x08", "\x0b", "\x0e", "\x1f", "\ufffe", "\uffff"])
def test_a_sign_that_xml_forbids_is_told_wherever_it_stands(place: str, sign: str) -> None:
    _, repairs = read_xml(Copy(place.format(sign), "utf-8"))
    assert [(one.from_, one.why) for one in repairs] == [(f"U+{ord(sign):04X}", "signs that XML forbids, removed")]


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("<nitf>", "nitf"),
        ('<?xml version="1.0"?>\n<!-- <a> --><!DOCTYPE b SYSTEM "y" [<!ENTITY % p SYSTEM "z"> %p;]>\n<b c="1">', "b"),
        ('<n:newsItem xmlns:n="urn:x">', "n:newsItem"),
        ("plain text < with signs", None),
        ("<!-- never ends", None),
    ],
)  # fmt: skip
def test_the_root_is_known_before_parsing(text: str, root: str | None) -> None:
    found = root_of(text)
    assert (found and found[0]) == root


def test_an_external_dtd_is_no_reason_to_refuse_and_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY leak "secret words">')
    text = f'<!DOCTYPE a SYSTEM "{secret}" [<!ENTITY % p SYSTEM "{secret}"> %p;]><a><b>x</b></a>'
    root, _ = read_xml(Copy(text, "utf-8"))
    assert text_of(root) == "x"
    leaking = f'<!DOCTYPE a SYSTEM "{secret}"><a>&leak;</a>'
    assert refused(leaking).reason is Reason.MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;&x;&x;">]><a b="&z;"/>',
        "<a>&nothing;</a>",
        "<a><b></a>",
        "<a>",
        "<a/><b/>",
        "<a " + "b" * 100_000 + '="1"',
        "<a>" * 5000,
        "<a>" * 300 + "</a>" * 300,
        "<a>" + "<b>" * 100_000,
    ],
)
def test_broken_or_hostile_is_malformed_at_once(text: str) -> None:
    with within(1):
        rejected = refused(text)
        assert rejected.reason is Reason.MALFORMED
        assert "passwd" not in rejected.detail


def test_html_names_and_forbidden_signs_are_mended_and_noted() -> None:
    root, repairs = read_xml(Copy("<a>caf&eacute;&nbsp;&amp; b\x0b<![CDATA[&eacute;]]></a>", "utf-8"))
    assert text_of(root) == "café\xa0& b&eacute;"
    assert [(repair.from_, repair.to) for repair in repairs] == [("U+000B", ""), ("&eacute; &nbsp;", "é\xa0")]


def test_known_namespaces_are_bare_and_others_stay() -> None:
    root, _ = read_xml(Copy('<x xmlns="http://www.w3.org/1999/xhtml" xmlns:o="urn:o"><p>a<o:q/></p></x>', "utf-8"))
    assert [element.tag for element in root.iter()] == ["x", "p", "{urn:o}q"]
    assert "<p" in markup_of(root[0])


def test_what_is_broken_is_told_alike_each_time() -> None:
    broken = Copy("<feed><entry><u<updated>x</updated></entry></feed>", "utf-8")
    told = set()
    for other in ("<a><b></a>", "<a b></a>", "<a>&x;</a>"):
        with pytest.raises(Rejected):
            read_xml(Copy(other, "utf-8"))
        with pytest.raises(Rejected) as refused:
            read_xml(broken)
        told.add(refused.value.detail)
    assert len(told) == 1


@pytest.mark.parametrize(
    "text",
    ["<a" + "9" * 200_000, "<a" + " b" * 200_000, "<!--" * 100_000, "<?" * 200_000, "<!DOCTYPE a [" + "]  " * 100_000],
)
def test_a_root_that_never_ends_is_looked_for_once(text: str) -> None:
    with within(0.5):
        assert root_of(text) is None
