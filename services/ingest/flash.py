"""Is it a flash?  At a glance, of bytes that nobody has parsed; and for certain, of an article.

Urgency 1 and 2 are alerts (IPTC's news urgency runs from 1, the most urgent, to 8), and so is what a desk heads with
速報 or FLASH.
"""

import codecs
import re
from functools import lru_cache

from schemas.article import Article
from services.ingest.desk_words.signals import read_signal
from services.runtime.feeds import Feed, Markers

MOST_URGENT = 2

Written = tuple[bytes, ...]

# As ninjs, NITF, NewsML 1 and NewsML-G2 write it, and the agencies' own JSON and XML; ANPA's letters are f and b.
_NAMES = (b"rgency", b"riority", b"RankingValue")
_URGENCY = re.compile(
    rb"(?:rgency|riority|RankingValue)(?:[\"'\s:=>/]|FormalName|Value|ed-urg|content|urgency){1,12}[12fbFB](?![0-9A-Za-z])"
)
_WIRE_HEADER = re.compile(
    rb"[\s\x7f\x16\x01]{0,20}"
    rb"(?:[A-Za-z]{2,4}[0-9]{3,5}[ \t]+[12][ \t]|[A-Za-z]{1,3}[0-9]{3,4}\x1f?[^\n]{0,60}\n[fbFB] )"
)
"""Of IPTC 7901, and of ANPA 1312."""

_DESK_WORDS = ("速報", "FLASH", "ALERT", "BULLETIN", "URGENT", "EIL", "EXTRA")
_ENCODINGS = ("utf-8", "cp932", "euc_jp", "unicode_escape")
"""The last is how JSON may write it."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""It shows by these or by its NULs, and is parsed to be known."""


def looks_urgent(body: bytes, feed: Feed) -> bool:
    """True of all that `is_flash` is true of, and now and then of more, which is parsed early for nothing."""
    if body[:2] in _UTF_16 or b"\0" in body[:200] or (any(name in body for name in _NAMES) and _URGENCY.search(body)):
        return True
    ascii_words, other_words = _words(feed.markers)
    if any(word in body for word in ascii_words) or _WIRE_HEADER.match(body):
        return True
    return not body.isascii() and any(word in body for word in other_words)


def is_flash(article: Article, feed: Feed) -> bool:
    """A withdrawal is none: what it means may still be waiting before it."""
    if article.withdraws:
        return False
    urgent = article.urgency is not None and article.urgency <= MOST_URGENT
    return urgent or read_signal(article.headline, feed.markers).flash


def _words(markers: Markers) -> tuple[Written, Written]:
    return _in_all_encodings((*_DESK_WORDS, *markers.flash))


@lru_cache(maxsize=64)
def _in_all_encodings(words: tuple[str, ...]) -> tuple[Written, Written]:
    """Those that are ASCII, and those that aren't: one look tells that most copy can't have the second."""
    written = dict.fromkeys(word.encode(encoding, "ignore") for word in words for encoding in _ENCODINGS)
    written.pop(b"", None)
    return tuple(filter(bytes.isascii, written)), tuple(one for one in written if not one.isascii())
