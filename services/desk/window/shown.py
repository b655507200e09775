"""How a value that came over the wire is shown on a page: inert, whatever is in it, and with its times in Japan's."""

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from services.desk.diff import visible

TOKYO = ZoneInfo("Asia/Tokyo")

# C0 but for tab and line feed, DEL, C1, all that Unicode lets steer direction or lines, and what shows nothing at all.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_NAMES = {
    "\u200e": "LRM", "\u200f": "RLM", "\u061c": "ALM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF",
    "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
}  # fmt: skip


def inert(text: object) -> Markup:
    """Isolated from what stands beside it (UAX 9, BD8), with signs that nobody would see in a frame of their own."""
    return Markup("<bdi>{}</bdi>").format(signs("" if text is None else str(text)))


def signs(text: str) -> Markup:
    """The same without the isolate, for a stretch of a text that has one."""
    parts = []
    at = 0
    for found in _UNSEEN.finditer(text):
        parts += [escape(text[at : found.start()]), _sign(found[0])]
        at = found.end()
    return Markup().join([*parts, escape(text[at:])])


def _sign(sign: str) -> Markup:
    code = ord(sign)
    # Unicode has pictures of C0 and DEL.
    name = _NAMES.get(sign) or (chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else f"{code:04X}")
    return Markup('<span class="sign" title="U+{}">{}</span>').format(f"{code:04X}", name)


# --- a text with words marked in it ---

Span = tuple[int, int, str]
"""Start and end in characters, and what the stretch is marked for."""


def marked(text: str, spans: Iterable[Span]) -> Markup:
    """Stretches may overlap; what several share is marked once, for all of them."""
    return Markup("<bdi>{}</bdi>").format(_pieces(text, 0, len(text), list(spans)))


def paragraphs(text: str, spans: Iterable[Span]) -> Iterator[Markup]:
    """A blank line parts them."""
    known = list(spans)
    for begin, end in _stretches(text):
        yield _pieces(text, begin, end, known)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each run of lines that are not blank."""
    at, begin, end = 0, -1, 0
    for line in text.split("\n"):
        if bare := line.strip():
            begin = at + line.index(bare) if begin < 0 else begin
            end = at + len(line.rstrip())
        elif begin >= 0:
            yield begin, end
            begin = -1
        at += len(line) + 1
    if begin >= 0:
        yield begin, end


def _pieces(text: str, begin: int, end: int, spans: Sequence[Span]) -> Markup:
    inside = [(max(a, begin), min(b, end), why) for a, b, why in spans if a < end and b > begin]
    edges = sorted({begin, end, *(edge for a, b, _ in inside for edge in (a, b))})
    pieces = []
    for a, b in itertools.pairwise(edges):
        why = [name for start, stop, name in inside if start <= a and b <= stop]
        piece = signs(text[a:b])
        pieces.append(Markup('<mark title="{}">{}</mark>').format(" · ".join(why), piece) if why else piece)
    return Markup().join(pieces)


# --- bytes ---

HEX_MOST = 8192
TEXT_MOST = 65536


def hexdump(body: bytes, most: int = HEX_MOST) -> Iterator[tuple[str, str, str]]:
    """Place, sixteen bytes in hex, and the same in ASCII with a dot for all else."""
    for at in range(0, min(len(body), most), 16):
        row = body[at : at + 16]
        told = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        yield f"{at:06x}", f"{row[:8].hex(' ')}  {row[8:].hex(' ')}".rstrip(), told


def decoded(body: bytes, encoding: str | None, most: int = TEXT_MOST) -> str:
    """With a replacement sign for each byte that is none in `encoding`; in UTF-8 where that has no name in Python."""
    try:
        return body[:most].decode(encoding or "utf-8", "replace")
    except LookupError:
        return body[:most].decode("utf-8", "replace")


_LINE = re.compile(r"\bat line (\d{1,9})(?:, column (\d{1,9}))?")
_BYTE = re.compile(r"\bbyte (\d{1,12}) is 0x")


def place(detail: str, body: bytes) -> tuple[int, int] | None:
    """Where a refusal's sentence says that the error is: start and end of that line, or of that byte."""
    if (found := _BYTE.search(detail)) and int(found[1]) < len(body):
        return int(found[1]), int(found[1]) + 1
    if found := _LINE.search(detail):
        lines = body.splitlines(keepends=True)
        number = int(found[1])
        if 0 < number <= len(lines):
            start = sum(map(len, lines[: number - 1]))
            return start, start + len(lines[number - 1].rstrip(b"\r\n"))
    return None


_AROUND = 400


def around(body: bytes, where: tuple[int, int], encoding: str | None = None) -> tuple[str, str, str]:
    """What stands before the place of an error, there and after it, as text; the error itself at most so long too."""
    start, end = where
    cut = min(end, start + _AROUND)
    pieces = body[max(start - _AROUND, 0) : start], body[start:cut], body[cut : cut + _AROUND]
    before, there, after = (decoded(piece, encoding) for piece in pieces)
    if there == "�":
        there = " ".join(f"0x{byte:02x}" for byte in pieces[1])
    return before, there, after


# --- times and lengths ---


def moment(value: dt.datetime | str | None) -> dt.datetime | None:
    """In Japan's time; articles have theirs as RFC 3339."""
    if value is None or value == "":
        return None
    return (dt.datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(TOKYO)


def stamp(value: dt.datetime | str | None, form: str = "%Y-%m-%d %H:%M:%S") -> Markup:
    """A time element: Japan's clock for people, the instant for programs."""
    at = moment(value)
    if at is None:
        return Markup("–")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        at.isoformat(timespec="seconds"), f"{at:%Y-%m-%d %H:%M:%S} JST", at.strftime(form)
    )


def lag(milliseconds: float) -> str:
    """`38 ms`, `2.4 s`, `5 min`, `3 h`, `12 d`: two figures are enough for an eye at two metres."""
    seconds = max(milliseconds, 0) / 1000
    for below, unit, name in ((1, 0.001, "ms"), (60, 1, "s"), (3600, 60, "min"), (86400, 3600, "h")):
        if seconds < below:
            return f"{seconds:.1f} {name}" if name == "s" and seconds < 10 else f"{seconds / unit:.0f} {name}"
    return f"{seconds / 86400:.0f} d"


def size(count: int | None) -> str:
    if count is None:
        return "–"
    return f"{count} B" if count < 1024 else f"{count / 1024:.1f} KiB"


def left(until: dt.datetime) -> str:
    """`2 d 03:04:05` as the script counts it down; nought when it is over."""
    seconds = max(int((until - dt.datetime.now(dt.UTC)).total_seconds()), 0)
    days, clock = divmod(seconds, 86400)
    told = f"{clock // 3600:02}:{clock // 60 % 60:02}:{clock % 60:02}"
    return f"{days} d {told}" if days else told


def story_path(provider: str, story_id: str) -> str:
    return f"/stories/{quote(provider, safe='')}/{quote(story_id, safe='')}"


def sparkline(counts: Sequence[int], width: int = 240, height: int = 36) -> str:
    """The points of a polyline, the highest count at the top; a flat line at the bottom where there is none."""
    most = max([*counts, 1])
    step, room = width / max(len(counts) - 1, 1), height - 4
    return " ".join(f"{at * step:.1f},{height - 2 - count / most * room:.1f}" for at, count in enumerate(counts))


FILTERS: dict[str, Any] = {
    "inert": inert,
    "signs": signs,
    "visible": visible,
    "stamp": stamp,
    "lag": lag,
    "size": size,
    "left": left,
}
