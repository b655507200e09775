"""Bytes become text, or say why not."""

import codecs

import pytest

from schemas.reasons import Reason, Rejected
from services.ingest.decode import decode
from services.runtime.feeds import Feed
from tests.pace import within


def refused(body: bytes, feed: Feed) -> tuple[Reason, str]:
    with pytest.raises(Rejected) as found:
        decode(body, feed)
    return found.value.reason, found.value.detail


def test_plain_utf8_needs_no_repair(feed: Feed) -> None:
    copy = decode("東京の原稿".encode(), feed)
    assert (copy.text, copy.encoding, copy.repairs) == ("東京の原稿", "utf-8", ())


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_heeded_and_noted(feed: Feed, codec: str) -> None:
    copy = decode("東京の原稿".encode(codec), feed)
    assert copy.text == "東京の原稿"
    assert [repair.field for repair in copy.repairs] == ["body"]


@pytest.mark.parametrize("body", [b"", b" \r\n\t"])
def test_nothing_is_no_content(feed: Feed, body: bytes) -> None:
    assert refused(body, feed)[0] is Reason.NO_CONTENT


def test_fifty_megabytes_are_refused_at_once_with_both_figures(feed: Feed) -> None:
    body = b"x" * 50_000_000
    with within(0.1):
        assert refused(body, feed) == (Reason.TOO_LARGE, "50000000 bytes, feed jiji takes 1048576")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_xml_in_utf_16_needs_no_mark(feed: Feed, codec: str) -> None:
    text = f'<?xml version="1.0" encoding="UTF-16"?><a>{TOKYO}</a>'
    copy = decode(text.encode(codec), feed)
    assert (copy.text, copy.encoding) == (text, codec)
    assert [(repair.field, repair.from_) for repair in copy.repairs] == [("encoding", "no byte order mark")]


def test_nul_is_malformed_and_told_where(feed: Feed) -> None:
    assert refused(b"ab\0c", feed) == (Reason.MALFORMED, "NUL at character 2")


TOKYO = "東京の原稿：テレビの前で、知事は「延期」と語った。"


@pytest.mark.parametrize(
    ("codec", "named"), [("cp932", "cp932"), ("euc_jp", "euc_jp"), ("iso2022_jp", "iso2022_jp_ext")]
)
def test_japanese_of_other_days_is_read_where_one_encoding_fits_and_says_so(feed: Feed, codec: str, named: str) -> None:
    copy = decode(TOKYO.encode(codec), feed)
    assert (copy.text, copy.encoding) == (TOKYO, named)
    [repair] = copy.repairs
    assert (repair.field, repair.from_, repair.to) == ("encoding", "no declaration", named)


def test_western_accents_are_read(feed: Feed) -> None:
    copy = decode("Une « catastrophe » pour l’économie, a estimé le maire.".encode("cp1252"), feed)
    assert "l’économie, a estimé" in copy.text
    assert copy.encoding == "cp1252"
    table = b"Profit\xa0\xa0\xa0\xa0\xa0\xa0Loss, and what the year brought besides, in \x80"
    assert decode(table, feed).text == "Profit\xa0\xa0\xa0\xa0\xa0\xa0Loss, and what the year brought besides, in €"


@pytest.mark.parametrize(
    "body",
    [
        "Привет, город".encode("koi8-r"),  # reads as words in no encoding that wires use
        "漢字".encode("euc_jp"),  # without kana, nothing tells it from others
        b"price \x81\x8d up",
        b"abc \xff\xfe\xfd\xfc\xfb",
        "café, ".encode() + "café".encode("cp1252") + b" and so on, at length",  # two encodings in one
    ],
)
def test_what_reads_in_none_is_refused_with_the_place(feed: Feed, body: bytes) -> None:
    reason, detail = refused(body, feed)
    assert reason is Reason.BAD_ENCODING
    assert "byte" in detail


def test_a_feed_may_say_its_encoding(feed: Feed) -> None:
    cyrillic = feed.model_copy(update={"encoding": "koi8-r"})
    assert decode("Привет, город".encode("koi8-r"), cyrillic).text == "Привет, город"


@pytest.mark.parametrize(
    ("declared", "sent", "read"),
    [
        ("ISO-8859-1", "utf-8", "utf-8"),
        ("Shift_JIS", "utf-8", "utf-8"),
        ("Shift_JIS", "cp932", "shift_jis"),
        ("EUC-JP", "euc_jp", "euc_jp"),
        ("ISO-2022-JP", "iso2022_jp", "iso2022_jp"),
        ("UTF-8", "cp932", "cp932"),
        ("EUC-JP", "euc_jis_2004", "euc_jp"),
        ("cp932", "cp932", "cp932"),
    ],
)
def test_what_xml_declares_is_held_against_the_bytes(feed: Feed, declared: str, sent: str, read: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?><a>{TOKYO}</a>'
    copy = decode(text.encode(sent), feed)
    assert (copy.text, copy.encoding) == (text, read)
    assert bool(copy.repairs) == (read not in codecs.lookup(declared).name)


@pytest.mark.parametrize(
    ("declared", "body", "text"),
    [
        ("ISO-8859-1", b"caf\xe9", "café"),
        ("ISO-8859-1", b"\x93caf\xe9\x94", "“café”"),
        ("US-ASCII", b"na\xefve", "naïve"),
    ],
)
def test_eight_bit_copy_that_declares_itself(feed: Feed, declared: str, body: bytes, text: str) -> None:
    copy = decode(b'<?xml version="1.0" encoding="' + declared.encode() + b'"?><a>' + body + b"</a>", feed)
    assert f"<a>{text}</a>" in copy.text


@pytest.mark.parametrize("label", ["klingon", "unicode_escape", "zlib", "undefined", "idna", "rot13"])
def test_no_such_encoding(feed: Feed, label: str) -> None:
    body = f'<?xml version="1.0" encoding="{label}"?><a/>'.encode()
    assert refused(body, feed)[0] is Reason.BAD_ENCODING


def test_labels_of_old_software(feed: Feed) -> None:
    body = f'<?xml version="1.0" encoding="windows-31J"?><a>{TOKYO}①</a>'.encode("cp932")
    assert decode(body, feed).encoding == "cp932"


def test_signs_of_nec_in_euc(feed: Feed) -> None:
    body = f'<?xml version="1.0" encoding="EUC-JP"?><a>{TOKYO}①㈱</a>'.encode("euc_jis_2004")
    copy = decode(body, feed)
    assert "①㈱" in copy.text
    assert [(repair.from_, repair.to) for repair in copy.repairs] == [("EUC-JP", "euc_jis_2004")]


def test_a_mail_is_left_as_bytes(feed: Feed) -> None:
    body = b"Received: from x\r\n by y\r\nSubject: =?utf-8?B?5p2x?=\r\nFrom: a@example.com\r\n\r\n\x93\x8c"
    copy = decode(body, feed)
    assert (copy.encoding, copy.body) == ("rfc822", body)
