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
# Those of WordPress itself; a bracket of another name may be copy ([sic], [速報]).
_SHORTCODE = re.compile(r"\[/?(caption|wp_caption|gallery|playlist|audio|video|embed)\b[^\[\]<>]{0,1000}\]")


def html_of(raw: str) -> tuple[str, list[str]]:
    """The post as HTML, and the names of the shortcodes that were taken out, without what they enclose."""
    removed = sorted({found[1] for found in _SHORTCODE.finditer(raw)})
    text = _SHORTCODE.sub("", raw) if removed else raw
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if "<!-- wp:" in text:
        return text, removed
    return "\n".join(map(_paragraph, _BLANK_LINE.split(text))) if text else "", removed


def _paragraph(chunk: str) -> str:
    if _BLOCK.match(chunk):
        return chunk
    broken = chunk.replace("\n", "<br>")
    return broken if _PARAGRAPH.match(chunk) else f"<p>{broken}</p>"
