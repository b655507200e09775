"""Bytes become text, or say why not."""

import time

import pytest

from schemas.reasons import Reason, Rejected
from services.ingest.decode import decode
from services.runtime.feeds import Feed


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
    begun = time.perf_counter()
    assert refused(body, feed) == (Reason.TOO_LARGE, "50000000 bytes, feed jiji takes 1048576")
    assert time.perf_counter() - begun < 0.1


def test_nul_is_malformed_and_told_where(feed: Feed) -> None:
    assert refused(b"ab\0c", feed) == (Reason.MALFORMED, "NUL at character 2")


@pytest.mark.parametrize(
    ("codec", "where"), [("shift_jis", "byte 0 is 0x93"), ("euc_jp", "byte 0 is 0xc5"), ("iso2022_jp", "ISO 2022")]
)
def test_japanese_in_another_encoding_is_not_guessed(feed: Feed, codec: str, where: str) -> None:
    reason, detail = refused("東京の原稿".encode(codec), feed)
    assert reason is Reason.BAD_ENCODING
    assert where in detail
