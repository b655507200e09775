"""The text of a WordPress post as HTML: in the database, a blank line begins a paragraph and a line end is a break.

WordPress makes them <p> and <br> only when it shows the post (wpautop); posts of its block editor have their own.
"""

import re

_BLOCK = re.compile(
    r"\s*</?(?:div|table|thead|tbody|tfoot|tr|td|th|ul|ol|li|dl|dt|dd|pre|blockquote|h[1-6]|hr|figure|figcaption|section"
    r"|article|aside|header|footer|address|form|fieldset|details|summary|iframe|script|style)\b",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"\s*<p\b", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
# What WordPress sets paragraphs apart from, wherever in a line it stands.
_APART = re.compile(
    r"(?=<(?:div|table|ul|ol|dl|pre|blockquote|h[1-6]|hr|figure|section|article)\b)"
    r"|(?<=</(?:h[1-6]|ul|ol|dl)>)|(?<=</(?:pre|div)>)|(?<=</(?:table)>)|(?<=</blockquote>)|(?<=</figure>)",
    re.IGNORECASE,
)
_SHORTCODE = re.compile(r"\[/?([a-z][a-z0-9_-]{0,60})(?![a-z0-9_-])([^\[\]<>]{0,1000})\]")
_OF_WORDPRESS = frozenset(["caption", "wp_caption", "gallery", "playlist", "audio", "video", "embed"])
_CLOSED = re.compile(r"\[/([a-z][a-z0-9_-]{0,60})\]")
_VALUE = re.compile(r"\s[A-Za-z_-]+=[\"'\w]")


def html_of(raw: str) -> tuple[str, list[str]]:
    """The post as HTML, and the names of the shortcodes that were taken out, without what they enclose."""
    closed = _OF_WORDPRESS.union(_CLOSED.findall(raw))
    removed = sorted({found[1] for found in _SHORTCODE.finditer(raw) if _is_shortcode(found, closed)})
    text = _SHORTCODE.sub(lambda found: "" if _is_shortcode(found, closed) else found[0], raw) if removed else raw
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if "<!-- wp:" in text:
        return text, removed
    apart = _APART.sub("\n\n", text)
    return "\n".join(map(_paragraph, filter(str.strip, _BLANK_LINE.split(apart)))), removed


def _is_shortcode(found: re.Match[str], closed: frozenset[str]) -> bool:
    """Of WordPress itself, closed somewhere, or with values; another bracket may be copy ([sic], [速報])."""
    return found[1] in closed or _VALUE.match(found[2]) is not None


def _paragraph(chunk: str) -> str:
    if _BLOCK.match(chunk):
        return chunk
    broken = chunk.replace("\n", "<br>")
    return broken if _PARAGRAPH.match(chunk) else f"<p>{broken}</p>"
